import Testing

struct EvaluationTests {
  private let small = [
    "lenet5-sgd", "--epochs", "1", "--quiet", "--set", "dataset.subset.train=[0,256]", "--set",
    "dataset.subset.test=[0,200]",
  ]

  @Test func `an evaluation has the bits of the run's own`() throws {
    let program = BenchProgram()
    #expect(program.run(["run"] + small).status == 0)
    let evaluated = program.run(
      "evaluate", "lenet5-sgd", "--predictions", "again.csv", "--format", "json")
    #expect(evaluated.status == 0)
    let own = BenchProgram.text(program.folder + "/runs/lenet5-sgd-001/predictions.csv")
    #expect(own.split(separator: "\n").count == 201)
    #expect(BenchProgram.text(program.folder + "/again.csv") == own)
    #expect(program.run("evaluate", "latest", "--predictions", "-").output == own)
    let again = program.run("evaluate", "latest", "--threads", "1", "--format", "json")
    #expect(again.output == evaluated.output)
    #expect(evaluated.output.contains("\"title\": \"lenet5-sgd-001, step 2, test part of mnist"))
    let other = program.run("evaluate", "latest", "--part", "train", "--checkpoint", "step-0")
    #expect(other.output.hasPrefix("lenet5-sgd-001, step 0, train part of mnist, 256 examples"))
  }

  @Test(arguments: [
    (["--part", "validation"], "--set 'dataset.subset.validation=[256,60000]'"),
    (["--set", "architecture.1={\"type\":\"relu\"}"], "only dataset.… can be set"),
    (["--part", "all"], "--part 'all': expected test, validation or train"),
  ])
  func `what cannot be evaluated is told`(words: [String], sentence: String) {
    let program = BenchProgram()
    #expect(program.run(["run"] + small).status == 0)
    let outcome = program.run(["evaluate", "lenet5-sgd"] + words)
    #expect(outcome.status == 2 && outcome.messages.contains(sentence), "\(outcome.messages)")
  }

  @Test func `of several values learnt it says which the figures are of`() {
    let program = BenchProgram()
    let rows = (0..<20).map { "\($0),\($0 % 3),\($0 % 5)\n" }
    program.write("x,y,z\n" + rows.joined(), to: "rows.csv")
    let definition = { (label: String) in
      """
      { "extends": "linear-regression", "dataset": { "name": "csv", "label": \(label),
        "files": { "train": "rows.csv" }, "subset": { "train": [0, 15], "test": [15, 20] } },
        "architecture": [{ "type": "linear", "out_features": \(label.contains("z") ? 2 : 1) }] }
      """
    }
    for (label, note) in [
      ("[\"y\"]", ""),
      ("[\"y\", \"z\"]", "note: loss is of all 2 values learnt, the other figures of the first\n"),
    ] {
      program.write(definition(label), to: "experiments/values.json")
      let rate = "optimizer.learning_rate=0.0001"
      #expect(program.run("run", "values", "--quiet", "--set", rate).status == 0)
      let evaluated = program.run("evaluate", "latest", "--format", "csv")
      #expect(evaluated.status == 0 && evaluated.messages == note)
      #expect(evaluated.output.contains("\nrmse,,,"))
    }
  }

  @Test func `an imported run is not evaluated`() {
    let program = BenchProgram()
    program.write("epoch,loss\n1,0.5\n", to: "history.csv")
    let path = program.folder + "/history.csv"
    #expect(program.run("import", path, "--name", "theirs").status == 0)
    let refused = program.run("evaluate", "theirs")
    #expect(refused.status == 2)
    #expect(refused.messages.hasPrefix("error: theirs was imported from "))
    #expect(refused.messages.contains("bench did not train it and cannot evaluate it"))
    let missing = program.run("import", "/none.csv", "--name", "other")
    #expect(missing.status == 1 && missing.messages.hasPrefix("error: /none.csv: No such file"))
  }

  @Test func `mean and deviation are the run's own, whatever is evaluated`() {
    let program = BenchProgram()
    let standard = ["--set", "dataset.normalize=\"standard\""]
    #expect(program.run(["run"] + small + standard).status == 0)
    let own = BenchProgram.text(program.folder + "/runs/lenet5-sgd-001/predictions.csv")
    let other = program.run(
      "evaluate", "latest", "--set", "dataset.subset.train=[0,100]", "--predictions", "-")
    #expect(other.output == own)
    let unit = program.run("evaluate", "latest", "--set", "dataset.normalize=\"unit\"")
    #expect(unit.status == 2 && unit.messages.contains("are made for standard"))
  }

  @Test func `a checkpoint that is not kept is told with those that are`() {
    let program = BenchProgram()
    #expect(program.run(["run"] + small).status == 0)
    let missing = program.run("evaluate", "latest", "--checkpoint", "step-1")
    #expect(missing.status == 2)
    #expect(
      missing.messages
        == "error: lenet5-sgd-001 has no checkpoint of step 1\n  it has those of step 0, 2\n")
    let fork = ["fork", "latest", "--quiet", "--epochs", "3", "--set", "optimizer.learning_rate=9"]
    #expect(program.run(fork).status == 0)
    #expect(
      program.run(["fork", "latest"] + fork.dropFirst(2).map { $0 == "3" ? "4" : $0 }).status == 0)
    // Of a fork's own checkpoints, its first included, as `resume --from best` has it.
    let best = program.run("evaluate", "lenet5-sgd-003", "--checkpoint", "best")
    #expect(best.status == 0 && best.output.hasPrefix("lenet5-sgd-003, step "), "\(best.output)")
  }

  @Test func `tags, notes and removal go round`() {
    let program = BenchProgram()
    #expect(program.run(["run"] + small).status == 0)
    #expect(
      program.run("tag", "latest", "--add", "baseline").output == "lenet5-sgd-001  baseline\n")
    #expect(program.run("note", "latest", "too low").status == 0)
    #expect(program.run("note", "latest").output == "too low\n")
    #expect(program.run("runs", "--where", "tags has baseline").output.contains("lenet5-sgd-001"))
    #expect(program.run("rm", "latest").status == 2)
    #expect(program.run("rm", "latest", "--yes").output == "lenet5-sgd-001\n")
    #expect(program.run("runs").output.isEmpty)
    #expect(program.run(["run"] + small).output == "lenet5-sgd-002\n")
  }
}
