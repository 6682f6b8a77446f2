import Experiments
import Runs

extension RunsReport {
  /// What the page comes to, in one plain sentence; nil if its runs have no common metric.
  package var finding: String? {
    if let groups { return finding(of: groups) }
    let compared = runs.map(\.compared)
    guard let metric, let best = ranking.first, let value = metric.value(of: compared[best])
    else { return nil }
    let id = compared[best].id
    let text = value.fixed(4)
    guard runs.count > 1 else { return "\(id): \(metric.name) \(text)" }
    if isSeedsAlone {
      let values = compared.compactMap { metric.value(of: $0) }
      return "\(metric.name) \(Sample(values).mean.fixed(4)) over \(values.count) seeds"
    }
    guard metric.direction != nil, rankingObstacle == nil else { return nil }
    let equals = compared.filter { metric.value(of: $0) == value }.count
    if equals == runs.count { return "All \(runs.count) runs have \(metric.name) \(text)" }
    if equals > 1 { return "\(equals) of \(runs.count) runs have the best \(metric.name): \(text)" }
    return "\(id) has the \(runs.count == 2 ? "better" : "best") \(metric.name)"
      + "\(runs.count == 2 ? "" : " of \(runs.count) runs"): \(text)"
  }

  /// `learning_rate 0.1 is best so far: 0.9660; not yet distinguishable from 0.05 with 3 seeds`, or
  /// `learning_rate 0.1 is better on these 200 test examples: 0.9660 against 0.9410 with 0.05`
  private func finding(of groups: GroupComparison) -> String? {
    guard let claim = groupClaim else { return nil }
    let (leader, follower) = (groups.groups[claim.leader], groups.groups[claim.follower])
    let word = groups.groups.count > 2 ? "best" : "better"
    let start = "\(leader.name) is \(word)"
    let mean = leader.sample.mean.fixed(4)
    if claim.isSignificant, let jointClaim, !jointClaim.isSignificant {
      return "\(start) so far: \(mean) against \(follower.sample.mean.fixed(4)) with "
        + "\(follower.name); not certain among the \(jointClaim.count) findings of this page"
    }
    guard claim.isSignificant else {
      let seeds = min(leader.sample.count, follower.sample.count)
      return "\(start) so far: \(mean); not yet distinguishable from \(follower.name) with "
        + "\(seeds) \(leader.seeds == nil ? "runs" : "seeds")"
    }
    return "\(start)\(claim.isGeneral ? "" : " \(groups.theseExamples)"): \(mean) against "
      + "\(follower.sample.mean.fixed(4)) with \(follower.name)"
  }

  /// The claim about the best group; nil without groups, or if they allow no claim.
  private var groupClaim: GroupComparison.Claim? {
    guard let groups, groups.metric.direction != nil, groups.sharedObstacle == nil else {
      return nil
    }
    return groups.claim(groups.mainContrast, isOfBest: groups.bestPair != nil)
  }

  /// The p value of the finding: of the best group or run against the second; nil if nothing is
  /// tested.
  var findingPValue: Double? {
    if groups != nil { return groupClaim?.difference.pValue }
    guard let comparison, !isSeedsAlone, rankingObstacle == nil else { return nil }
    return runs.count == 2
      ? comparison.contrasts[1]?.measure.pValue : comparison.bestTwo?.pValue
  }
}
