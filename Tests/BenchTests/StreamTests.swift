import Files
import Testing

struct StreamTests {
  @Test func `a reader that has gone ends the program quietly`() {
    let program = BenchProgram()
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    let (messages, reading) = messagePipe()
    let process = program.start(["show", "lenet5-sgd"], output: ends[1], messages: messages)
    close(ends[1])
    close(messages)
    #expect(BenchProgram.drain(reading).isEmpty)
    close(reading)
    #expect(BenchProgram.wait(process) == 0)
  }

  @Test func `a closed standard output does no harm`() {
    let program = BenchProgram()
    let (messages, reading) = messagePipe()
    let words = ["run", "lenet5-sgd", "--quiet", "--epochs", "1", "--set"]
    let process = program.start(
      words + ["dataset.subset.train=[0,128]"], output: -1, messages: messages)
    close(messages)
    #expect(BenchProgram.drain(reading).isEmpty)
    close(reading)
    #expect(BenchProgram.wait(process) == 0)
    #expect(program.recorded("state", of: "lenet5-sgd-001") == "finished")
    #expect(program.file("runs/lenet5-sgd-001/metrics.csv").hasPrefix("epoch,step,"))
  }

  #if os(Linux)
    @Test(arguments: [[], ["NO_COLOR=1"]])
    func `a terminal gets a live line, and colours unless they are refused`(environment: [String]) {
      let program = BenchProgram()
      let (terminal, other) = BenchProgram.openTerminal(columns: 110)
      let words = ["run", "lenet5-sgd", "--epochs", "2", "--set", "dataset.subset.train=[0,512]"]
      let process = program.start(words, output: other, messages: other, environment: environment)
      close(other)
      // A terminal whose other side is closed gives an error, which ends the reading.
      let text = BenchProgram.drain(terminal)
      close(terminal)
      #expect(BenchProgram.wait(process) == 0)
      #expect(text.contains("\r\u{1B}[Kepoch 1/2  ────────────────────   0%  train_loss      -"))
      #expect(text.contains("\r\u{1B}[Klenet5-sgd-001 finished: 2 epochs in "))
      #expect(text.contains(" show lenet5-sgd-001 "))
      #expect(text.contains("\u{1B}[1mlenet5-sgd-001\u{1B}[0m  LeNet-5") == environment.isEmpty)
      #expect(text.contains("\u{1B}[2m") == environment.isEmpty)
    }

    @Test(arguments: [[], ["NO_COLOR=1"]])
    func `the word that was probably meant is bold, the place of a mistake red`(
      environment: [String]
    ) {
      let program = BenchProgram()
      let (terminal, other) = BenchProgram.openTerminal(columns: 100)
      let words = ["runs", "--where", "sed == 1"]
      let process = program.start(words, output: other, messages: other, environment: environment)
      close(other)
      let text = BenchProgram.drain(terminal)
      close(terminal)
      #expect(BenchProgram.wait(process) == 2)
      #expect(text.contains("  did you mean \u{1B}[1mseed\u{1B}[0m?") == environment.isEmpty)
      #expect(text.contains("  \u{1B}[31m^^^\u{1B}[0m\r\n") == environment.isEmpty)
      #expect(text.contains("  did you mean seed?") != environment.isEmpty)
    }
  #endif

  @Test func `control characters in files do not reach the terminal`() {
    let program = BenchProgram()
    let path = program.folder + "/experiments/mine.json"
    let text = "{ \"extends\": \"lenet5-sgd\", \"description\": \"\\u001b[31mred\\u0007\" }"
    let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
    #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
    close(descriptor)
    for words in [["list"], ["show", "mine"]] {
      let output = program.run(words).output
      #expect(output.contains("\\u{1B}[31mred\\u{7}"))
      #expect(!output.contains("\u{1B}"))
    }
  }

  private func messagePipe() -> (writing: Int32, reading: Int32) {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    return (ends[1], ends[0])
  }
}
