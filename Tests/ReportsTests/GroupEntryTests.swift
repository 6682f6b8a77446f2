import Experiments
import Reports
import Runs
import Testing

/// A finished run of one epoch on a table's rows.
private func run(
  _ id: String, rate: Double = 0.1, seed: Int, _ accuracy: Double, data: String = "d",
  label: Int = 3, _ change: (inout ComparedRun) -> Void = { _ in }
) -> ComparedRun {
  let table = "epoch,step,train_loss,test_loss,test_accuracy\n1,5,0.5,\(accuracy),\(accuracy)\n"
  let rows = (0..<10).map { "\($0),\(label),\($0 < 5 ? 3 : 5),0.5\n" }
  let answers = "index,label,prediction,probability\n" + rows.joined()
  guard let metrics = try? MetricsTable(parsing: Array(table.utf8)),
    let predictions = try? PredictionsTable(parsing: Array(answers.utf8))
  else { preconditionFailure("the rows above are well formed") }
  var run = ComparedRun(
    id: id, experiment: "one",
    definition: [
      "seed": .integer(seed), "optimizer": ["learning_rate": .number(rate)],
      "dataset": ["name": "csv", "subset": ["train": [0, 40], "test": [40, 50]]],
      "loss": ["type": "mse"], "checkpoint": ["keep_last": 3],
    ], runKey: id, host: "node7", isFinished: true, metrics: metrics, predictions: predictions,
    dataSHA256: data)
  change(&run)
  return run
}

/// Four seeds of each of two rates, the second clearly better.
private func runs(
  _ change: (inout ComparedRun) -> Void = { _ in }
) -> [ComparedRun] {
  (1...4).map { run("a-\($0)", seed: $0, 0.5 + Double($0) / 100) }
    + (1...4).map { run("b-\($0)", rate: 0.5, seed: $0, 0.8 + Double($0 * $0) / 400, change) }
}

extension ComparedRun {
  fileprivate mutating func set(_ path: String, to value: JSONValue) {
    let parts = path.split(separator: ".").map(String.init)
    guard case .object(var members)? = definition else { return }
    if parts.count == 1 {
      members[parts[0]] = value
    } else {
      var inner = members[parts[0]]?.object ?? [:]
      if parts.count == 2 {
        inner[parts[1]] = value
      } else {
        var deep = inner[parts[1]]?.object ?? [:]
        deep[parts[2]] = value
        inner[parts[1]] = .object(deep)
      }
      members[parts[0]] = .object(inner)
    }
    definition = .object(members)
  }
}

private func grouped(
  _ runs: [ComparedRun], by key: String = "optimizer.learning_rate", metric: String? = nil,
  leftOut: [ComparedRun] = []
) throws -> GroupComparison {
  try GroupComparison(runs, by: key, metric: metric, leftOut: leftOut)
}

/// What may be compared: one rule for pairs, groups, and each line of a table.
struct ComparabilityTests {
  /// A change of the second group or run; the metric; what both are told.
  static let cases: [(String, JSONValue, String, String)] = [
    ("dataset.name", "idx", "test_accuracy", "dataset.name is csv and idx"),
    (
      "dataset.subset.test", [50, 60], "test_accuracy",
      "the runs were not tested on the same examples"
    ),
    (
      "dataset.subset.train", [0, 39], "train_loss",
      "the runs were not trained on the same examples"
    ),
    ("dataset.label", "z", "train_loss", "the data are not the same"),
    ("loss", ["type": "nll"], "test_loss", "the losses are not the same"),
  ]

  @Test(arguments: cases)
  func `what a pair's line does not compare, groups do not claim`(
    path: String, value: JSONValue, metric: String, reason: String
  ) throws {
    let all = runs { $0.set(path, to: value) }
    let groups = try grouped(all, metric: metric)
    #expect(groups.conclusion[0] == "No claim can be made: \(reason).")
    #expect(groups.json["contrasts"]?[0]?["reason"] == .string(reason))
    #expect(groups.json["contrasts"]?[0]?["paired"] == .null)
    #expect(groups.table.csv.split(separator: "\n").last?.hasSuffix(",,,,,") == true)
    let line = Comparison([all[0], all[4]]).metrics.first { $0.metric == metric }
    #expect(line?.isComparable == [true, false])
  }

