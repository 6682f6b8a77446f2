import Experiments
import JSON
import Reports
import Runs
import Testing

/// A finished run of one epoch with this accuracy.
private func run(
  _ id: String, type: String = "sgd", rate: Double = 0.05, seed: Int, _ accuracy: Double,
  key: String? = nil, best: String = "train_loss", test: JSONValue = [0, 10]
) -> ComparedRun {
  var optimizer: [String: JSONValue] = [
    "type": .string(type), "learning_rate": .number(rate),
  ]
  if type == "adam" { optimizer["eps"] = 1e-8 }
  var table = MetricsTable(columns: [])
  if let parsed = try? MetricsTable(
    parsing: Array("epoch,step,train_loss,test_accuracy\n1,5,0.5,\(accuracy)\n".utf8))
  {
    table = parsed
  }
  return ComparedRun(
    id: id, experiment: "mine",
    definition: [
      "seed": .integer(seed), "optimizer": .object(optimizer),
      "checkpoint": ["best": .string(best)],
      "dataset": ["name": "mnist", "subset": ["test": test]],
    ], runKey: key ?? id, host: "node7", isFinished: true, metrics: table)
}

struct GroupComparisonTests {
  /// The accuracies of StatisticsTests, whose figures SciPy gave.
  private var runs: [ComparedRun] {
    zip([0.9275, 0.926, 0.931, 0.9248, 0.9301], 1...).map { run("a-\($1)", seed: $1, $0) }
      + zip([0.929, 0.9325, 0.9312, 0.9263, 0.9345], 1...).map {
        run("b-\($1)", type: "adam", rate: 0.002, seed: $1, $0)
      }
  }

