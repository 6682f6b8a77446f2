import Engine
import Experiments
import Files

/// The proposals of rounds that were asked for before: they are a function of the results, and take
/// longer to make than to compare.
final class ProposalCache: Sendable {
  private struct Entry {
    let results: [TreeParzenEstimator.Result]
    let proposals: [TreeParzenEstimator.Proposal]
  }

  private let entries = Guarded<[Int: Entry]>([:])

  func proposals(
    _ count: Int, round: Int, after results: [TreeParzenEstimator.Result],
    by estimator: TreeParzenEstimator
  ) -> [TreeParzenEstimator.Proposal] {
    entries.withLock { entries in
      if let entry = entries[round], entry.results == results { return entry.proposals }
      let proposals = estimator.propose(count, round: round, after: results)
      entries[round] = Entry(results: results, proposals: proposals)
      return proposals
    }
  }
}
