import Experiments
import JSON
import Reports
import Runs
import Testing

/// Runs on the folds of one data set.
struct FoldTests {
  /// Five folds in two repeats of each of two rates.
  private func runs(
    seeds: ClosedRange<Int> = 1...1, _ change: (inout ComparedRun) -> Void = { _ in }
  ) -> [ComparedRun] {
    [0.1, 0.5].flatMap { rate in
      (0..<2).flatMap { split in
        (0..<5).flatMap { fold in
          seeds.map { seed in
            let accuracy =
              0.8 + Double((fold * 7 + split * 3) % 5) / 50
              + (rate == 0.5 ? 0.02 + Double((fold + split) % 3) / 100 : 0)
              + Double(seed - 1) / 1000
            return groupedRun(
              "r\(rate)-\(split)-\(fold)-\(seed)", rate: rate, seed: seed, accuracy
            ) {
              $0.set("dataset.subset", to: .null)
              $0.set(
                "dataset.folds",
                to: ["count": 5, "index": .integer(fold), "seed": .integer(split)])
              change(&$0)
            }
          }
        }
      }
    }
  }

  @Test func `folds are paired, and their variance is corrected`() throws {
    let groups = try grouped(runs(), metric: "test_accuracy")
    #expect(
      groups.heading == "20 runs, 2 groups by optimizer.learning_rate, paired by fold; "
        + "test_accuracy last (--metric)")
    let contrast = groups.contrasts[0]
    #expect(contrast.tests.sharedTrials == 10 && contrast.tests.overlap == 0.25)
    let differences = (0..<2).flatMap { split in
      (0..<5).map { 0.02 + Double(($0 + split) % 3) / 100 }
    }
    let plain = try #require(MeanDifference(pairs: differences.map { (a: 0.5, b: 0.5 + $0) }))
    let difference = try #require(contrast.difference)
    // (1/10 + 1/4) ÷ (1/10)
    #expect(abs(difference.standardError / plain.standardError - 3.5.squareRoot()) < 1e-9)
    #expect(difference.degreesOfFreedom == 9)
    #expect(
      groups.conclusion[0].hasSuffix("(over 10 folds: corrected resampled t, approximate)."))
    #expect(
      groups.conclusion[1].hasPrefix(
        "10 of 10 folds: P(learning_rate 0.5 better than learning_rate 0.1) = 1.00."))
    #expect(groups.json["split"] == "folds" && groups.json["groups"]?[0]?["folds"] == 10)
    #expect(groups.json["contrasts"]?[0]?["test_to_train_ratio"] == 0.25)
    #expect(groups.json["contrasts"]?[0]?["seeds_and_examples"] == .null)
  }

  @Test func `several seeds on one fold are one value`() throws {
    let groups = try grouped(runs(seeds: 1...3), metric: "test_accuracy")
    #expect(groups.groups.map(\.count) == [10, 10] && groups.groups[0].runs.count == 30)
    let once = try grouped(runs(), metric: "test_accuracy")
    let errors = [groups, once].map { $0.contrasts[0].difference?.standardError ?? 0 }
    #expect(abs(errors[0] - errors[1]) < 1e-12)
  }

  @Test func `one fold alone is a split like any other`() throws {
    let one = runs(seeds: 1...4).filter { $0.fold(is: 0, of: 0) }
    let groups = try grouped(one, metric: "test_accuracy")
    #expect(groups.groups[0].split == nil && groups.contrasts[0].tests.sharedTrials == 4)
  }

  @Test func `examples for validation are no training examples`() throws {
    let groups = try grouped(
      runs { $0.set("dataset.split", to: ["validation": 0.2]) }, metric: "test_accuracy")
    // 0.2 tested, 0.6 trained.
    let ratio = try #require(groups.contrasts[0].tests.overlap)
    #expect(abs(ratio - 1 / 3.0) < 1e-12)
  }

  @Test func `a margin is held against folds`() throws {
    let groups = try GroupComparison(
      runs(), by: "optimizer.learning_rate", metric: "test_accuracy", margin: 0.3)
    #expect(groups.conclusion[1].hasSuffix(" (folds)."), "\(groups.conclusion)")
  }

  @Test func `a metric of the training folds is not judged`() throws {
    #expect(
      try grouped(runs(), metric: "train_loss").conclusion == [
        "No claim can be made: each fold has other examples, and no test of train_loss is known for "
          + "that."
      ])
  }

  @Test func `folds of other numbers are other examples`() throws {
    let other = runs().map { run in
      var run = run
      let rate = run.definition?["optimizer"]?["learning_rate"]
      if rate == 0.5 {
        run.set("dataset.folds.count", to: 10)
        run.predictions = nil
      }
      return run
    }
    #expect(
      try grouped(other, metric: "test_accuracy").conclusion[0]
        == "No claim can be made: the runs were not tested on the same examples.")
  }

  @Test func `a missing fold leaves Welch's test, corrected too`() throws {
    let groups = try grouped(Array(runs().dropLast()), metric: "test_accuracy")
    #expect(groups.contrasts[0].difference?.test == .welch)
    #expect(groups.conclusion[0].contains("over folds: Welch's t, corrected as the resampled"))
    #expect(groups.conclusion[0].contains("10 and 9 folds") || groups.contrasts[0].obstacle == nil)
  }
}

extension ComparedRun {
  fileprivate func fold(is index: Int, of split: Int) -> Bool {
    let folds = definition?["dataset"]?["folds"]
    return folds?["index"]?.int == index && folds?["seed"]?.int == split
  }
}
