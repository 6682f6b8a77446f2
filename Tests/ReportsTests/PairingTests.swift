import Experiments
import JSON
import Reports
import Runs
import Testing

/// A finished run that was tested on these examples and answered some of them wrong.
private func run(
  _ id: String, test: JSONValue = [0, 100], indices: Range<Int> = 0..<100,
  wrong: Set<Int> = [], seed: Int = 1, data: String? = "d", label: Int = 3
) -> ComparedRun {
  let rows = indices.map { "\($0),\(label),\(wrong.contains($0) ? 5 : label),0.5\n" }
  return run(
    id, test: test, seed: seed, data: data,
    predictions: "index,label,prediction,probability\n" + rows.joined(),
    metrics: "epoch,step,train_loss,test_accuracy,weights_digest\n1,5,0.5,0.9,\(id)\n")
}

/// A finished regression whose error grows with the example's index, by this factor.
private func regression(_ id: String, errors: (Int) -> Double, count: Int = 40) -> ComparedRun {
  let rows = (0..<count).map { "\($0),1.0,\(1 + errors($0))\n" }
  return run(
    id, test: .null, seed: 1, data: "d", predictions: "index,label,prediction\n" + rows.joined(),
    metrics: "epoch,step,train_loss,test_loss,weights_digest\n1,5,0.5,0.5,\(id)\n")
}

private func run(
  _ id: String, test: JSONValue, seed: Int, data: String?, predictions: String, metrics: String
) -> ComparedRun {
  guard let predictions = try? PredictionsTable(parsing: Array(predictions.utf8)),
    let metrics = try? MetricsTable(parsing: Array(metrics.utf8))
  else { preconditionFailure("the rows above are well formed") }
  return ComparedRun(
    id: id, experiment: "mine",
    definition: [
      "seed": .integer(seed), "dataset": ["name": "csv", "subset": ["test": test]],
      "loss": ["type": "mse"],
    ], runKey: id, host: "node7", isFinished: true, metrics: metrics, predictions: predictions,
    dataSHA256: data)
}

private func words(_ runs: ComparedRun...) -> String {
  Comparison(runs).conclusion.joined(separator: " ")
}

