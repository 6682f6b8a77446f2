import Datasets
import Experiments
import JSON
import Reports
import Runs
import Testing

/// A run of as many epochs as there are digests.
private func run(
  _ id: String, rate: Double = 0.01, key: String = "8c1f0d5e22b90a47ffff", digests: [String],
  losses: [Double], accuracies: [Double], test: JSONValue = [8000, 10000], start: String? = "s",
  predictions: PredictionsTable = predictions(wrong: 0..<0)
) -> ComparedRun {
  ComparedRun(
    id: id, experiment: "lenet5-sgd",
    definition: [
      "description": .string(id),
      "dataset": ["name": "mnist", "subset": ["test": test]],
      "architecture": [["type": "tanh"], ["type": "linear", "out_features": 10]],
      "loss": ["type": "softmax_cross_entropy"],
      "optimizer": ["type": "sgd", "learning_rate": .number(rate)],
    ],
    runKey: key, host: "node7", isFinished: true,
    metrics: table(digests, losses, accuracies),
    initialWeights: start, predictions: predictions, parameters: 61706,
    seconds: 2.9,
    examplesPerSecond: 152_300)
}

private func table(
  _ digests: [String], _ losses: [Double], _ accuracies: [Double]
) -> MetricsTable {
  let rows = digests.indices.map { index in
    "\(index + 1),\(79 * (index + 1)),\(losses[index]),\(accuracies[index]),\(digests[index])\n"
  }
  let header = "epoch,step,train_loss,test_accuracy,weights_digest\n"
  guard let table = try? MetricsTable(parsing: Array((header + rows.joined()).utf8)) else {
    preconditionFailure("the rows above are well formed")
  }
  return table
}

/// Answers to 100 examples, all right but these.
private func predictions(wrong: Range<Int>) -> PredictionsTable {
  let rows = (0..<100).map { "\(8000 + $0),3,\(wrong.contains($0) ? 5 : 3),0.5\n" }
  let text = "index,label,prediction,probability\n" + rows.joined()
  guard let table = try? PredictionsTable(parsing: Array(text.utf8)) else {
    preconditionFailure("the rows above are well formed")
  }
  return table
}

struct ComparisonTests {
  let first = run(
    "a-001", digests: ["1", "2"], losses: [0.5, 0.3120], accuracies: [0.9285, 0.9275])
  let second = run(
    "a-002", rate: 0.05, key: "b", digests: ["1", "3"], losses: [0.5, 0.0941],
    accuracies: [0.95, 0.9690])