  @Test func `groups that saw other data have no winner, nor has a pair's line`() throws {
    let all = runs {
      $0.dataSHA256 = "e"
      $0.predictions = run("", seed: 1, 0.5, label: 4).predictions
    }
    #expect(try grouped(all).conclusion == ["No claim can be made: the data are not the same."])
    let comparison = Comparison([all[0], all[4]])
    #expect(comparison.metrics.allSatisfy { $0.isComparable == [true, false] })
    #expect(!comparison.pairTable.csv.contains("better"))
    #expect(comparison.conclusion[0].hasPrefix("No claim can be made: the data are not the same"))
  }

  @Test func `other files with the same test labels are judged where the key is about them`() throws
  {
    let all = runs {
      $0.dataSHA256 = "e"
      $0.set("dataset.files", to: ["train": "e.csv"])
    }
    #expect(
      try grouped(all).conclusion == [
        "No claim can be made: the data files differ too, so that a difference may not come from "
          + "optimizer.learning_rate."
      ])
    let files = try grouped(all, by: "dataset.files", metric: "test_accuracy")
    #expect(files.conclusion[0].contains("e.csv\"} is better: "))
    #expect(
      try grouped(all, by: "dataset.files", metric: "train_loss").conclusion
        == ["No claim can be made: the data are not the same."])
  }

  @Test func `of three groups the two on the same data are judged`() throws {
    let others = (1...4).map {
      run("c-\($0)", rate: 1, seed: $0, 0.99 - Double($0) / 300, data: "e", label: 4)
    }
    let groups = try grouped(runs() + others)
    #expect(groups.conclusion[0] == "Better than learning_rate 0.1: learning_rate 0.5.")
    #expect(groups.conclusion[1] == "No claim of learning_rate 1: the data are not the same.")
    #expect(groups.conclusion.count == 2)
    #expect(groups.json["contrasts"]?[0]?["reason"] == .null)
  }

  @Test func `a network tested on its training examples claims nothing of others`() {
    let xor = [1, 2].map { seed in
      run("x-\(seed)", seed: seed, 0.5) {
        $0.set("dataset.name", to: "xor")
        $0.predictions = run("", seed: 1, 0.5, label: seed + 2).predictions
      }
    }
    #expect(
      Comparison(xor).conclusion == [
        "No claim can be made: x-1 was trained on its test examples, which say nothing of others."
      ])
    let table = xor[0].predictions
    #expect(table?.accuracySentence(areTrainedOn: true)?.contains("interval") == false)
    #expect(table?.accuracySentence(areTrainedOn: false)?.contains("interval") == true)
  }
}

/// What more than one thing may have caused is not laid to one.
struct ConfoundedGroupTests {
  @Test func `a setting that varies inside a group forbids the claim`() throws {
    var all = runs()
    all[1].set("training.epochs", to: 40)
    let groups = try grouped(all)
    #expect(
      groups.conclusion == [
        "No claim can be made: training.epochs differs inside the groups, so that a difference may "
          + "not come from optimizer.learning_rate.",
        "Group by all of them: --group-by optimizer.learning_rate,training.epochs, or choose runs "
          + "that differ in optimizer.learning_rate alone with --where.",
      ])
    #expect(groups.markdown.contains("training.epochs differs inside the groups"))
    #expect(groups.json["contrasts"]?[0]?["welch"] == .null)
  }

  @Test func `a setting that goes with the key is named in the claim`() throws {
    let all = runs { $0.set("training.epochs", to: 40) }
    let groups = try grouped(all)
    #expect(groups.conclusion[0].hasPrefix("learning_rate 0.5 is better: "))
    #expect(
      groups.conclusion.last
        == "training.epochs (-, 40) differs too: this is about all of it, not about "
        + "optimizer.learning_rate alone.")
    #expect(groups.json["conclusion"]?.string?.contains("training.epochs (-, 40) differs") == true)
  }

  @Test func `what is kept of a training is no setting of it`() throws {
    var all = runs()
    all[1].set("checkpoint.keep_last", to: 5)
    #expect(try grouped(all).conclusion[0].hasPrefix("learning_rate 0.5 is better: "))
  }
}

