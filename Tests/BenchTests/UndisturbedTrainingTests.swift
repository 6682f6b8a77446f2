import Files
import Testing

/// Runs of a tenth of a second.
private let small = [
  "run", "lenet5-sgd", "--epochs", "2", "--set", "dataset.subset.train=[0,64]", "--set",
  "dataset.subset.test=[0,32]",
]

/// What trains goes on without those who read its output.
struct UndisturbedTrainingTests {
  @Test(arguments: [[], ["--jobs", "2"]])
  func `runs go on to the end when the reader of their ids has gone`(jobs: [String]) {
    let program = BenchProgram()
    let (output, reading) = newPipe()
    close(reading)
    let messages = open("/dev/null", O_WRONLY)
    let process = program.start(
      small + ["--seeds", "1..4", "--quiet"] + jobs, output: output, messages: messages)
    close(output)
    close(messages)
    #expect(BenchProgram.wait(process) == 0)
    for number in 1...4 {
      #expect(program.recorded("state", of: "lenet5-sgd-00\(number)") == "finished")
    }
  }

  @Test func `a training does not wait for a reader of its messages, and obeys a signal`() {
    let program = BenchProgram()
    let (messages, reading) = newPipe()
    fill(messages)
    let process = program.start(
      ["run", "lenet5-sgd", "--epochs", "1000", "--name", "unread"] + small.dropFirst(4),
      output: messages, messages: messages)
    close(messages)
    program.waitForRows(3, of: "unread")
    kill(process, SIGTERM)
    #expect(BenchProgram.wait(process) == 128 + SIGTERM)
    #expect(program.recorded("state", of: "unread") == "interrupted")
    close(reading)
  }

  @Test func `what a slow reader takes is whole and in order`() {
    let program = BenchProgram()
    let (messages, reading) = newPipe()
    let count = fill(messages)
    let process = program.start(
      ["run", "xor-mlp", "--epochs", "50", "--name", "slow"], output: messages, messages: messages)
    close(messages)
    program.waitForRows(50, of: "slow")
    let text = BenchProgram.drain(reading).dropFirst(count)
    close(reading)
    #expect(BenchProgram.wait(process) == 0)
    let lines = text.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("slow finished: 50 epochs in ") })
    // Results and messages are two streams, which need not keep step with each other.
    let progress = lines.filter { $0.hasPrefix("run=") || $0.hasPrefix("epoch=") }
    #expect(progress.first?.hasPrefix("run=slow experiment=xor-mlp ") == true)
    let epochs = progress.filter { $0.hasPrefix("epoch=") }.map { $0.prefix { $0 != " " } }
    #expect(epochs == (1...50).map { "epoch=\($0)" })
  }

  @Test(arguments: [["runs", "--format", "csv"], ["run", "xor-mlp", "--epochs", "3"]])
  func `an output that returns at once gets everything`(words: [String]) {
    let program = BenchProgram()
    for _ in 1...40 { #expect(program.run(small + ["--dry-run"]).status == 0) }
    let (output, reading) = newPipe()
    _ = fcntl(output, F_SETFL, O_NONBLOCK)
    let count = fill(output)
    let messages = open("/dev/null", O_WRONLY)
    let process = program.start(words, output: output, messages: messages)
    close(output)
    close(messages)
    usleep(300_000)
    let text = BenchProgram.drain(reading).dropFirst(count)
    close(reading)
    #expect(BenchProgram.wait(process) == 0)
    #expect(text.hasSuffix("\n"))
  }

  @Test(arguments: [SIGUSR1, SIGUSR2, SIGXCPU])
  func `a scheduler's warning saves and leaves with its number`(number: Int32) {
    let program = BenchProgram()
    let (messages, reading) = newPipe()
    let process = program.start(
      ["run", "lenet5-sgd", "--epochs", "1000", "--name", "warned"] + small.dropFirst(4),
      output: messages, messages: messages)
    close(messages)
    program.waitForRows(2, of: "warned")
    kill(process, number)
    let text = BenchProgram.drain(reading)
    close(reading)
    #expect(BenchProgram.wait(process) == 128 + number)
    #expect(text.contains(" stopping after this step, then saving; again: at once\n"))
    #expect(text.contains("resume warned"))
    #expect(program.recorded("state", of: "warned") == "interrupted")
  }

  private func newPipe() -> (writing: Int32, reading: Int32) {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    return (ends[1], ends[0])
  }

  /// Writes until a pipe takes nothing more; returns the bytes.
  @discardableResult
  private func fill(_ pipe: Int32) -> Int {
    let flags = fcntl(pipe, F_GETFL)
    _ = fcntl(pipe, F_SETFL, flags | O_NONBLOCK)
    let bytes = [UInt8](repeating: UInt8(ascii: "."), count: 4096)
    var total = 0
    while case let count = write(pipe, bytes, bytes.count), count > 0 { total += count }
    _ = fcntl(pipe, F_SETFL, flags)
    return total
  }
}
