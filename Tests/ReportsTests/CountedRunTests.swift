import Experiments
import JSON
import Reports
import Runs
import Testing

/// Which runs are observations of their own.
struct CountedRunTests {
  private func fork(_ id: String, of parent: String, rate: Double, seed: Int, _ value: Double)
    -> ComparedRun
  {
    groupedRun(id, rate: rate, seed: seed, value) {
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
    let parents = twoGroups()
    let more = [
      fork("a-9", of: "a-1", rate: 0.1, seed: 9, 0.6),
      groupedRun("b-9", rate: 0.5, seed: 9, 0.7) { $0.missingAncestor = "gone" },
      groupedRun("b-10", rate: 0.5, seed: 10, 0.7) { $0.missingAncestor = "gone" },
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
    let comparison = Comparison([groupedRun("a-1", seed: 1, 0.5), changed])
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
        groupedRun("\(group)\(index + 1)", seed: 1, value) {
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
      groupedRun("b-5", rate: 0.5, seed: 5, 0.1) {
        $0.isFinished = false; $0.hasDiverged = true
      },
      groupedRun("b-6", rate: 0.5, seed: 6, 0.1) { $0.isFinished = false },
      groupedRun("a-5", seed: 5, 0.1),
    ]
    let groups = try grouped(twoGroups(), leftOut: lost)
    #expect(
      groups.conclusion.suffix(2).first
        == "1 of 5 runs of learning_rate 0.1 has other figures than --where asks for, 1 of 6 runs of "
        + "learning_rate 0.5 diverged, 1 of 6 runs of learning_rate 0.5 is not finished: these are left "
        + "out.")
    #expect(groups.json["left_out_by_outcome"]?[1]?["of"] == 6)
    let one = try grouped(twoGroups(), leftOut: [lost[0]])
    #expect(
      one.conclusion.suffix(2) == [
        "1 of 5 runs of learning_rate 0.5 diverged and is left out.",
        "No difference in how often they diverge can be claimed: 0 of 4 runs of learning_rate 0.1, 1 "
          + "of 5 of learning_rate 0.5 (Fisher's exact p = 1.00).",
      ])
    let rerun = groupedRun("a-7", seed: 1, 0.1) {
      $0.isFinished = false
      $0.runKey = "a-1"
    }
    #expect(try grouped(twoGroups(), leftOut: [rerun]).exclusions.isEmpty)
    let gone = (1...3).map {
      groupedRun("c-\($0)", rate: 2.5, seed: $0, 0.1) { $0.hasDiverged = true }
    }
    let whole = try grouped(twoGroups(), leftOut: gone)
    #expect(
      whole.conclusion.suffix(2) == [
        "3 of 3 runs of learning_rate 2.5 diverged and are left out.",
        "learning_rate 2.5 diverges more often: 0 of 4 runs of learning_rate 0.1, 3 of 3 of "
          + "learning_rate 2.5 (Fisher's exact p = 0.029).",
      ])
    #expect(whole.json["divergence"]?[0]?["other"] == "learning_rate 2.5")
    let alone = #expect(throws: GroupingProblem.self) {
      try grouped(Array(twoGroups().prefix(4)), leftOut: gone)
    }
    #expect(
      alone?.problem
        == "--group-by optimizer.learning_rate: all runs have learning_rate 0.1; left out: 3 of 3 "
        + "runs of learning_rate 2.5 diverged")
  }

  /// Five of five diverged at each rate, some of them before an epoch had ended.
  @Test func `runs that diverged without a number count among the diverged ones`() throws {
    let lost = (1...5).map { seed in
      groupedRun("b-\(seed)", rate: 0.5, seed: seed, seed < 3 ? 0.1 : .nan) {
        $0.isFinished = false
        $0.hasDiverged = true
      }
    }
    let kept = (1...5).map { groupedRun("a-\($0)", seed: $0, 0.5 + Double($0) / 100) }
    let sentence =
      "learning_rate 0.5 diverges more often: 0 of 5 runs of learning_rate 0.1, 5 of 5 of "
      + "learning_rate 0.5 (Fisher's exact p = 0.0079)."
    #expect(try grouped(kept + lost).conclusion.last == sentence)
    let further = kept + [groupedRun("b-6", rate: 0.5, seed: 6, 0.5)]
    let split = try grouped(further, leftOut: lost)
    #expect(split.conclusion.contains { $0.hasPrefix("5 of 6 runs of learning_rate 0.5 diverged") })
    #expect(split.conclusion.last?.contains("5 of 6 of learning_rate 0.5") == true)
  }

  @Test func `a seed that is known to diverge is not proposed again`() throws {
    let lost = groupedRun("b-4", rate: 0.5, seed: 4, 0.1) {
      $0.isFinished = false
      $0.hasDiverged = true
    }
    let kept = Array(twoGroups().dropLast(2))
    #expect(try grouped(kept).missingTrials.map(\.seeds) == [[3, 4]])
    #expect(try grouped(kept, leftOut: [lost]).missingTrials.map(\.seeds) == [[3]])
    #expect(try grouped(Array(twoGroups().dropLast()), leftOut: [lost]).missingTrials.isEmpty)
  }
}

/// Splits that the seed draws.
struct DrawnSplitGroupTests {
  private func drawn(test: JSONValue = ["count": 10]) -> [ComparedRun] {
    twoGroups().map { run in
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
    let plain = try #require(
      try grouped(twoGroups(), metric: "test_accuracy").contrasts[0].difference)
    let corrected = try #require(groups.contrasts[0].difference)
    // √((1/4 + 1/4) ÷ (1/4))
    #expect(abs(corrected.standardError / plain.standardError - 2.0.squareRoot()) < 1e-12)
    let widths = [groups, try grouped(twoGroups(), metric: "test_accuracy")].map { groups in
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