/// Which runs are observations of their own.
struct CountedRunTests {
  private func fork(_ id: String, of parent: String, rate: Double, seed: Int, _ value: Double)
    -> ComparedRun
  {
    run(id, rate: rate, seed: seed, value) {
      $0.ancestors = [ComparedRun.Ancestor(id: parent, definition: [:])]
    }
  }

  @Test func `forks of one run are one training`() throws {
    let all = (2...5).flatMap { seed in
      [(0.1, 0.5), (0.01, 0.3)].map { rate, value in
        fork("p\(rate)-\(seed)", of: "p\(rate)", rate: rate, seed: seed, value + Double(seed) / 100)
      }
    }
    let groups = try grouped(all)
    #expect(groups.groups.map(\.runs.count) == [1, 1])
    #expect(
      groups.conclusion[0].hasPrefix("No difference can be claimed: a group has one training"))
    #expect(
      groups.notes == [
        "p0.1-3, p0.1-4, p0.1-5: of the same training as p0.1-2, that of p0.1; one training counts "
          + "once",
        "p0.01-3, p0.01-4, p0.01-5: of the same training as p0.01-2, that of p0.01; one training "
          + "counts once",
      ])
    #expect(
      groups.json["one_training"]?[0] == ["run": "p0.1-3", "counted": "p0.1-2", "origin": "p0.1"])
  }

  @Test func `a fork and its parent are one training, too, and forks of what was removed`() throws {
    let parents = runs()
    let more = [
      fork("a-9", of: "a-1", rate: 0.1, seed: 9, 0.6),
      run("b-9", rate: 0.5, seed: 9, 0.7) { $0.missingAncestor = "gone" },
      run("b-10", rate: 0.5, seed: 10, 0.7) { $0.missingAncestor = "gone" },
    ]
    let groups = try grouped(parents + more)
    #expect(groups.related.map(\.id) == ["a-9", "b-10"])
    #expect(groups.groups.map(\.runs.count) == [4, 5])
    #expect(groups.notes.contains("a-9: forked from a-1; one training counts once"))
  }

  @Test func `a pair with one beginning is not one training each`() throws {
    let other = fork("f", of: "a-1", rate: 0.5, seed: 1, 0.7)
    var changed = other
    changed.predictions = try PredictionsTable(
      parsing: Array(
        ("index,label,prediction,probability\n"
          + (0..<10).map { "\($0),3,3,0.5\n" }.joined()).utf8))
    let comparison = Comparison([run("a-1", seed: 1, 0.5), changed])
    #expect(
      comparison.conclusion.last
        == "They share the training of a-1 up to the fork: this is about two sets of weights, not "
        + "yet about optimizer.learning_rate.")
    #expect(
      comparison.notes.contains("f: forked from a-1; they share its training up to the fork"))
    #expect(comparison.json["one_training"] == [["a-1", "f"]])
  }

  /// Statistics.md, E1: with five of each p is 0.081; with b's repeated figures lost it was 0.012.
  @Test(arguments: [false, true])
  func `imported runs with equal figures all count`(isTurned: Bool) throws {
    func imported(_ group: String, _ values: [Double]) -> [ComparedRun] {
      values.enumerated().map { index, value in
        run("\(group)\(index + 1)", seed: 1, value) {
          $0.definition = nil
          $0.dataSHA256 = nil
          $0.predictions = nil
          $0.runKey = "\(value)"
          $0.tags = [group]
        }
      }
    }
    let a = imported("a", [0.90, 0.91, 0.92, 0.93, 0.94])
    let b = imported("b", [0.92, 0.93, 0.94, 0.95, 0.96])
    let groups = try grouped(isTurned ? b + a : a + b, by: "tag", metric: "test_accuracy")
    #expect(groups.groups.map(\.runs.count) == [5, 5] && groups.repeated.isEmpty)
    #expect(
      groups.conclusion[0].contains(
        isTurned
          ? "-2.00 points, 95% interval -4.31 to +0.31, p = 0.081"
          : "+2.00 points, 95% interval -0.31 to +4.31, p = 0.081"))
    #expect(groups.notes.last?.hasSuffix(": imported twice?") == true)
    #expect(groups.notes.last?.hasPrefix(isTurned ? "a3: same" : "b1: same metrics as a3") == true)
    #expect(Comparison([a[2], b[0]]).notes.contains("b1: same metrics as a3: imported twice?"))
  }

  @Test func `runs left out by outcome are counted in the sentence`() throws {
    let lost = [
      run("b-5", rate: 0.5, seed: 5, 0.1) {
        $0.isFinished = false; $0.hasDiverged = true
      },
      run("b-6", rate: 0.5, seed: 6, 0.1) { $0.isFinished = false },
      run("a-5", seed: 5, 0.1),
    ]
    let groups = try grouped(runs(), leftOut: lost)
    #expect(
      groups.conclusion.last
        == "1 of 5 runs of learning_rate 0.1 has other figures than --where asks for, 1 of 6 runs of "
        + "learning_rate 0.5 diverged, 1 of 6 runs of learning_rate 0.5 is not finished: these are left "
        + "out.")
    #expect(groups.json["left_out_by_outcome"]?[1]?["of"] == 6)
    let one = try grouped(runs(), leftOut: [lost[0]])
    #expect(one.conclusion.last == "1 of 5 runs of learning_rate 0.5 diverged and is left out.")
    let gone = (1...3).map { run("c-\($0)", rate: 2.5, seed: $0, 0.1) { $0.hasDiverged = true } }
    let whole = try grouped(runs(), leftOut: gone)
    #expect(whole.conclusion.last == "3 of 3 runs of learning_rate 2.5 diverged and are left out.")
  }
}

