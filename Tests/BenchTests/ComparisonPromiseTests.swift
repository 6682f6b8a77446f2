import Testing

/// What `compare` and `report` say beside a claim: the margin, folds, missing seeds and the number of
/// comparisons on a test part.
struct ComparisonPromiseTests {
  /// A workspace with an experiment on 103 rows of one number and its class.
  private func program() -> BenchProgram {
    let program = BenchProgram()
    program.write(
      """
      {"dataset": {"name": "csv", "files": {"train": "u.csv"}, "header": false, "classes": 2,
         "split": {"test": 0.3}},
       "architecture": [{"type": "linear", "out_features": 2}],
       "loss": {"type": "softmax_cross_entropy"},
       "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 3, "batch_size": 8}}
      """, to: "experiments/one.json")
    let rows = (0..<103).map { row in
      let place = row * 37 % 103
      return "\(Double(place) / 50 - 1),\((place > 51) != (row % 4 == 0) ? 1 : 0)\n"
    }
    program.write(rows.joined(), to: "u.csv")
    return program
  }

  private func train(_ program: BenchProgram, _ arguments: String...) {
    let made = program.run(["run", "one", "--quiet"] + arguments)
    #expect(made.status == 0, "\(made.messages)")
  }

  private let grouping = ["--where", "id ~ one-", "--group-by", "optimizer.learning_rate"]

