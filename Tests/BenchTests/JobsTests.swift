import Files
import Testing

/// Runs of a few tenths of a second: 256 digits, batches of 64, a checkpoint inside epochs.
private let small = [
  "run", "lenet5-sgd", "--set", "dataset.subset.train=[0,256]", "--set",
  "dataset.subset.test=[0,64]", "--set", "training.batch_size=64", "--set",
  "optimizer.momentum=0.9", "--set", "checkpoint.every_steps=3",
]

struct JobsTests {
  @Test func `runs at once end in the same bits as one after the other, with ids in order`() {
    let program = BenchProgram()
    for (jobs, first) in [("1", 1), ("2", 6), ("5", 11)] {
      let run = program.run(
        small + ["--epochs", "2", "--seeds", "1..5", "--jobs", jobs, "--quiet"])
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output == (first..<first + 5).map { "\(id($0))\n" }.joined())
      #expect(run.messages.isEmpty)
      for seed in 1...5 {
        let run = id(first + seed - 1)
        #expect(program.file("runs/\(run)/run.json").contains("\n  \"seed\": \(seed),\n"))
        for file in ["metrics.csv", "predictions.csv"] {
          let text = program.file("runs/\(run)/\(file)")
          #expect(!text.isEmpty && text == program.file("runs/\(id(seed))/\(file)"))
        }
        for key in ["weights_sha256", "run_key", "state"] {
          #expect(program.recorded(key, of: run) == program.recorded(key, of: id(seed)))
        }
      }
    }
  }

  @Test func `each line names its run, and the table keeps the order of the seeds`() {
    let program = BenchProgram()
    let run = program.run(small + ["--epochs", "2", "--seeds", "1..3", "--jobs", "2"])
    #expect(run.status == 0)
    let rows = run.output.split(separator: "\n").dropFirst().prefix(3)
    #expect(
      rows.map { $0.prefix(28) } == (1...3).map { "\(id($0))     \($0)      2." })
    let lines = run.messages.split(separator: "\n")
    #expect(lines.count == 3 * 4)
    for seed in 1...3 {
      let own = lines.filter { $0.hasPrefix("run=\(id(seed)) ") }
      #expect(own.count == 4)
      #expect(own.first?.contains(" seed=\(seed) ") == true)
      #expect(own.dropFirst().first?.hasPrefix("run=\(id(seed)) epoch=1 step=4 ") == true)
      #expect(own.last?.hasPrefix("run=\(id(seed)) state=finished step=8 ") == true)
    }
  }

  @Test func `a diverged run leaves the others alone, and its status counts`() {
    let program = BenchProgram()
    program.write(
      #"{ "extends": "mlp-sgd", "optimizer": { "learning_rate": 1e30 } }"#,
      to: "experiments/wild.json")
    let words = [small[0], "wild"] + small.dropFirst()
    let run = program.run(words + ["--epochs", "1", "--jobs", "2"])
    #expect(run.status == 3)
    #expect(run.messages.contains("\nerror: wild-001 diverged at step "))
    #expect(run.output.contains("\nwild-001          42  diverged "))
    #expect(run.output.contains("\nlenet5-sgd-001    42  finished "))
  }

  @Test func `what is needed twice is trained once`() {
    let program = BenchProgram()
    let words = [small[0], "lenet5-sgd", "mlp-sgd"] + small.dropFirst()
    let run = program.run(words + ["--epochs", "1", "--jobs", "3", "--needed", "--quiet"])
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output == "lenet5-sgd-001\nmlp-sgd-001\nlenet5-sgd-001\n")
    #expect(program.runs == ["lenet5-sgd-001", "mlp-sgd-001"])
  }

  @Test(arguments: ["0", "-1", "257", "two"])
  func `a number of jobs that makes no sense is refused`(jobs: String) {
    let program = BenchProgram()
    let run = program.run("run", "lenet5-sgd", "--jobs=\(jobs)")
    #expect(run.status == 2)
    #expect(run.messages == "error: --jobs '\(jobs)': expected a whole number from 1 to 256\n")
    #expect(program.runs.isEmpty)
  }

  @Test func `a signal saves every run, begins no other, and each goes on to the same bits`() {
    let program = BenchProgram()
    #expect(program.run(small + ["--epochs", "60", "--seeds", "1..2", "--quiet"]).status == 0)
    let (status, text) = stopped([SIGTERM], in: program)
    #expect(status == 128 + SIGTERM)
    #expect(
      text.contains("SIGTERM: stopping 2 runs after this step of each, then saving; again: at once")
    )
    #expect(
      text.hasSuffix(
        """
        4 runs: 2 interrupted, 2 not begun
          all of them: this command with --resume

        """))
    #expect(program.runs == (1...4).map(id))
    for run in 3...4 {
      #expect(text.contains("\n\(id(run)) interrupted: step "))
      #expect(text.contains(" resume \(id(run))\n"))
      #expect(program.recorded("state", of: id(run)) == "interrupted")
      #expect(program.run("resume", id(run), "--quiet").status == 0)
      expectEqual(run, run - 2, in: program)
    }
  }

  @Test(arguments: [[SIGSTOP, SIGINT, SIGHUP, SIGCONT], [SIGKILL]])
  func `runs that end at once can all go on to the same bits`(signals: [Int32]) {
    let program = BenchProgram()
    #expect(program.run(small + ["--epochs", "60", "--seeds", "1..2", "--quiet"]).status == 0)
    let (status, text) = stopped(signals, in: program)
    #expect([128 + SIGINT, 128 + SIGHUP, 128 + SIGKILL].contains(status))
    if status != 128 + SIGKILL {
      #expect(text.contains("^C stopped at once, not saved; nothing before is lost. Go on:\n  "))
    }
    for run in 3...4 {
      if status != 128 + SIGKILL { #expect(text.contains(" resume \(id(run))\n")) }
      #expect(program.run("resume", id(run), "--quiet").status == 0)
      expectEqual(run, run - 2, in: program)
    }
  }

  #if os(Linux)
    @Test func `a terminal gets a live line for each run under way, and a line for each ended`() {
      let program = BenchProgram()
      let (terminal, other) = BenchProgram.openTerminal(columns: 100)
      let words = small + ["--epochs", "3", "--seeds", "9..11", "--jobs", "2"]
      let process = program.start(words, output: other, messages: other)
      close(other)
      let text = BenchProgram.drain(terminal)
      close(terminal)
      #expect(BenchProgram.wait(process) == 0)
      #expect(text.hasPrefix("3 runs, 2 at once with "))
      #expect(text.contains("\u{1B}[1mlenet5-sgd\u{1B}[0m  LeNet-5 (tanh, average pooling)"))
      #expect(text.contains("\r\u{1B}[K0 of 3 done · 1 running · 0 s so far"))
      #expect(text.contains("\r\n\u{1B}[Kseed 9 (1 of 3)   epoch 1/3  ──────   0%"))
      #expect(text.contains("\r\n\u{1B}[Kseed 10 (2 of 3)  epoch 1/3  ──────   0%"))
      #expect(text.contains("\r\u{1B}[1A"))
      for (index, seed) in (9...11).enumerated() {
        #expect(text.contains("\(id(index + 1)) finished: seed \(seed), 3 epochs in "))
      }
      #expect(!text.contains("run=lenet5-sgd"))
    }

    @Test func `a terminal that cannot move its cursor gets plain lines`() {
      let program = BenchProgram()
      let (terminal, other) = BenchProgram.openTerminal(columns: 60)
      let words = small + ["--epochs", "2", "--seeds", "1..2", "--jobs", "2"]
      let process = program.start(
        words, output: other, messages: other, environment: ["TERM=dumb"])
      close(other)
      let text = BenchProgram.drain(terminal)
      close(terminal)
      #expect(BenchProgram.wait(process) == 0)
      #expect(!text.contains("\u{1B}"))
      #expect(text.contains("\r\nrun=lenet5-sgd-002 epoch=2 step=8 train_loss="))
    }
  #endif

  /// Trains four seeds, two at a time, sends the signals once both have rows, and returns how the
  /// process ended and all it said.
  private func stopped(_ signals: [Int32], in program: BenchProgram) -> (Int32, String) {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let process = program.start(
      small + ["--epochs", "60", "--seeds", "1..4", "--jobs", "2", "--quiet"], output: ends[1],
      messages: ends[1])
    close(ends[1])
    for run in 3...4 { program.waitForRows(2, of: id(run)) }
    for signal in signals { kill(process, signal) }
    let text = BenchProgram.drain(ends[0])
    close(ends[0])
    return (BenchProgram.wait(process), text)
  }

  private func id(_ number: Int) -> String {
    "lenet5-sgd-" + (number < 10 ? "00\(number)" : "0\(number)")
  }

  private func expectEqual(_ first: Int, _ second: Int, in program: BenchProgram) {
    #expect(program.recorded("state", of: id(first)) == "finished")
    let (one, other) = (id(first), id(second))
    #expect(
      program.recorded("weights_sha256", of: one) == program.recorded("weights_sha256", of: other))
    for file in ["metrics.csv", "predictions.csv"] {
      let text = program.file("runs/\(one)/\(file)")
      #expect(!text.isEmpty && text == program.file("runs/\(other)/\(file)"))
    }
  }
}