  @Test func `two runs stand side by side`() {
    let table = Comparison([first, second]).pairTable
    #expect(
      table.laidOut(width: 100, style: .plain).text == """
                                       a-001      a-002   change
        definition: 1 of 8 values differs
          optimizer.learning_rate       0.01       0.05        -
        metrics
          train_loss last             0.3120     0.0941  -0.2179  better
          train_loss best          0.3120 @2  0.0941 @2  -0.2179  better
          test_accuracy last          0.9275     0.9690  +0.0415  better
          test_accuracy best       0.9285 @1  0.9690 @2  +0.0405  better
        cost
          parameters                  61,706     61,706        -
          seconds                        2.9        2.9     +0.0
          examples/s                 152,300    152,300        -

        """)
  }

  @Test func `weights part at the first epoch whose fingerprints differ`() {
    #expect(Comparison([first, second]).weights[1] == .partAfter(epoch: 1, step: 79))
    #expect(
      Comparison([first, second]).closingLines[0]
        == "weights: same to the end of epoch 1 (step 79), different from epoch 2 on")
  }

  @Test(arguments: [
    (["9", "3"] as [String], "s" as String?, WeightsRelation.partInFirstEpoch),
    (["9", "3"], "t", .different), (["9", "2"], nil, .differentFromFirstEpoch),
    (["1", "2"], "s", .identical), (["1"], "s", .sameSoFar(epoch: 1, step: 79)),
    ([], "s", .unknown),
  ])
  func `weights relate by their fingerprints`(
    digests: [String], start: String?, relation: WeightsRelation
  ) {
    let other = run(
      "a-003", digests: digests, losses: [1, 1], accuracies: [0, 0], start: start)
    #expect(WeightsRelation(first, other) == relation)
  }

  @Test func `identical runs need no table`() {
    var twin = first
    twin.id = "a-006"
    #expect(
      Comparison([first, twin]).closingLines == [
        "identical: same weights, metrics and predictions (weights 2)",
        "run keys: equal, 8c1f0d5e22b90a47; a-006 need not have been run: see --needed",
      ])
    #expect(Comparison([first, twin]).tables.isEmpty)
    twin.predictions = predictions(wrong: 0..<1)
    #expect(Comparison([first, twin]).closingLines == ["weights: identical (2)"])
    #expect(Comparison([first, twin]).tables.count == 1)
  }

  @Test func `answers on the same examples allow a claim`() {
    var first = first
    first.predictions = predictions(wrong: 60..<100)
    var second = second
    second.predictions = predictions(wrong: 0..<10)
    #expect(
      Comparison([first, second]).closingLines.dropFirst() == [
        "",
        "a-002 answers 30.00 points more of these 100 test examples right (40 only it, 10 only a-001; last",
        "epoch); on others like them 95% interval +16.79 to +42.04, exact McNemar p = 2.4e-5.",
        "One training each: this is about two sets of weights, not yet about "
          + "optimizer.learning_rate.",
      ])
    #expect(
      Comparison([second, first]).conclusion[0].hasPrefix(
        "a-002 answers 30.00 points more of these 100 test examples right"))
    second.predictions = predictions(wrong: 65..<100)
    #expect(
      Comparison([first, second]).conclusion[0]
        == "a-002 answers 5.00 points more of these 100 test examples right (5 only it, 0 only a-001; "
        + "last epoch); on others like them no difference can be claimed: 95% interval -0.09 to +9.90, "
        + "exact McNemar p = 0.062.")
    first.predictions = predictions(wrong: 0..<3)
    second.predictions = predictions(wrong: 3..<6)
    #expect(
      Comparison([first, second]).conclusion[0].hasPrefix(
        "Both answer as many of these 100 test examples right (3 only a-001, 3 only a-002; last "
          + "epoch); on others like them no difference can be claimed: 95% interval -5.43"))
  }

  @Test func `one key with two results is a machine's error`() {
    var wrong = second
    wrong.runKey = first.runKey
    #expect(Comparison([first, second]).contradiction == nil)
    #expect(
      Comparison([first, wrong]).contradiction == """
        one run key, yet the weights part in epoch 2 (a-001 on node7, a-002 on node7): \
        one of the two machines computed wrongly
        """)
    #expect(
      Comparison([first, wrong]).contradictionAdvice == [
        "\(command: .verify(run: "a-001"))", "\(command: .verify(run: "a-002"))",
      ])
  }

  @Test func `test metrics of other examples are not compared`() {
    let other = run(
      "a-012", digests: ["7", "8"], losses: [0.4, 0.2], accuracies: [0.9, 0.99], test: [0, 8000])
    let comparison = Comparison([first, other])
    let text = comparison.pairTable.laidOut(width: 100, style: .plain).text
    #expect(
      text.contains("test_accuracy last         0.9275     0.9900        -  not comparable"))
    #expect(text.contains("train_loss last            0.3120     0.2000  -0.1120  better"))
    #expect(
      comparison.closingLines.last
        == "No claim can be made: dataset.subset.test is [8000,10000] and [0,8000], "
        + "with no example in common.")
    let setting = "dataset.subset.test=[0,8000]"
    #expect(
      comparison.remedies == [
        "To compare: \(command: .run(experiment: "lenet5-sgd", settings: [setting]))"
      ])
  }

  @Test func `three runs stand a run a row`() {
    var first = first
    first.predictions = predictions(wrong: 0..<7)
    var third = second
    third.id = "a-003"
    let comparison = Comparison([first, second, third])
    let tables = comparison.runTables
    #expect(
      tables[0].laidOut(width: 100, style: .plain).text == """
                  optimizer.
        run    learning_rate
        a-001           0.01
        a-002           0.05
        a-003           0.05

        """)
    #expect(
      tables[1].laidOut(width: 100, style: .plain).text == """
               train_loss  test_accuracy  test_accuracy  points more than                        p
        run          last           last           best             a-001     95% interval  (Holm)
        a-001      0.3120         0.9275      0.9285 @1                 -                -       -
        a-002      0.0941         0.9690      0.9690 @2             +7.00  +1.25 to +12.47   0.031  better
        a-003      0.0941         0.9690      0.9690 @2             +7.00  +1.25 to +12.47   0.031  better

        """)
    #expect(
      comparison.conclusion == [
        "Better than a-001: a-002, a-003 (on others like these 100 test examples; exact McNemar, Holm "
          + "over 2).",
        "The first two, a-002 and a-003, cannot be told apart: +0.00 points, 95% interval -2.72 to "
          + "+2.72, p = 1.00.",
        "One training each: about these weights, not about the settings.",
      ])
  }

  @Test func `programs get every value, a value a row`() {
    var first = first
    first.metrics = table(["1", "2"], [0.5, 0.5], [0.9285, 0.9275])
    var second = second
    second.metrics = table(["1", "3"], [0.5, 0.25], [0.95, 0.9690])
    let lines = Comparison([first, second]).dataTable.csv.split(separator: "\n")
    #expect(lines[0] == "section,name,a-001,a-002,change a-002")
    #expect(lines[1] == "definition,optimizer.learning_rate,0.01,0.05,")
    #expect(lines.contains("metrics,train_loss last,0.5,0.25,-0.25"))
    #expect(lines.contains("metrics,test_accuracy best at epoch,1,2,"))
    #expect(lines.contains("cost,parameters,61706,61706,0"))
    let json = Comparison([first, second]).json
    #expect(json["metrics"]?[0]?["metric"] == "train_loss")
    #expect(json["weights"]?["identical_to_first"] == [true, false])
  }

  @Test func `an imported run is compared by its metrics alone`() {
    var imported = run(
      "keras", key: "k", digests: ["1", "2"], losses: [0.6, 0.2], accuracies: [0.9, 0.95])
    imported.definition = nil
    imported.initialWeights = nil
    imported.predictions = nil
    imported.parameters = nil
    imported.seconds = nil
    imported.examplesPerSecond = nil
    guard
      let metrics = try? MetricsTable(
        parsing: Array("epoch,train_loss,f1\n1,0.6,0.5\n2,0.2,0.75\n".utf8))
    else { preconditionFailure("well formed") }
    imported.metrics = metrics
    let comparison = Comparison([first, imported])
    #expect(
      comparison.pairTable.laidOut(width: 100, style: .plain).text == """
                                  a-001      keras   change
        definition: not known of keras
        metrics
          train_loss last        0.3120     0.2000  -0.1120  better
          train_loss best     0.3120 @2  0.2000 @2  -0.1120  better
          test_accuracy last     0.9275          -        -
          test_accuracy best  0.9285 @1          -        -
          f1 last                     -     0.7500        -
          f1 best                     -  0.7500 @2        -
        cost
          parameters             61,706          -        -
          seconds                   2.9          -        -
          examples/s            152,300          -        -

        """)
    #expect(
      comparison.closingLines == [
        "weights: not known, an imported run does not record them", "",
        "No claim can be made: keras is imported and has no predictions to pair.",
      ])
    #expect(
      comparison.notes == [
        "keras: imported; bench cannot know whether it was trained and tested on the same data, "
          + "by the same loss"
      ])
    let three = Comparison([first, second, imported])
    #expect(three.differences.map(\.path) == ["optimizer.learning_rate"])
    #expect(three.differences[0].values == [0.01, 0.05, nil])
    #expect(three.weights == [.identical, .partAfter(epoch: 1, step: 79), .notRecorded])
  }
}
