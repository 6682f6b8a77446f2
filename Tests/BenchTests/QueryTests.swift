import Testing

struct QueryTests {
  private static let query = "optimizer.type == sgd and test_los < 0.9"

  @Test func `runs are chosen, ordered and shown by their fields`() {
    let program = BenchProgram()
    for seed in ["1", "2", "3"] {
      let made = program.run("run", "linear-regression", "--epochs", "1", "--seed", seed, "--quiet")
      #expect(made.status == 0)
    }
    let found = program.run(
      "runs", "--where", "seed > 1 and state == finished", "--sort", "-seed", "--columns",
      "id,seed,training.epochs", "--format", "csv")
    #expect(
      found.output == """
        id,seed,training.epochs
        linear-regression-003,3,1
        linear-regression-002,2,1

        """)
    let limited = program.run("runs", "--where", "seed > 1", "--limit", "1")
    #expect(limited.messages.contains("1 of 2 matching runs, of 3 in runs/; the others: --limit 2"))
    let none = program.run("runs", "--where", "seed == 9")
    #expect(none.status == 0)
    #expect(none.messages == "no run matches, of 3 in runs/\n")
    let mistaken = program.run("runs", "--where", Self.query)
    #expect(mistaken.status == 2)
    #expect(
      mistaken.messages == """
        error: --where: no field 'test_los'
          optimizer.type == sgd and test_los < 0.9
                                    ^^^^^^^^
          did you mean test_loss?

        """)
  }

  @Test func `what the list is sorted by is always among its columns`() {
    let program = BenchProgram()
    for (id, accuracy) in [("a", "0.25"), ("b", "0.75")] {
      program.write(
        "epoch,train_loss,test_accuracy,validation_accuracy\n1,0.5,\(accuracy),0.5\n",
        to: "history.csv")
      #expect(program.run("import", "history.csv", "--name", id).status == 0)
    }
    let accuracies = program.run("runs", "--sort=-best:test_accuracy")
      .output.split(separator: "\n")
    #expect(accuracies.count == 3)
    #expect(accuracies[0].contains("  best validation_accuracy"))
    #expect(accuracies[0].hasSuffix("  best:test_accuracy"))
    #expect(accuracies[1].hasPrefix("b ") && accuracies[1].hasSuffix(" 0.7500"))
    #expect(accuracies[2].hasPrefix("a ") && accuracies[2].hasSuffix(" 0.2500"))
    for rate in ["0.001", "0.002"] {
      let made = program.run(
        "run", "linear-regression", "--epochs", "1", "--quiet", "--set",
        "optimizer.learning_rate=\(rate)")
      #expect(made.status == 0)
    }
    let sort = "--sort=-optimizer.learning_rate,state"
    let rates = program.run("runs", sort).output.split(separator: "\n")
    // The runs differ in it, so that the list has it already.
    #expect(rates[0].contains(" optimizer.") && rates[1].contains("  learning_rate"))
    #expect(rates[2].hasPrefix("linear-regression-002 ") && rates[2].contains(" 0.002 "))
    #expect(rates[4].hasPrefix("b ") || rates[4].hasPrefix("a "))
    #expect(rates.allSatisfy { !$0.hasSuffix("optimizer.learning_rate") })
    let rows = program.run("runs", sort, "--format", "csv").output.split(separator: "\n")
    #expect(rows[0].hasSuffix(",optimizer.learning_rate"))
    #expect(rows[1].hasPrefix("linear-regression-002,") && rows[1].hasSuffix(",0.002"))
    let plain = program.run("runs", "--sort=-best:test_accuracy", "--format", "csv").output
    #expect(plain.contains(",best_test_accuracy,") && !plain.contains("best:test_accuracy"))
  }

  @Test func `a comparison is about one metric where that is asked for`() {
    let program = BenchProgram()
    let made = program.run("run", "xor-mlp", "--epochs", "2", "--seeds", "1..3", "--quiet")
    #expect(made.status == 0)
    let pair = ["compare", "xor-mlp-001", "xor-mlp-002", "--metric", "test_loss"]
    let rows = program.run(pair + ["--format", "csv"]).output.split(separator: "\n")
      .filter { $0.hasPrefix("metrics,") }
    #expect(rows.count == 3 && rows.allSatisfy { $0.hasPrefix("metrics,test_loss ") })
    let three = program.run(pair + ["xor-mlp-003"])
    #expect(three.status == 0)
    #expect(three.output.contains("test_loss") && !three.output.contains("train_loss"))
    #expect(three.output.contains("more than") && !three.output.contains("points more than"))
    let unknown = program.run(Array(pair.dropLast()) + ["test_los"])
    #expect(unknown.status == 2)
    #expect(unknown.messages.contains("did you mean test_loss?"))
  }

  @Test func `--where stands for the names of runs, never beside them`() {
    let program = BenchProgram()
    for seed in ["1", "2"] {
      let made = program.run("run", "linear-regression", "--epochs", "1", "--seed", seed, "--quiet")
      #expect(made.status == 0)
    }
    let both = program.run("compare", "--where", "seed in (1, 2)", "--format", "csv")
    #expect(both.status == 0)
    #expect(
      both.output
        == program.run(
          "compare", "linear-regression-001", "linear-regression-002", "--format", "csv"
        ).output)
    for (words, problem) in [
      (["--where", "seed == 9"], "no run matches seed == 9"),
      (["--where", "seed == 1"], "1 run matches seed == 1, but it takes at least 2"),
      (["latest", "--where", "seed == 1"], "RUN and --where exclude each other"),
    ] {
      let refused = program.run(["compare"] + words)
      #expect(refused.status == 2)
      #expect(refused.messages.hasPrefix("error: bench compare: \(problem)\n"))
    }
  }
}

