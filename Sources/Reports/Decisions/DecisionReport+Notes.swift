import Experiments
import Runs

extension DecisionReport {
  /// What a reader of the finding should know, one sentence each, without a full stop.
  package var notes: [String] {
    [earlier, seen, unvaried, moreExamples, chosenByTest, ledgerPlace?.note].compactMap(\.self)
  }

  private var earlier: String? {
    let count = plan.earlier.count
    guard count > 0 else { return nil }
    let alpha = plan.demand.alpha
    return "this is decision \(count + 1) between these two settings, after "
      + "\(plan.earlier.listed): it spends another \(percent(alpha)) of error, together up to "
      + percent(min(1, alpha * Double(count + 1)))
  }

  private var seen: String? {
    guard !plan.seenSeeds.isEmpty else { return nil }
    let seeds = plan.seenSeeds.map { "\($0)" }
    let isOne = seeds.count == 1
    return "seed\(isOne ? "" : "s") \(seeds.listed) had runs before this plan; if "
      + "\(isOne ? "its result was" : "their results were") seen, the error is larger than "
      + percent(plan.demand.alpha)
  }

  private var unvaried: String? {
    guard let test = decision.last?.test, decision.pairs.count > 1 else { return nil }
    if test.isConstant {
      return "\(metric.text) differs by the same amount with every seed, which says nothing of how "
        + "it varies: no claim can be made"
    }
    let isSame = decision.pairs.allSatisfy { $0.difference == 0 }
    return isSame ? "\(metric.text) is the same on both sides with every seed" : nil
  }

  private var moreExamples: String? {
    guard let general, general.needsExamples, generalInterval != nil else { return nil }
    return "on other examples, more \(metric.name.part.rawValue) examples would make the interval "
      + "narrower, more seeds hardly"
  }

  private var chosenByTest: String? {
    guard metric.isBest, metric.name.isTest else { return nil }
    return "the test part chose the best epoch of each run: both sides are flattered"
  }
}
