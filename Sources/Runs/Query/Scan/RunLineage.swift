import Experiments
import JSON

/// The order of the runs and the forks of each, from all runs at once. Names of runs are resolved
/// with it.
struct RunLineage: Sendable {
  private(set) var newest: RunRank?
  private(set) var newestOfExperiment: [String: RunRank] = [:]
  private var forks: [String: [RunRank]] = [:]

  /// The ids of the runs that were forked from a run, the newest first.
  func forks(of id: String) -> [String] {
    (forks[id] ?? []).sorted { $0.precedes($1, by: nil) }.map(\.id)
  }

  /// The ids of all forks.
  var forkedIDs: [String] { forks.values.flatMap { $0.map(\.id) } }

  fileprivate mutating func add(_ rank: RunRank, of experiment: String, from parent: String?) {
    newest = Self.newer(newest, rank)
    newestOfExperiment[experiment] = Self.newer(newestOfExperiment[experiment], rank)
    if let parent { forks[parent, default: []].append(rank) }
  }

  fileprivate mutating func add(_ other: RunLineage) {
    if let rank = other.newest { newest = Self.newer(newest, rank) }
    newestOfExperiment.merge(other.newestOfExperiment, uniquingKeysWith: Self.newer)
    forks.merge(other.forks, uniquingKeysWith: +)
  }

  private static func newer(_ known: RunRank?, _ rank: RunRank) -> RunRank {
    known.map { newer($0, rank) } ?? rank
  }

  private static func newer(_ left: RunRank, _ right: RunRank) -> RunRank {
    right.precedes(left, by: nil) ? right : left
  }
}

extension RunStore {
  /// Returns the lineage of all runs according to their run.json.
  func lineage() throws(RunError) -> RunLineage {
    var visitor = KinshipVisitor()
    _ = try scan(&visitor)
    return visitor.lineage
  }
}

private struct KinshipVisitor: RunVisitor {
  let fields = [QueryField.Fact.id, .started, .experiment, .parent].map(QueryField.fact)
  let wantsDefinition = false
  private(set) var lineage = RunLineage()

  mutating func visit(_ run: ScannedRun) -> Bool {
    guard let id = run.value(0)?.string, let started = run.value(1)?.int,
      let experiment = run.value(2)?.string
    else { return false }
    let rank = RunRank(values: [], startedAt: started, id: id)
    lineage.add(rank, of: experiment, from: run.value(3)?.string)
    return true
  }

  mutating func add(_ other: KinshipVisitor) { lineage.add(other.lineage) }
}
