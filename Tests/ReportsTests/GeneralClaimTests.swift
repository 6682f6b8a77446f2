import Experiments
import JSON
import Reports
import Runs
import Testing

/// A finished run that answers this share of so many examples right, the wrong ones drawn by the seed
/// around the same hard examples.
private func run(
  _ id: String, rate: Double, seed: Int, wrong: [Int], of count: Int
) -> ComparedRun {
  let wrong = Set(wrong)
  let rows = (0..<count).map { "\($0),3,\(wrong.contains($0) ? 5 : 3),0.5\n" }
  let answers = "index,label,prediction,probability\n" + rows.joined()
  let accuracy = Double(count - wrong.count) / Double(count)
  return groupedRun(id, rate: rate, seed: seed, accuracy) {
    $0.predictions = try? PredictionsTable(parsing: Array(answers.utf8))
    $0.set("dataset.subset.test", to: [40, .integer(40 + count)])
  }
}

/// Claims about other test examples.
struct GeneralClaimTests {
  /// Each seed has one more example wrong than the one before; the second rate is wrong in `more`
  /// examples that the first is right in.
  private func runs(count: Int, more: Int, seeds: Int = 5) -> [ComparedRun] {
    [0.1, 0.5].flatMap { rate in
      (1...seeds).map { seed in
        let shared = Array(0..<(10 + seed))
        let own = rate == 0.5 ? Array(50..<(50 + more + seed % 2)) : []
        return run("r\(rate)-\(seed)", rate: rate, seed: seed, wrong: shared + own, of: count)
      }
    }
  }

  @Test func `a difference on few examples is claimed of these examples alone`() throws {
    // Two or three more examples are wrong, always the same ones.
    let groups = try grouped(runs(count: 100, more: 2), metric: "test_accuracy")
    #expect(
      groups.conclusion[0]
        == "learning_rate 0.1 is better on these 100 test examples: learning_rate 0.5 - learning_rate "
        + "0.1 is -2.60 points, 95% interval -3.28 to -1.92, p = 4.5e-4 (paired t, same seeds; Welch p "
        + "= 0.036) on these 100 test examples; on others like them no difference can be claimed: 95% "
        + "interval -5.62 to +0.42, p = 0.091 (seeds and examples).")
    #expect(groups.conclusion[1].hasSuffix("More test examples would help, more seeds would not."))
    let both = groups.json["contrasts"]?[0]?["seeds_and_examples"]
    #expect(both?["examples"] == 100 && both?["examples_would_help_more"] == true)
    #expect((both?["p"]?.double ?? 0) > 0.05)
  }

  @Test func `a difference on many examples is claimed without a limit`() throws {
    let groups = try grouped(runs(count: 200, more: 30), metric: "test_accuracy")
    #expect(groups.conclusion[0].hasPrefix("learning_rate 0.1 is better: learning_rate 0.5 - "))
    #expect(groups.conclusion[0].contains(" on these 200 test examples; on others like them 95% "))
    #expect(groups.conclusion[0].hasSuffix(" (seeds and examples)."))
    #expect(!groups.conclusion.joined().contains("would help"))
  }

  @Test func `with three seeds the degrees of freedom are those of the seeds`() throws {
    let groups = try grouped(runs(count: 200, more: 30, seeds: 3), metric: "test_accuracy")
    #expect(groups.contrasts[0].general?.degreesOfFreedom == 2)
  }

  @Test func `without predictions a claim is of these examples`() throws {
    let without = runs(count: 200, more: 30).map { run in
      var run = run
      run.predictions = nil
      return run
    }
    let groups = try grouped(without, metric: "test_accuracy")
    #expect(groups.contrasts[0].general == nil)
    #expect(groups.conclusion[0].hasPrefix("learning_rate 0.1 is better on these test examples: "))
  }

  @Test(arguments: ["best:test_accuracy", "test_loss", "train_loss"])
  func `other metrics have no figures of single examples`(metric: String) throws {
    let groups = try grouped(runs(count: 200, more: 30), metric: metric)
    #expect(groups.contrasts[0].general == nil)
  }

  @Test func `a regression is judged by its squared errors, up to a factor`() throws {
    let runs = [0.1, 0.5].flatMap { rate in
      (1...4).map { seed in
        let errors = (0..<20).map { example in
          Double(example) / 100 + Double(seed) / 50 + (rate == 0.5 ? 0.1 : 0)
        }
        let rows = errors.enumerated().map { "\($0),1.0,\(1 + $1)\n" }
        let loss = Sample(errors.map { $0 * $0 }).mean / 2
        return groupedRun("r\(rate)-\(seed)", rate: rate, seed: seed, loss) {
          $0.predictions = try? PredictionsTable(
            parsing: Array(("index,label,prediction\n" + rows.joined()).utf8))
        }
      }
    }
    let groups = try grouped(runs, metric: "test_loss")
    let general = try #require(groups.contrasts[0].general)
    #expect(general.examples == 20)
    #expect(abs(general.value - (groups.contrasts[0].difference?.value ?? 0)) < 1e-12)
  }
}

