import Datasets
import Experiments
import JSON
import Reports
import Runs
import Testing

struct GroupClaimTests {
  @Test func `the best is held against the second by its own p, as it is named first`() throws {
    let all =
      groupRuns("a", [0.1, 0.9, 0.2]) + groupRuns("b", [0.5, 0.56, 0.51])
      + groupRuns("c", [0.55, 0.6, 0.59])
    let groups = try GroupComparison(all, by: "optimizer.type", metric: nil)
    #expect(
      groups.conclusion[0].hasPrefix(
        "c is better than b, the second, on these test examples: c - b is +5.67 points, 95% interval "
          + "+0.50 to +10.84, p = 0.042 (paired t, same seeds; Welch p = "))
    #expect(
      groups.conclusion[0].hasSuffix(
        "; best against second: no adjustment needed, Hung & Fithian 2019)."))
    #expect(groups.conclusion[1].hasPrefix("3 of 3 seeds: P(c better than b) = 1.00, 95% interval"))
    #expect(groups.conclusion[2].hasPrefix("Not told apart from a: b, c (on these test examples;"))
    let best = groups.json["best_two"]
    #expect(best?["p"]?.double == groups.bestPair?.difference?.pValue)
    #expect(best?["best"] == "c" && best?["second"] == "b" && best?["chosen_among"] == 3)
    // The largest of three normal values, over √3.
    #expect(abs((best?["flattered_by_deviations"]?.double ?? 0) - 0.8462843753 / 1.7320508) < 1e-6)
    #expect(
      groups.notes.contains(
        "the test part chose the best of 3 groups: its test metrics flatter it, by up to about 0.5 "
          + "standard deviations"))
  }

  @Test func `a best group that cannot be told from the second is no better one`() throws {
    let all =
      groupRuns("a", [0.1, 0.2, 0.15]) + groupRuns("b", [0.5, 0.56, 0.51])
      + groupRuns("c", [0.5, 0.6, 0.57])
    let groups = try GroupComparison(all, by: "optimizer.type", metric: nil)
    #expect(
      groups.conclusion[0].hasPrefix(
        "c has the best mean, but no difference from b, the second, can be claimed from 3 seeds: c - b "
          + "is +3.33 points, 95% interval"))
    #expect(!groups.conclusion[0].contains("Hung"))
  }

  @Test func `the table's intervals hold together`() throws {
    let all =
      groupRuns("a", [0.1, 0.2, 0.15]) + groupRuns("b", [0.5, 0.56, 0.51])
      + groupRuns("c", [0.55, 0.6, 0.57])
    let groups = try GroupComparison(all, by: "optimizer.type", metric: nil)
    #expect(groups.tableConfidence == 0.975)
    let interval = try #require(groups.contrasts[0].difference).interval(confidence: 0.975)
    let json = groups.json["contrasts"]?[0]
    #expect(json?["low_adjusted"]?.double == interval.lowerBound)
    #expect(json?["confidence_adjusted"] == 0.975)
    let text = groups.table.laidOut(width: 140, style: .plain).text
    #expect(text.contains("(all 2)"))
    let cells = groups.table.csv.split(separator: "\n")[2].split(separator: ",")
    #expect(Double(cells[9]) == interval.lowerBound && Double(cells[10]) == interval.upperBound)
  }

  @Test func `groups of one training are named, and no part of Holm's family`() throws {
    let groups = try GroupComparison(
      groupRuns("a", [0.25, 0.5]) + groupRuns("b", [0.75]) + groupRuns("c", [0.75, 0.5]),
      by: "optimizer.type",
      metric: nil)
    #expect(
      groups.conclusion == [
        "b has the best mean, but no difference from c, the second, can be claimed: a group has one "
          + "training, and nothing is known of how test_accuracy varies with the seed.",
        "Not told apart from a: c (on these test examples).",
        "No claim of b: one training, or none that varies.",
        "b lacks seed 2: with it more seeds would be pairs, which usually shows smaller differences.",
      ])
  }

  @Test func `of a loss the lower one is better`() throws {
    let all =
      groupRuns("a", [2.1, 2.2, 2.15, 2.18], metric: "train_loss")
      + groupRuns("b", [1.1, 1.2, 1.12, 1.17], metric: "train_loss")
    let groups = try GroupComparison(all, by: "optimizer.type", metric: nil)
    #expect(
      groups.conclusion[0].hasPrefix(
        "b is better on these training examples: b - a is -1.0100, 95% interval"))
    #expect(groups.conclusion[1].hasPrefix("4 of 4 seeds: P(b better than a) = 1.00"))
    let turned = try GroupComparison(all.reversed(), by: "optimizer.type", metric: nil)
    #expect(
      turned.conclusion[0].hasPrefix(
        "b is better on these training examples: a - b is +1.0100, 95% interval"))
    #expect(turned.conclusion[1].hasPrefix("4 of 4 seeds: P(b better than a) = 1.00"))
  }

  @Test(arguments: [
    (
      [0.1, 0.3], [0.2, 0.6],
      "2 of 2 seeds: P(b better than a) = 1.00, 95% interval 0.16 to 1.00."
    ),
    (
      [0.1, 0.2, 0.3, 0.2, 0.1], [0.3, 0.4, 0.5, 0.35, 0.2],
      "5 of 5 seeds: P(b better than a) = 1.00, 95% interval 0.48 to 1.00."
    ),
    (
      [0.1, 0.3, 0.2], [0.1, 0.4, 0.1],
      "1.5 (a tie is half) of 3 seeds: P(b better than a) = 0.50, 95% interval 0.04 to 0.96."
    ),
  ])
  func `all seeds won is still no certainty`(a: [Double], b: [Double], words: String) throws {
    let groups = try GroupComparison(
      groupRuns("a", a) + groupRuns("b", b), by: "optimizer.type", metric: nil)
    #expect(groups.conclusion[1].hasPrefix(words), "\(groups.conclusion[1])")
  }

  @Test func `rounding is no variation`() throws {
    let groups = try GroupComparison(
      groupRuns("a", [0.1, 0.1, 0.1]) + groupRuns("b", [0.3, 0.3, 0.3]), by: "optimizer.type",
      metric: nil)
    #expect(groups.contrasts[0].difference == nil)
    #expect(
      groups.conclusion[0].hasPrefix(
        "No difference can be claimed: test_accuracy is the same in every run of each group"))
    // Each pair differs by 0.2, as near as float64 can tell: Welch's test is left.
    let shifted = try GroupComparison(
      groupRuns("a", [0.1, 0.2, 0.7]) + groupRuns("b", [0.3, 0.4, 0.9]), by: "optimizer.type",
      metric: nil)
    #expect(shifted.contrasts[0].difference?.test == .welch)
  }

  @Test func `groups of other sizes are told by theirs`() throws {
    let groups = try GroupComparison(
      groupRuns("a", [0.1, 0.3, 0.2]) + groupRuns("b", [0.2, 0.3]), by: "optimizer.type",
      metric: nil)
    #expect(
      groups.conclusion[0].hasPrefix(
        "No difference can be claimed from 3 and 2 seeds: b - a is +5.00 points"))
    #expect(groups.conclusion[1].hasSuffix(" points would be found in 80 of 100 cases."))
    #expect(groups.conclusion[2].hasPrefix("b lacks seed 3: with it more seeds would be pairs"))
  }

  @Test func `ties are told of though their halves make a whole number`() throws {
    let groups = try GroupComparison(
      groupRuns("a", [0.1, 0.2, 0.3, 0.4]) + groupRuns("b", [0.1, 0.2, 0.5, 0.7]),
      by: "optimizer.type", metric: nil)
    #expect(
      groups.conclusion[1].hasPrefix("3 (a tie is half) of 4 seeds: P(b better than a) = 0.75"))
  }

  @Test func `the metric that chose the best of several groups flatters it`() throws {
    func notes(_ metric: String, count: Int) throws -> [String] {
      let all = ["a", "b", "c"].prefix(count).enumerated().flatMap { index, name in
        groupRuns(name, [0.1, 0.2, 0.15].map { $0 + Double(index) / 10 }, metric: metric)
      }
      return try GroupComparison(all, by: "optimizer.type", metric: nil).notes
    }
    let flattered = try notes("validation_accuracy", count: 3)
    #expect(flattered[0].hasPrefix("c: chosen among 3: flattered by up to about 0.5 standard dev"))
    #expect(try notes("validation_accuracy", count: 2).isEmpty)
    #expect(try notes("test_accuracy", count: 3)[0].hasPrefix("the test part chose the best of 3"))
  }

  @Test func `fresh seeds of a sweep's best are told apart from those that chose it`() throws {
    let chosen = [0.1, 0.2, 0.5].flatMap { rate in
      (1...2).map { groupedRun("g\(rate)-\($0)", rate: rate, seed: $0, rate + Double($0) / 100) }
    }
    let fresh = [0.05, 0.5].flatMap { rate in
      (3...5).map { groupedRun("g\(rate)-\($0)", rate: rate, seed: $0, rate + Double($0) / 100) }
    }
    func notes(_ runs: [ComparedRun], sweep: String?) throws -> [String] {
      let runs = runs.map { run in
        var run = run
        run.sweep = sweep
        return run
      }
      return try grouped(runs).notes
    }
    let note =
      "learning_rate 0.5: the seeds that chose it flatter it; with the fresh ones alone: --where "
      + "'seed in (3, 4, 5)'"
    #expect(try notes(chosen + fresh, sweep: "g").contains(note))
    #expect(try !notes(chosen + fresh, sweep: nil).contains(note))
    #expect(try !notes(chosen, sweep: "g").contains(note))
  }

  @Test func `values that are no finite numbers are left out and named`() throws {
    let groups = try GroupComparison(
      groupRuns("a", [0.1, 0.3, .infinity]) + groupRuns("b", [0.2, 0.3, .nan]),
      by: "optimizer.type",
      metric: nil)
    #expect(groups.withoutMetric == ["a-3", "b-3"])
    #expect(
      groups.notes.contains("a-3, b-3: no test_accuracy that is a finite number; left out"))
    let error = #expect(throws: GroupingProblem.self) {
      try GroupComparison(
        groupRuns("a", [.nan]) + groupRuns("b", [.nan]), by: "optimizer.type", metric: nil)
    }
    #expect(error?.problem == "no run has a test_accuracy last that is a finite number")
  }

  @Test func `nothing is claimed of runs that diverged or are not finished`() throws {
    var all = groupRuns("a", [0.1, 0.3, 0.2]) + groupRuns("b", [0.9, 0.8, 0.7])
    for index in [3, 4] {
      all[index].isFinished = false
      all[index].hasDiverged = true
    }
    all[0].isFinished = false
    let groups = try GroupComparison(all, by: "optimizer.type", metric: nil)
    #expect(
      groups.conclusion == [
        "No claim can be made: 2 of 3 runs of b diverged, 1 of 3 runs of a are not finished, and "
          + "what came before says nothing of their end.",
        "Of finished runs alone: --where '… and state == finished'",
        "No difference in how often they diverge can be claimed: 0 of 3 runs of a, 2 of 3 of b "
          + "(Fisher's exact p = 0.40).",
      ])
    #expect(
      groups.notes.suffix(2) == [
        "b-1, b-2: diverged; last is of the epoch before", "a-1: not finished; last is so far",
      ])
  }

  @Test func `a run that diverged before its first number counts, too`() throws {
    var all = groupRuns("a", [0.1, 0.3, 0.2]) + groupRuns("b", [0.9, 0.8, .nan])
    all[5].isFinished = false
    all[5].hasDiverged = true
    let groups = try GroupComparison(all, by: "optimizer.type", metric: nil)
    #expect(groups.conclusion[0].hasPrefix("No claim can be made: b-3 diverged, and what came"))
    let error = #expect(throws: GroupingProblem.self) {
      try GroupComparison(
        groupRuns("a", [0.1, 0.3]) + groupRuns("b", [.nan]), by: "optimizer.type", metric: nil)
    }
    #expect(
      error?.problem
        == "--group-by optimizer.type: all runs have a; left out: 1 of 1 runs of b has no "
        + "test_accuracy that is a finite number")
  }

  @Test func `the same bits under another key are no second training`() throws {
    let twice = groupRuns("a", [0.1, 0.3]) + [groupRun("a-9", "a", seed: 1, 0.1, digest: "a-1")]
    let groups = try GroupComparison(
      twice + groupRuns("b", [0.2, 0.3]), by: "optimizer.type", metric: nil)
    #expect(groups.repeated == ["a-9"] && groups.groups[0].runs.count == 2)
  }

  @Test func `several keys make a group of each combination`() throws {
    let all = [32, 64].flatMap { batch in
      ["sgd", "adam"].flatMap { type in
        (1...2).map {
          groupRun("\(type)-\(batch)-\($0)", type, seed: $0, Double(batch + $0) / 100, batch: batch)
        }
      }
    }
    let groups = try GroupComparison(all, by: "optimizer.type,training.batch_size", metric: nil)
    #expect(
      groups.groups.map(\.name) == [
        "sgd/batch_size 32", "adam/batch_size 32", "sgd/batch_size 64", "adam/batch_size 64",
      ])
    let lines = groups.table.csv.split(separator: "\n")
    #expect(lines[0].hasPrefix("optimizer.type,training.batch_size,runs,mean,deviation,"))
    #expect(lines[4].hasPrefix("adam,64,2,"))
    #expect(groups.json["groups"]?[3]?["value"] == ["adam", 64])
    #expect(groups.json["group_by"] == "optimizer.type,training.batch_size")
    #expect(throws: GroupingProblem.noPath("training.size", nearest: [])) {
      try GroupComparison(all, by: "optimizer.type,training.size", metric: nil)
    }
  }
}