extension QueryTests {
  @Test func `show as JSON has the keys of run.json and what else the screen shows`() {
    let program = BenchProgram()
    let made = program.run("run", "linear-regression", "--epochs", "2", "--quiet")
    #expect(made.status == 0)
    let forked = program.run("fork", "linear-regression-001", "--epochs", "3", "--quiet")
    #expect(forked.status == 0)
    let shown = program.run("show", "linear-regression-001", "--format", "json").output
    for key in [
      "\"id\": \"linear-regression-001\"", "\"run_key\": ", "\"definition\": {", "\"summary\": {",
      "\"epoch\": [1, 2]", "\"run\": \"linear-regression-002\"", "\"checkpoints\": [",
      "\"timing\": {",
    ] {
      #expect(shown.contains(key), "\(key)")
    }
    let screen = program.run("show", "linear-regression-001").output
    #expect(screen.contains("  forked to    linear-regression-002 at step "))
    let sorted = program.run(
      "runs", "--sort", "state,-epoch", "--columns", "id", "--format", "csv"
    ).output
    #expect(sorted == "id\nlinear-regression-002\nlinear-regression-001\n")
  }
}

extension QueryTests {
  @Test func `a wrong field is answered with a whole path, whatever option names it`() {
    let program = BenchProgram()
    for rate in ["0.001", "0.002"] {
      let made = program.run(
        "run", "linear-regression", "--epochs", "1", "--quiet", "--set",
        "optimizer.learning_rate=\(rate)")
      #expect(made.status == 0)
    }
    let both = ["compare", "linear-regression-001", "linear-regression-002"]
    for words in [
      ["runs", "--where", "optimizer.lr < 0.1"], ["runs", "--sort", "-optimizer.lr"],
      ["runs", "--columns", "id,optimizer.lr"], both + ["--group-by", "optimizer.lr"],
      ["compare", "--where", "optimizer.lr < 1"],
    ] {
      let refused = program.run(words)
      #expect(refused.status == 2)
      #expect(refused.messages.hasSuffix("  did you mean optimizer.learning_rate?\n"), "\(words)")
    }
    let sweep = program.run(both + ["--group-by", "sweep"])
    #expect(sweep.status == 2)
    #expect(
      sweep.messages == "error: --group-by sweep: none of these runs has a value for it\n")
    let shown = program.run("show", "lenet5")
    #expect(shown.status == 2)
    #expect(
      shown.messages.hasPrefix(
        """
        error: no experiment or run 'lenet5'
          did you mean lenet5-99, lenet5-best or lenet5-sgd? all of them: 
        """))
    let run = program.run("show", "linear-regression-003")
    #expect(run.messages.contains("did you mean linear-regression-001 or linear-regression-002?"))
  }

  @Test func `no two columns have one name, whatever the metrics are called`() {
    let program = BenchProgram()
    program.write(
      "epoch,seconds,x,x_epoch,best_x,isa\n1,0.5,1,2,3,4\n2,0.25,1,2,3,5\n", to: "log.csv")
    #expect(program.run("import", "log.csv", "--name", "log").status == 0)
    let lines = program.run("runs", "--format", "csv", "--sort", "isa").output.split(
      separator: "\n")
    let names = lines[0].split(separator: ",").map(String.init)
    #expect(Set(names).count == names.count)
    let row = lines[1].split(separator: ",", omittingEmptySubsequences: false)
    let values = Dictionary(zip(names, row)) { first, _ in first }
    #expect(values["seconds"] == "0" && values["last:seconds"] == "0.25")
    #expect(values["x"] == "1" && values["x_epoch"] == "2" && values["best_x"] == "3")
    #expect(values["isa"] != "5" && values["last:isa"] == "5")
    let objects = program.run("runs", "--format", "json").output
    #expect(objects.contains("\"last:seconds\": 0.25,") && objects.contains("\"isa\": 5,"))
    let refused = program.run("runs", "--columns", "id,seed,id")
    #expect(refused.status == 2)
    #expect(
      refused.messages == "error: --columns: 'id' is named twice\n  name each column once\n")
  }
}