struct PairingTests {
  @Test func `overlapping test parts are compared on the examples they share`() {
    let first = run("a", test: [0, 100], wrong: Set(60..<100))
    let second = run("b", test: [40, 120], indices: 40..<120, wrong: [41])
    #expect(
      words(first, second)
        == "b answers 65.00 points more of the 60 test examples they share (a was tested on 100, b on "
        + "80) right (40 only it, 1 only a; last epoch); on others like them 95% interval +49.32 to "
        + "+76.49, exact McNemar p = 3.8e-11. One training each: this is about two sets of weights, "
        + "not yet about dataset.subset.test.")
    let text = Comparison([first, second]).pairTable.laidOut(width: 100, style: .plain).text
    #expect(text.contains("not comparable"))
  }

  @Test
  func `parts drawn by other seeds are not the same examples, whatever their definition says`() {
    let drawn: JSONValue = ["count": 100]
    let first = run("a", test: drawn, wrong: Set(0..<60))
    let second = run("b", test: drawn, indices: 50..<150, seed: 2)
    #expect(words(first, second).contains("of the 50 test examples they share"))
    let unfinished = Comparison([
      first,
      with(second) {
        $0.predictions = nil; $0.isFinished = false
      },
    ])
    #expect(
      unfinished.metrics.first { $0.metric == "test_accuracy" }?.isComparable == [true, false])
  }

  @Test(arguments: [
    (
      run("b", test: [100, 200], indices: 100..<200),
      "dataset.subset.test is [0,100] and [100,200],"
        + " with no example in common."
    ),
    (
      run("b", test: [50, 150], indices: 50..<150, data: "e"),
      "the data are not the same, so that test examples cannot be matched."
    ),
    (run("b", label: 4), "the data are not the same, so that test examples cannot be matched."),
    (
      with(run("b")) {
        $0.predictions = nil; $0.isFinished = false
      },
      "b has no predictions, since it is not finished."
    ),
    (
      with(run("b")) {
        $0.predictions = nil; $0.isFinished = false; $0.hasDiverged = true
      },
      "b diverged and has no predictions."
    ),
    (with(run("b")) { $0.predictions = nil }, "b has no predictions.csv."),
    (imported(run("b")), "b is imported and has no predictions to pair."),
    (
      with(run("b")) { $0.definition = ["dataset": ["name": "xor"]] },
      "dataset.name is csv and xor."
    ),
  ])
  func `where no claim can be made, why not is said`(other: ComparedRun, reason: String) {
    #expect(words(run("a"), other) == "No claim can be made: " + reason)
  }

  @Test func `the same labels in other files are the same examples, and that is said`() {
    let comparison = Comparison([run("a"), run("b", wrong: Set(0..<20), data: "e")])
    #expect(comparison.conclusion[0].hasPrefix("a answers 20.00 points more of these 100"))
    #expect(comparison.notes.contains { $0.hasPrefix("the data files, or their columns") })
    let lines = comparison.metrics.map { ($0.metric, $0.isComparable[1]) }
    #expect(lines.map(\.0) == ["train_loss", "test_accuracy"] && lines.map(\.1) == [false, true])
  }

  @Test func `an interval that leaves out 0 does not overrule the exact test`() {
    #expect(
      words(run("a", wrong: Set(0..<14)), run("b", wrong: Set(20..<25)))
        .hasPrefix(
          "b answers 9.00 points more of these 100 test examples right (14 only it, 5 only a; last "
            + "epoch); on others like them no difference can be claimed: 95% interval +0.19 to +17.46, "
            + "exact McNemar p = 0.064. The interval, an approximation, leaves out 0; the exact test "
            + "decides."))
  }

  @Test func `regressions are compared by their squared errors, example by example`() {
    // SciPy: ttest_rel of (0.01 i)² and (0.008 i + 0.02)², i below 40.
    let first = regression("a") { Double($0) / 100 }
    let second = regression("b") { Double($0) * 0.008 + 0.02 }
    #expect(
      words(first, second)
        == "b is nearer on these 40 test examples: mean squared error 0.0395 against 0.0514, lower by "
        + "0.0118 (last epoch); on others like them 95% interval +0.0076 to +0.0161, p = 1.9e-6 "
        + "(paired t of the squared errors). One training each: this is about two sets of weights.")
    #expect(words(second, first) == words(first, second))
    let close = regression("c") { Double($0) / 100 + ($0 % 2 == 0 ? 0.02 : -0.01) }
    #expect(
      words(first, close).hasPrefix("a is nearer on these 40 test examples: mean squared error"))
    #expect(
      words(first, close).contains(
        "; on others like them no difference can be claimed: 95% interval -0."))
  }

  @Test func `errors that do not vary claim nothing, nor do those that are no numbers`() {
    let first = regression("a") { _ in 0.5 }
    #expect(
      words(first, regression("b") { _ in 1 })
        .hasPrefix(
          "a is nearer on these 40 test examples: mean squared error 0.2500 against 1.0000, lower by "
            + "0.7500 (last epoch); the difference does not vary, which says nothing of others."))
    #expect(
      words(first, regression("b") { $0 % 2 == 0 ? 0.5 : -0.5 })
        .hasPrefix(
          "Both have a mean squared error of 0.2500 on these 40 test examples (last epoch); both are "
            + "as far off on every one, which says nothing of others."))
    #expect(
      words(first, regression("b") { $0 == 7 ? .nan : 1 })
        == "No claim can be made: a prediction is nan or inf.")
  }

  @Test func `the same weights claim nothing, and other test examples are named`() {
    let first = run("a")
    var second = run("b", test: [0, 50], indices: 0..<50)
    second.metrics = first.metrics
    #expect(
      words(first, second) == "The weights are the same: only what they were tested on differs.")
    #expect(words(first, with(first) { $0.id = "b" }) == "")
  }

  @Test(arguments: [("[0,40]", true), ("[100,200]", false)])
  func `a fork of a run that was trained on its test examples is named`(
    trained: String, isNamed: Bool
  ) throws {
    let files: JSONValue = ["train": "points.csv"]
    let range = try JSONValue(parsing: Array(trained.utf8))
    let parent = ComparedRun.Ancestor(
      id: "p", definition: ["dataset": ["files": files, "subset": ["train": range]]])
    let fork = with(run("b")) {
      $0.definition = [
        "dataset": ["name": "csv", "files": files, "subset": ["test": [0, 100]]]
      ]
      $0.ancestors = [parent]
    }
    let note =
      "b: forked from p, which was trained on examples of its test part: its test metrics flatter it"
    #expect(Comparison([run("a"), fork]).notes.contains(note) == isNamed)
  }

  @Test func `a seed alone is no setting`() {
    #expect(
      words(run("a", wrong: Set(0..<30)), run("b", seed: 2)).hasSuffix(
        "Only the seed differs: this is about two sets of weights, and about no setting."))
  }
}