/// Splits that the seed draws.
struct DrawnSplitGroupTests {
  private func drawn(test: JSONValue = ["count": 10]) -> [ComparedRun] {
    runs().map { run in
      var run = run
      run.set("dataset.subset", to: ["train": ["count": 40], "test": test])
      return run
    }
  }

  @Test(arguments: [["count": 10], [40, 50]] as [JSONValue])
  func `drawn splits are judged by the corrected test, and the heading says so`(test: JSONValue)
    throws
  {
    let groups = try grouped(drawn(test: test), metric: "test_accuracy")
    #expect(groups.heading.contains("seeds 1 2 3 4 in each, the seed draws the split; test_acc"))
    #expect(
      groups.conclusion[0].hasSuffix("(over 4 drawn splits: corrected resampled t, approximate)."))
    #expect(
      groups.conclusion[1]
        == "4 of 4 seeds: P(learning_rate 0.5 better than learning_rate 0.1) = 1.00.")
    let contrast = groups.json["contrasts"]?[0]
    #expect(contrast?["paired"] == .null && contrast?["test_to_train_ratio"] == 0.25)
    #expect(contrast?["probability_of_outperforming"]?["low"] == .null)
    #expect(contrast?["seeds_needed"] == .null)
    let plain = try #require(try grouped(runs(), metric: "test_accuracy").contrasts[0].difference)
    let corrected = try #require(groups.contrasts[0].difference)
    // √((1/4 + 1/4) ÷ (1/4))
    #expect(abs(corrected.standardError / plain.standardError - 2.0.squareRoot()) < 1e-12)
    let widths = [groups, try grouped(runs(), metric: "test_accuracy")].map { groups in
      groups.groups[0].interval.map { $0.upperBound - $0.lowerBound } ?? 0
    }
    #expect(abs(widths[0] / widths[1] - 2.0.squareRoot()) < 1e-9)
  }

  @Test func `of other seeds Welch's test is corrected`() throws {
    let others = drawn().enumerated().map { index, run in
      var run = run
      if index > 3 { run.set("seed", to: .integer(index + 10)) }
      return run
    }
    let groups = try grouped(others, metric: "test_accuracy")
    #expect(groups.contrasts[0].difference?.test == .welch)
    #expect(
      groups.conclusion[0].hasSuffix(
        "(over drawn splits: Welch's t, corrected as the resampled t is, approximate)."))
  }

  @Test func `a metric of drawn training examples is not judged`() throws {
    #expect(
      try grouped(drawn(), metric: "train_loss").conclusion == [
        "No claim can be made: the seed draws the examples, and no test of train_loss is known for "
          + "that."
      ])
  }
}