  @Test func `runs of folds are paired by fold, whatever the length of their test parts`() {
    let program = program()
    for rate in ["0.1", "0.01"] {
      for split in ["0", "1"] {
        train(
          program, "--folds", "5", "--set", "optimizer.learning_rate=\(rate)", "--set",
          "dataset.folds.seed=\(split)")
      }
    }
    let text = program.run(["compare"] + grouping).output.replacing("\n", with: " ")
    #expect(text.contains("paired by fold; test_accuracy last"))
    #expect(text.contains("(over 10 folds: corrected resampled t, approximate)"))
    #expect(text.contains(" of 10 folds: P(learning_rate "))
    let json = program.run(["compare", "--format", "json"] + grouping).output
    #expect(json.contains("\"test_to_train_ratio\": 0.25") && json.contains("\"split\": \"folds\""))
    let pair = program.run("compare", "one-001", "one-002").output
    #expect(
      pair.contains(
        "No claim can be made: the runs are tested on different folds, with no example in common."))
    let page = program.run(["report", "-o", "-"] + grouping).output
    #expect(page.contains("over 10 folds: corrected resampled t"))
  }

  @Test func `of single trainings more seeds are proposed as a command for each group`() {
    let program = program()
    train(program)
    train(program, "--set", "optimizer.learning_rate=0.01")
    let output = program.run(["compare"] + grouping).output
    for settings in ["", " --set optimizer.learning_rate=0.01"] {
      let command = "run one --seeds 42..46 --needed\(settings)\n"
      #expect(output.contains(command), "\(output)")
    }
    for tag in ["a", "b"] {
      #expect(program.run("tag", tag == "a" ? "one-001" : "one-002", "--add", tag).status == 0)
    }
    let tagged = program.run("compare", "one-001", "one-002", "--group-by", "tag").output
    #expect(!tagged.contains("--seeds"), "a new run has no tag: \(tagged)")
  }

  @Test func `missing seeds are proposed as a command that trains exactly them`() {
    let program = program()
    train(program, "--seeds", "1..5")
    train(program, "--seeds", "1..3", "--set", "optimizer.learning_rate=0.01")
    let output = program.run(["compare"] + grouping).output
    #expect(
      output.replacing("\n", with: " ").contains("learning_rate 0.01 lacks seeds 4 to 5: with"))
    #expect(
      output.contains(
        "run one --seeds 4..5 --needed --set optimizer.learning_rate=0.01"), "\(output)")
    train(
      program, "--seeds", "4..5", "--needed", "--set", "optimizer.learning_rate=0.01")
    let whole = program.run(["compare"] + grouping).output
    #expect(whole.contains("seeds 1 2 3 4 5 in each") && !whole.contains("lacks"))
  }

  @Test(arguments: ["0", "-1", "nan", "inf", "much", "+1"])
  func `a margin without sense is refused`(margin: String) {
    let program = program()
    let refused = program.run(["compare", "a", "b", "--margin=\(margin)"])
    #expect(refused.status == 2)
    #expect(refused.messages.contains("a number above 0, as 0.3"), "\(refused.messages)")
  }

  @Test func `a margin is held against two runs and against groups, also on the page`() {
    let program = program()
    train(program, "--seeds", "1..4")
    train(program, "--seeds", "1..4", "--set", "optimizer.learning_rate=0.01")
    for margin in ["100", "250"] {
      for words in [["one-001", "one-005"], grouping] {
        let refused = program.run(["compare", "--margin", margin] + words)
        #expect(refused.status == 2)
        #expect(refused.messages.contains("is as large as 100 points"), "\(refused.messages)")
      }
    }
    let pair = program.run("compare", "one-001", "one-005", "--margin", "99")
    #expect(
      pair.output.replacing("\n", with: " ").contains("equal within 99.00 points: 90% interval"),
      "\(pair.output)")
    let json = program.run(["compare", "--margin", "5", "--format", "json"] + grouping).output
    #expect(json.contains("\"margin\": 0.05") && json.contains("\"verdict\": \""))
    let page = program.run(["report", "--margin", "99", "-o", "-"] + grouping).output
    #expect(page.contains("99.00 points"))
  }

  @Test func `the page says the number of comparisons on its test part`() {
    let program = program()
    train(program, "--seeds", "1..3")
    train(program, "--seeds", "1..3", "--set", "optimizer.learning_rate=0.01")
    let page = ["report", "-o", "-", "one-001", "one-004"]
    #expect(program.run(page).output.contains("Comparison 1 of 1 on this test part"))
    _ = program.run("compare", "one-004", "one-001")
    #expect(program.run(page).output.contains("Comparison 1 of 1 on this test part"))
    _ = program.run("compare", "one-002", "one-005")
    let json = program.run("compare", "one-003", "one-006", "--format", "json").output
    #expect(json.contains("\"ordinal\": 3") && json.contains("\"count\": 3"))
    #expect(program.run(page).output.contains("Comparison 1 of 3 on this test part"))
  }

  /// Older versions noted the last and the best value in one line, that of the last.
  @Test(arguments: [false, true])
  func `the last and the best value of a metric are two comparisons`(hasOldLedger: Bool) {
    let program = program()
    train(program, "--seeds", "1..3")
    train(program, "--seeds", "1..3", "--set", "optimizer.learning_rate=0.01")
    if hasOldLedger {
      #expect(program.shell("mkdir runs/.ledger").status == 0)
      program.write(
        "bf005c25561b24efe0d4c40052c754c4\n",
        to: "runs/.ledger/b71c1327347b70a8583f80578dde0d95.txt")
    }
    func place(_ metric: String) -> String {
      let words = ["compare", "--metric", metric, "--format", "json"] + grouping
      let output = program.run(words).output.filter { !" \n".contains($0) }
      return String(output.split(separator: "\"ledger\":").last?.prefix(23) ?? "")
    }
    #expect(place("test_accuracy") == #"{"count":1,"ordinal":1}"#)
    #expect(place("best:test_accuracy") == #"{"count":2,"ordinal":2}"#)
    #expect(place("test_accuracy") == #"{"count":2,"ordinal":1}"#)
    #expect(!program.file("runs/.ledger/b71c1327347b70a8583f80578dde0d95.txt").isEmpty)
  }

  @Test func `where nothing can be noted the comparison is made all the same`() {
    let program = program()
    train(program, "--seeds", "1..2")
    program.write("", to: "runs/.ledger")
    let compared = program.run("compare", "one-001", "one-002", "--format", "json")
    #expect(compared.status == 0 && compared.messages.isEmpty, "\(compared.messages)")
    #expect(compared.output.contains("\"ledger\": null"))
    #expect(!program.run("report", "-o", "-", "one-001", "one-002").output.contains("Comparison 1"))
  }
}
