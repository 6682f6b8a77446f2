import Testing

/// What `compare` and `report` claim of trained runs, in every format.
struct ClaimTests {
  private static let definition = """
    {"dataset": {"name": "csv", "files": {"train": "u.csv"}, "header": false, "classes": 2,
       "subset": {"train": [0, 40], "test": [40, 60]}},
     "architecture": [{"type": "linear", "out_features": 2}],
     "loss": {"type": "softmax_cross_entropy"},
     "optimizer": {"type": "sgd", "learning_rate": 0.1},
     "training": {"epochs": 3, "batch_size": 8}}
    """

  /// A workspace with an experiment on 60 rows of one number and its class.
  private func program() -> BenchProgram {
    let program = BenchProgram()
    program.write(Self.definition, to: "experiments/one.json")
    write(to: program) { $0 % 4 == 0 }
    return program
  }

  /// - Parameter isTurned: whether a row has the other class.
  private func write(to program: BenchProgram, _ isTurned: (Int) -> Bool) {
    let rows = (0..<60).map { row in
      let place = row * 37 % 60
      return "\(Double(place) / 30 - 1),\((place > 29) != isTurned(row) ? 1 : 0)\n"
    }
    program.write(rows.joined(), to: "u.csv")
  }

  private func train(_ program: BenchProgram, _ arguments: String...) {
    let made = program.run(["run", "one", "--quiet"] + arguments)
    #expect(made.status == 0 || made.status == 3, "\(made.messages)")
  }

  /// What a comparison says in each format, the table first; of csv alone there are no sentences.
  private func said(_ program: BenchProgram, _ arguments: String...) -> [String] {
    ["table", "markdown", "json"].map { format in
      program.run(["compare"] + arguments + ["--format", format]).output
        .replacing("\n", with: " ")
    }
  }

