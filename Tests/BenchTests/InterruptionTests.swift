import Files
import Testing

/// Long enough to be stopped at any moment: 20 epochs of 4 steps.
private let long = [
  "run", "lenet5-sgd", "--quiet", "--set", "dataset.subset.train=[0,256]", "--set",
  "dataset.subset.test=[0,32]", "--set", "training.batch_size=64", "--set",
  "optimizer.momentum=0.9", "--set", "checkpoint.every_steps=3", "--epochs", "20",
]

struct InterruptionTests {
  @Test func `a run killed at any time ends in the same bits as one undisturbed`() {
    let program = BenchProgram()
    #expect(program.run(long + ["--name", "whole"]).status == 0)
    let messages = open("/dev/null", O_WRONLY)
    defer { close(messages) }
    let process = program.start(long + ["--name", "killed"], output: messages, messages: messages)
    program.waitForRows(4, of: "killed")
    kill(process, SIGKILL)
    #expect(BenchProgram.wait(process) == 128 + SIGKILL)
    #expect(program.run("runs", "--limit", "1").output.contains("killed  interrupted"))
    let resumed = program.run("resume", "killed", "--quiet")
    #expect(resumed.status == 0, "\(resumed.messages)")
    expectEqual("killed", "whole", in: program)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a signal saves, says how to go on, and leaves with its number`(number: Int32) {
    let program = BenchProgram()
    #expect(program.run(long + ["--name", "whole"]).status == 0)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let process = program.start(long + ["--name", "stopped"], output: ends[1], messages: ends[1])
    close(ends[1])
    program.waitForRows(2, of: "stopped")
    kill(process, number)
    let text = BenchProgram.drain(ends[0])
    close(ends[0])
    #expect(BenchProgram.wait(process) == 128 + number)
    #expect(text.contains(" stopping after this step, then saving; again: at once\n"))
    #expect(text.contains("\nstopped interrupted: step "))
    #expect(text.hasSuffix(" resume stopped\n"))
    #expect(program.recorded("state", of: "stopped") == "interrupted")
    #expect(program.run("resume", "stopped", "--quiet").output == "stopped\n")
    expectEqual("stopped", "whole", in: program)
  }

  @Test func `a second signal stops at once and loses nothing that was saved`() {
    let program = BenchProgram()
    #expect(program.run(long + ["--name", "whole"]).status == 0)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let process = program.start(long + ["--name", "twice"], output: ends[1], messages: ends[1])
    close(ends[1])
    program.waitForRows(2, of: "twice")
    // Both wait for the process to go on, so that no step lies between them.
    for number in [SIGSTOP, SIGINT, SIGTERM, SIGCONT] { kill(process, number) }
    let text = BenchProgram.drain(ends[0])
    close(ends[0])
    #expect([128 + SIGINT, 128 + SIGTERM].contains(BenchProgram.wait(process)))
    #expect(text.contains("stopped at once, not saved; nothing before is lost. Go on: "))
    #expect(program.run("resume", "twice", "--quiet").status == 0)
    expectEqual("twice", "whole", in: program)
  }

  @Test func `a run that is held is refused with 4`() {
    let program = BenchProgram()
    let messages = open("/dev/null", O_WRONLY)
    defer { close(messages) }
    let process = program.start(
      long.map { $0 == "20" ? "4000" : $0 } + ["--name", "held"], output: messages,
      messages: messages)
    program.waitForRows(1, of: "held")
    let second = program.run("resume", "held")
    kill(process, SIGKILL)
    _ = BenchProgram.wait(process)
    #expect(second.status == 4)
    #expect(second.messages.hasPrefix("error: held is held by process \(process) on "))
  }

  private func expectEqual(
    _ first: String, _ second: String, in program: BenchProgram
  ) {
    for key in ["weights_sha256", "run_key"] {
      #expect(program.recorded(key, of: first) == program.recorded(key, of: second))
    }
    #expect(program.recorded("state", of: first) == "finished")
    for file in ["metrics.csv", "predictions.csv"] {
      let text = program.file("runs/\(first)/\(file)")
      #expect(!text.isEmpty)
      #expect(text == program.file("runs/\(second)/\(file)"))
    }
  }
}