/// What is said beside the claim.
struct GroupFactTests {
  @Test func `seeds that a group lacks are named as ranges`() throws {
    let runs =
      (1...8).map { groupedRun("a-\($0)", seed: $0, 0.5 + Double($0 % 3) / 100) }
      + [2, 3, 4, 7].map {
        groupedRun("b-\($0)", rate: 0.5, seed: $0, 0.6 + Double($0 % 4) / 50)
      }
    let groups = try grouped(runs, metric: "test_accuracy")
    #expect(groups.missingTrials.map(\.group) == [1])
    #expect(groups.missingTrials[0].ranges == [1...1, 5...6, 8...8])
    #expect(
      groups.conclusion.contains(
        "learning_rate 0.5 lacks seeds 1, 5 to 6, 8: with them more seeds would be pairs, which "
          + "usually shows smaller differences."))
    #expect(groups.json["missing_seeds"]?[0]?["seeds"] == [1, 5, 6, 8])
    #expect(try grouped(twoGroups(), metric: "test_accuracy").missingTrials.isEmpty)
  }

  @Test func `one far value is pointed at, and the majority is not hidden`() throws {
    let values = [
      0.1: [0.95, 0.951, 0.949, 0.95, 0.952], 0.11: [0.96, 0.961, 0.96, 0.959, 0.11],
    ]
    let runs = [0.1, 0.11].flatMap { rate in
      (values[rate] ?? []).enumerated().map {
        groupedRun("r\(rate)-\($0 + 1)", rate: rate, seed: $0 + 1, $1)
      }
    }
    let groups = try grouped(runs, metric: "test_accuracy")
    #expect(
      groups.conclusion[1].hasPrefix(
        "Yet most are the other way round: 4 of 5 seeds: P(learning_rate 0.11 better than "
          + "learning_rate 0.1) = 0.80, 95% interval 0.28 to 0.99."))
    #expect(
      groups.conclusion.contains(
        "Seed 5 of learning_rate 0.11 (0.1100) lies far below the others: look at r0.11-5."))
    #expect(groups.json["far_values"]?[0]?["run"] == "r0.11-5")
  }

  @Test func `whether one group diverges more often is tested`() throws {
    let lost = (5...10).map {
      groupedRun("b-\($0)", rate: 0.5, seed: $0, 0.1) {
        $0.isFinished = false
        $0.hasDiverged = true
      }
    }
    let groups = try grouped(twoGroups(), metric: "test_accuracy", leftOut: lost)
    #expect(
      groups.conclusion.suffix(2) == [
        "6 of 10 runs of learning_rate 0.5 diverged and are left out.",
        "No difference in how often they diverge can be claimed: 0 of 4 runs of learning_rate 0.1, 6 "
          + "of 10 of learning_rate 0.5 (Fisher's exact p = 0.085).",
      ])
    #expect(groups.json["divergence"]?[0]?["other_diverged"] == 6)
    let more = (5...12).map { groupedRun("a-\($0)", seed: $0, 0.5 + Double($0 % 5) / 100) }
    let clear = try grouped(twoGroups() + more, metric: "test_accuracy", leftOut: lost)
    #expect(
      clear.conclusion.last?.hasPrefix("learning_rate 0.5 diverges more often: 0 of 12 runs")
        == true)
  }
}