  @Test func `runs on other data are shown and not judged`() {
    let program = program()
    train(program, "--seeds", "1..4")
    write(to: program) { _ in false }
    train(program, "--seeds", "1..4", "--set", "optimizer.learning_rate=0.5")
    let grouping = ["--where", "id ~ one-", "--group-by", "optimizer.learning_rate"]
    for text in said(program, "--where", "id ~ one-", "--group-by", "optimizer.learning_rate") {
      #expect(text.contains("No claim can be made: the data are not the same."))
      #expect(!text.contains("is better"))
    }
    let csv = program.run(["compare", "--format", "csv"] + grouping).output
    #expect(
      csv.split(separator: "\n").allSatisfy { $0.hasSuffix(",,,,,") || $0.contains("p (Holm)") })
    let page = program.run(["report", "-o", "-"] + grouping).output
    #expect(page.contains("No claim can be made: the data are not the same."))
    #expect(!page.contains("is better"))
    let pair = program.run("compare", "one-001", "one-005").output
    #expect(pair.contains("No claim can be made: the data are not the same"))
    #expect(!pair.contains("better") && !pair.contains("worse"))
    #expect(pair.split(separator: "\n").filter { $0.hasSuffix("not comparable") }.count == 8)
  }

  @Test func `forks of one run are one training`() {
    let program = program()
    for rate in ["0.1", "0.5"] {
      train(program, "--name", "p\(rate)", "--set", "optimizer.learning_rate=\(rate)")
      for seed in ["2", "3", "4"] {
        let made = program.run(
          "fork", "p\(rate)", "--seed", seed, "--epochs", "4", "--name", "p\(rate)-\(seed)")
        #expect(made.status == 0, "\(made.messages)")
      }
    }
    let arguments = ["--where", "id ~ p0 and epoch == 4", "--group-by", "optimizer.learning_rate"]
    let grouped = program.run(["compare"] + arguments)
    #expect(grouped.output.contains("No difference can be claimed: a group has one training"))
    #expect(
      grouped.messages.contains(
        "note: p0.1-3, p0.1-4: of the same training as p0.1-2, that of p0.1; one training counts "
          + "once"))
    let json = program.run(["compare", "--format", "json"] + arguments).output
    #expect(json.contains("\"one_training\": [") && json.contains("\"origin\": \"p0.5\""))
    let pair = program.run("compare", "p0.1", "p0.1-2")
    #expect(pair.output.contains("They share the training of p0.1 up to the fork"))
    // Also where the parent is gone.
    #expect(program.run("rm", "p0.1", "--yes").status == 0)
    let orphans = program.run("compare", "p0.1-2", "p0.1-3")
    #expect(orphans.output.contains("They share the training of p0.1 up to the fork"))
    let page = program.run("report", "p0.1-2", "p0.1-3", "p0.1-4", "-o", "-").output
    #expect(page.contains("3 runs, some of one training: no interval"))
  }

  @Test func `what varies inside groups forbids the claim, and what goes with them is in it`() {
    let program = program()
    train(program, "--seeds", "1..3")
    train(program, "--seeds", "1..3", "--set", "optimizer.momentum=0.9")
    train(program, "--seed", "9", "--epochs", "5", "--set", "optimizer.learning_rate=0.2")
    for text in said(program, "--where", "id ~ one-", "--group-by", "optimizer.momentum") {
      #expect(
        text.contains(
          "No claim can be made: optimizer.learning_rate, training.epochs differ inside the groups")
      )
    }
    train(program, "--seeds", "1..3", "--epochs", "9", "--set", "optimizer.momentum=0.5")
    for text in said(
      program, "--where", "id ~ one- and optimizer.momentum > 0", "--group-by",
      "optimizer.momentum")
    {
      #expect(
        text.contains("training.epochs (3, 9) differs too: this is about all of it, not about"))
    }
  }

  @Test func `runs that diverged are counted where a filter leaves them out`() {
    let program = program()
    train(program, "--seeds", "1..3")
    train(program, "--seeds", "1..3", "--set", "optimizer.learning_rate=0.5")
    let loss = "loss={\"type\":\"mse\",\"scale\":1e30}"
    train(program, "--seeds", "4..5", "--set", "optimizer.learning_rate=0.5", "--set", loss)
    for filter in [
      "id ~ one- and state == finished", "state != diverged and id ~ one-",
      "id ~ one- and not (state == diverged or state == failed)", "id ~ one- and epoch == 3",
    ] {
      let text = said(program, "--where", filter, "--group-by", "optimizer.learning_rate")
      #expect(
        text.allSatisfy {
          $0.contains("2 of 5 runs of learning_rate 0.5 diverged and are left out.")
        }, "\(filter) \(text)")
    }
    let plain = said(program, "--where", "seed < 4", "--group-by", "optimizer.learning_rate")
    #expect(plain.allSatisfy { !$0.contains("left out.") })
    let page = program.run(
      "report", "--where", "state == finished", "--group-by", "optimizer.learning_rate", "-o", "-")
    #expect(page.output.contains("2 of 5 runs of learning_rate 0.5 diverged and are left out."))
  }

  @Test func `a split that the seed draws is judged by the corrected test`() {
    let program = program()
    let subset = "dataset.subset={\"train\":{\"count\":40},\"test\":{\"count\":10}}"
    train(program, "--seeds", "1..4", "--set", subset)
    train(program, "--seeds", "1..4", "--set", subset, "--set", "optimizer.learning_rate=0.5")
    let arguments = ["--where", "id ~ one-", "--group-by", "optimizer.learning_rate"]
    let json = program.run(["compare", "--format", "json"] + arguments).output
    #expect(json.contains("\"split\": \"drawn by the seed\""))
    #expect(json.contains("\"test_to_train_ratio\": 0.25"))
    let text = program.run(["compare"] + arguments).output
    #expect(text.contains("seeds 1 2 3 4 in each, the seed draws the split; test_accuracy last"))
    #expect(!text.contains("Welch p"))
    let seeds = program.run("run", "one", "--seeds", "11..14", "--set", subset).output
    #expect(seeds.contains("(corrected resampled t, 4 drawn splits, approximate)"))
  }
}
