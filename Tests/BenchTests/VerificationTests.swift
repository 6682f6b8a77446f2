import Testing

/// Three epochs of eight steps.
private let small = [
  "run", "lenet5-sgd", "--quiet", "--set", "dataset.subset.train=[0,512]", "--set",
  "dataset.subset.test=[0,64]", "--set", "training.batch_size=64", "--epochs", "3",
]

struct VerificationTests {
  @Test func `a run is verified, and a changed one is not`() {
    let program = BenchProgram()
    #expect(program.run(small).status == 0)
    let folder = "runs/lenet5-sgd-001"
    let verified = program.run("verify", "lenet5-sgd", "--jobs", "2", "--threads", "1")
    #expect(verified.status == 0, "\(verified.messages)")
    #expect(verified.messages.isEmpty)
    let lines = verified.output.split(separator: "\n")
    #expect(lines.prefix(3).map { $0.prefix { $0 != "," }.contains("same") } == [true, true, true])
    #expect(
      lines[3] == "lenet5-sgd-001 verified: 3 of 3 epochs, 4 checkpoints, metrics.csv and "
        + "predictions.csv the same")
    let shown = program.run("show", "latest").output
    #expect(shown.contains("\n  verified     the same bits, 2"), "\(shown)")
    #expect(
      program.run("runs", "--where", "verified == true", "--columns", "id", "--format", "csv")
        .output
        == "id\nlenet5-sgd-001\n")
    #expect(program.run("verify", "latest", "--quiet").output == "lenet5-sgd-001\n")
    let quick = program.run("verify", "lenet5-sgd-001", "--quick")
    #expect(quick.status == 0)
    #expect(
      quick.output == """
        lenet5-sgd-001 checked: 4 checkpoints, 3 rows of metrics.csv, predictions.csv: nothing wrong
        only the files were checked; nothing was trained again

        """)

    let metrics = program.file("\(folder)/metrics.csv")
    program.write(
      metrics.replacing("\n2,16,0.01,", with: "\n2,16,0.02,"), to: "\(folder)/metrics.csv")
    let changed = program.run("verify", "lenet5-sgd-001")
    #expect(changed.status == 1)
    #expect(changed.output.contains("  metrics.csv       epoch 2: learning_rate 0.02 recorded, "))
    #expect(
      changed.messages.hasPrefix(
        "error: lenet5-sgd-001 is not reproduced: 2 of 3 epochs have the same bits, epoch 2 has "
          + "not; 1 file is not what it should be\n"))
    #expect(program.run("verify", "lenet5-sgd-001", "--quick").status == 1)
    #expect(
      program.run("show", "latest").output.contains("\n  verified     NOT the same bits, 2"))
    #expect(program.run("verify", "lenet5-sgd-001", "--quiet").output.isEmpty)
  }

  @Test func `what cannot be verified is said`() {
    let program = BenchProgram()
    program.write("epoch,loss\n1,2.5\n", to: "history.csv")
    #expect(program.run("import", "history.csv", "--name", "keras-1").status == 0)
    let imported = program.run("verify", "keras-1")
    #expect(imported.status == 2)
    #expect(
      imported.messages.hasPrefix(
        "error: keras-1 was imported from history.csv: bench did not train it and cannot verify it"
      ))
    #expect(program.run(small).status == 0)
    for (words, sentence) in [
      (["--quick", "--jobs", "2"], "--quick and --jobs exclude each other: nothing is trained"),
      (["--from", "latest"], "--from 'latest': expected step-N, as step-79"),
      (["--from", "step-9"], "lenet5-sgd-001 has no usable checkpoint of step 9"),
      (
        ["--to", "step-0"],
        "nothing lies between step 0, to start at, and step 0, to end at"
      ),
    ] {
      let outcome = program.run(["verify", "lenet5-sgd-001"] + words)
      #expect(outcome.status == 2)
      #expect(outcome.messages.hasPrefix("error: \(sentence)\n"), "\(outcome.messages)")
    }
  }
}