  @Test func `groups of seeds are told by their means and intervals`() throws {
    let groups = try GroupComparison(runs, by: "optimizer.type", metric: nil)
    #expect(
      groups.heading
        == "10 runs, 2 groups by optimizer.type, seeds 1 2 3 4 5 in each; test_accuracy last "
        + "(--metric)")
    #expect(
      groups.table.laidOut(width: 100, style: .plain).text == """
        optimizer.type  runs    mean  deviation  95% low  95% high     min     max
        sgd                5  0.9279     0.0026   0.9246    0.9312  0.9248  0.9310
        adam               5  0.9307     0.0032   0.9268    0.9346  0.9263  0.9345

        """)
  }

  @Test func `what cannot be claimed is not, and which difference would be found is said`() throws {
    let groups = try GroupComparison(runs, by: "optimizer.type", metric: nil)
    #expect(
      groups.conclusion == [
        "No difference can be claimed from 5 seeds: adam - sgd is +0.28 points, 95% interval -0.04 "
          + "to +0.60, p = 0.070 (paired t, same seeds; Welch p = 0.17).",
        "5 of 5 seeds: P(adam better than sgd) = 1.00, 95% interval 0.48 to 1.00. A true difference "
          + "of 0.43 points would be found in 80 of 100 cases.",
        "optimizer.learning_rate (0.05, 0.002) differs too: this is about all of it, not about "
          + "optimizer.type alone.",
      ])
    #expect(groups.notes.isEmpty)
  }

  @Test func `other seeds are compared by Welch's test`() throws {
    let shifted =
      runs.prefix(5)
      + (1...4).map { run("c-\($0)", type: "adam", seed: 10 + $0, 0.99 + Double($0) / 1000) }
    let groups = try GroupComparison(Array(shifted), by: "optimizer.type", metric: "test_accuracy")
    let contrast = try #require(groups.contrasts.first)
    #expect(contrast.tests.paired == nil && contrast.difference?.test == .welch)
    #expect(
      groups.conclusion[0].hasPrefix(
        "adam is better on these test examples: adam - sgd is +6.46 points"))
  }

  /// Seeds 1 to 5 against others of which so many are among them.
  private func sharing(_ count: Int) throws -> GroupComparison {
    let others = runs.suffix(5).enumerated().map { index, other in
      var other = other
      let seed = index < count ? index + 1 : index + 11
      other.definition = run("", type: "adam", rate: 0.002, seed: seed, 0.5).definition
      return other
    }
    return try GroupComparison(runs.prefix(5) + others, by: "optimizer.type", metric: nil)
  }

  @Test func `seeds that both share are paired, and the others count too`() throws {
    let groups = try sharing(4)
    let contrast = try #require(groups.contrasts.first)
    #expect(contrast.tests.sharedTrials == 4 && contrast.tests.paired == nil)
    #expect(contrast.difference?.test == .partlyPaired)
    #expect(
      groups.conclusion == [
        "No difference can be claimed from 5 seeds of each: adam - sgd is +0.28 points, 95% interval "
          + "-0.13 to +0.69, p = 0.13 (partly paired t, 4 shared seeds; Welch p = 0.17).",
        "P(adam better than sgd) = 0.80, 95% interval 0.43 to 0.95. A true difference of 0.55 points "
          + "would be found in 80 of 100 cases.",
        "sgd lacks seed 15, adam lacks seed 5: with them more seeds would be pairs, which usually "
          + "shows smaller differences.",
        "optimizer.learning_rate (0.05, 0.002) differs too: this is about all of it, not about "
          + "optimizer.type alone.",
      ])
    #expect(groups.json["contrasts"]?[0]?["shared_seeds"] == 4)
    #expect(groups.json["contrasts"]?[0]?["paired"] == .null)
    let json = groups.json["contrasts"]?[0]?["partly_paired"]
    #expect(json?["p"]?.double == contrast.difference?.pValue)
  }

  @Test(arguments: [
    (0, "Welch's t)."), (1, "Welch's t; 1 shared seed, too few to pair)."),
    (2, "Welch's t; 2 shared seeds, too few to pair)."),
  ])
  func `fewer than three shared seeds are not paired`(count: Int, words: String) throws {
    let groups = try sharing(count)
    #expect(groups.contrasts[0].difference?.test == .welch)
    #expect(groups.conclusion[0].hasSuffix(words))
  }

  @Test func `the interval of an accuracy ends at 1`() throws {
    let groups = try GroupComparison(
      [run("a-1", seed: 1, 0.75), run("a-2", seed: 2, 1)] + runs.suffix(5), by: "optimizer.type",
      metric: nil)
    #expect(groups.groups[0].interval == 0...1)
    #expect(groups.json["groups"]?[0]?["high"] == 1)
  }

  @Test func `the same bits are no second seed`() throws {
    let twice = runs + [run("a-6", seed: 1, 0.9275, key: "a-1")]
    let groups = try GroupComparison(twice, by: "optimizer.type", metric: nil)
    #expect(groups.repeated == ["a-6"] && groups.groups[0].runs.count == 5)
    #expect(groups.notes.contains { $0.contains("counted once") })
  }

  @Test func `of equal bits a finished run counts, not one that was stopped`() throws {
    var stopped = run("a-0", seed: 1, 0.5, key: "a-1")
    stopped.isFinished = false
    let groups = try GroupComparison([stopped] + runs, by: "optimizer.type", metric: nil)
    #expect(groups.repeated == ["a-0"] && groups.groups[0].sample.min == 0.9248)
  }

  @Test func `values that do not vary prove nothing`() throws {
    let constant =
      (1...2).map { run("a-\($0)", seed: $0, 0.75) }
      + (3...4).map { run("b-\($0)", type: "adam", seed: $0, 1) }
    let groups = try GroupComparison(constant, by: "optimizer.type", metric: nil)
    #expect(groups.contrasts[0].difference == nil)
    #expect(
      groups.conclusion[0].hasPrefix("No difference can be claimed: test_accuracy is the same"))
  }

  @Test func `one training each claims nothing`() throws {
    let groups = try GroupComparison([runs[0], runs[5]], by: "optimizer.type", metric: nil)
    #expect(groups.conclusion[0].hasPrefix("No difference can be claimed: a group has one"))
  }

  @Test func `other test examples, or a test part that chose, are no fair comparison`() throws {
    let other =
      runs.prefix(5)
      + (1...5).map {
        run("c-\($0)", type: "adam", seed: $0, 0.99, best: "test_accuracy", test: [10, 20])
      }
    let groups = try GroupComparison(Array(other), by: "optimizer.type", metric: nil)
    #expect(
      groups.conclusion
        == ["No claim can be made: the runs were not tested on the same examples."])
    #expect(groups.notes.contains { $0.hasPrefix("the test part chose") })
  }

  @Test func `three groups are compared with the first under Holm, and the best two`() throws {
    let more = runs + (1...5).map { run("d-\($0)", type: "rmsprop", seed: $0, 0.99) }
    let groups = try GroupComparison(more, by: "optimizer.type", metric: nil)
    #expect(groups.adjustedPValues.count == 2 && groups.bestPair?.other == 2)
    #expect(
      groups.conclusion[0].hasPrefix(
        "rmsprop is better than adam, the second, on these test examples"))
    #expect(
      groups.conclusion[2]
        == "Better than sgd: rmsprop; not told apart from sgd: adam (on these test examples; Holm over "
        + "2).")
  }

  @Test(arguments: [
    ("optimizer.tipe", nil, "--group-by optimizer.tipe: no run's definition has such a value"),
    ("dataset.name", nil, "--group-by dataset.name: all runs have mnist"),
    ("optimizer.type", "test_acuracy", "--metric test_acuracy: no run has such a metric"),
  ])
  func `a mistake is told with a way out`(key: String, metric: String?, problem: String) {
    let error = #expect(throws: GroupingProblem.self) {
      try GroupComparison(runs, by: key, metric: metric)
    }
    #expect(error?.problem == problem)
    #expect(error?.advice.isEmpty == false)
  }

  /// Intervals of two seeds are wider than the drawing: half of what was seen on either side, but no
  /// accuracy above 1; from 0.15 to 1 in 374 points.
  @Test func `a chart has a dot a run, a mean and an interval a group`() throws {
    let runs = [
      run("a-1", seed: 1, 0.4), run("a-2", seed: 2, 0.6),
      run("<b>", type: "adam", seed: 1, 0.5), run("b-2", type: "adam", seed: 2, 0.9),
    ]
    let chart = GroupChart(try GroupComparison(runs, by: "optimizer.type", metric: nil)).html.source
    for piece in [
      "<figcaption>test_accuracy last</figcaption>",
      "x=\"160.0\" y=\"19.0\" text-anchor=\"end\" dominant-baseline=\"middle\">sgd<",
      "<circle class=\"run c0\" cx=\"280.0\" cy=\"19.0\" r=\"3.5\" data-runs=\"a-1\"><title>a-1 0.4</title>",
      "<circle class=\"run c0\" cx=\"368.0\"", "<circle class=\"run c1\" cx=\"324.0\" cy=\"45.0\"",
      "<title>&lt;b&gt; 0.5</title>", "<circle class=\"run c1\" cx=\"500.0\"",
      "<line class=\"whisker\" x1=\"170.0\" y1=\"19.0\" x2=\"544.0\" y2=\"19.0\"",
      "<line class=\"mean\" x1=\"324.0\" y1=\"11.0\" x2=\"324.0\" y2=\"27.0\"",
      "<line class=\"mean\" x1=\"412.0\"",
    ] {
      #expect(chart.contains(piece), "\(piece)")
    }
  }

  @Test func `a group of one run has no interval, one of equal runs one without width`() throws {
    let runs = [
      run("a-1", seed: 1, 0.5), run("b-1", type: "adam", seed: 1, 0.5),
      run("b-2", type: "adam", seed: 2, 0.5),
    ]
    let chart = GroupChart(try GroupComparison(runs, by: "optimizer.type", metric: nil)).html.source
    #expect(chart.split(separator: "\"run c").count == 4)
    #expect(chart.split(separator: "\"whisker\"").count == 2)
    #expect(!chart.contains("\"nan\""))
  }
}