private func imported(_ run: ComparedRun) -> ComparedRun {
  with(run) {
    $0.definition = nil
    $0.predictions = nil
  }
}

private func with(_ run: ComparedRun, _ change: (inout ComparedRun) -> Void) -> ComparedRun {
  var run = run
  change(&run)
  return run
}

struct SeveralRunsTests {
  private let first = run("a", wrong: Set(0..<20))

  @Test func `the best of many is held against the second by its own p`() {
    // Of c and d alone: 6 and 0 answers, p = 0.031.
    let (c, d) = (run("c", wrong: Set(0..<8)), run("d", wrong: Set(0..<2)))
    let others = [run("e", wrong: Set(0..<9)), run("f", wrong: Set(0..<9))]
    let comparison = Comparison([first, c, d] + others)
    #expect(
      comparison.conclusion[1]
        == "d is better than c, the second: +6.00 points, 95% interval +0.57 to +11.20, p = 0.031 "
        + "(best against second: no adjustment needed, Hung & Fithian 2019).")
    #expect(comparison.json["claim"]?["best_two"]?["p"]?.double == comparison.bestTwo?.pValue)
    #expect(comparison.notes.contains { $0.hasPrefix("the test part chose the best of 5 runs") })
  }

  @Test func `two best that are as good cannot be told apart`() {
    let comparison = Comparison([run("a"), run("b", wrong: [1, 2]), run("c", wrong: Set(0..<30))])
    #expect(
      comparison.conclusion == [
        "Worse than a: c; not told apart from a: b (on others like these 100 test examples; exact "
          + "McNemar, Holm over 2).",
        "The first two, a and b, cannot be told apart: +2.00 points, 95% interval -1.86 to +5.78, "
          + "p = 0.50.",
        "One training each: about these weights, not about the settings.",
      ])
  }

  @Test func `runs that cannot be paired are named with the reason`() {
    let comparison = Comparison([
      first, run("b"),
      imported(run("c")),
      run("d", test: [200, 300], indices: 200..<300),
    ])
    #expect(
      comparison.conclusion.contains("No claim of c (imported), d (no test example in common)."))
    #expect(
      Comparison([
        first,
        imported(run("c")),
        imported(run("d")),
      ])
      .conclusion == ["No claim of c (imported), d (imported)."])
  }

  @Test func `programs get the claim with every digit, and null where there is none`() {
    let comparison = Comparison([
      first, run("b", wrong: [1]),
      imported(run("c")),
    ])
    let claim = comparison.json["claim"]
    let contrast = claim?["contrasts"]?[0]
    #expect(
      contrast?["p"]?.double == PairedAnswers(count: 100, onlyFirst: 0, onlySecond: 19).pValue)
    #expect(contrast?["only_other"] == 19 && contrast?["examples"] == 100)
    #expect(contrast?["difference"] == 0.19 && contrast?["p_holm"] == contrast?["p"])
    #expect(claim?["contrasts"]?[1]?["reason"] == "c is imported and has no predictions to pair")
    #expect(claim?["best_two"] == .null)
    #expect(claim?["conclusion"]?.string?.hasPrefix("Better than a: b") == true)
    let rows = comparison.dataTable.csv.split(separator: "\n")
    #expect(rows.contains("claim,test examples,,100,,,"))
    #expect(rows.contains("claim,right only here,,19,,,"))
    #expect(rows.contains { $0.hasPrefix("claim,p (Holm),,3.8146972656") })
  }

  @Test func `several regressions stand with their squared errors`() {
    let runs = [
      regression("a") { Double($0) / 100 }, regression("b") { Double($0) / 50 },
      regression("c") { Double($0) / 90 },
    ]
    let table = Comparison(runs).runTables[0].laidOut(width: 100, style: .plain).text
    #expect(
      table == """
             train_loss  test_loss  test_loss  squared error more than                           p
        run        last       last       best                        a        95% interval  (Holm)
        a        0.5000     0.5000  0.5000 @1                        -                   -       -
        b        0.5000     0.5000  0.5000 @1                  +0.1540  +0.1088 to +0.1993  6.1e-8  worse
        c        0.5000     0.5000  0.5000 @1                  +0.0120  +0.0085 to +0.0156  6.1e-8  worse

        """)
    #expect(
      Comparison(runs).conclusion[0]
        == "Worse than a: b, c (on others like these 40 test examples; paired t of the squared "
        + "errors, Holm over 2).")
  }
}
