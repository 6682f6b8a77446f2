import Experiments
import JSON

extension RunStore {
  /// Returns the seeds of all runs of two settings, in whatever state they are: a person may have
  /// seen what they came to.
  ///
  /// Runs that cannot be read are left out.
  ///
  /// - Throws: a `RunError` if `runs/` cannot be read.
  package func seeds(
    ofRunsOf sides: [DecisionPlan.Side]
  ) throws(RunError) -> Set<UInt64> {
    var seeds: Set<UInt64> = []
    var ids: Set<String> = []
    for side in sides { ids.formUnion(try candidates(for: side)) }
    for id in ids {
      guard let run = try? run(id) else { continue }
      if sides.contains(where: { (try? $0.includes(run)) == true }) {
        seeds.insert(run.record.seed)
      }
    }
    return seeds
  }

  /// The ids of runs whose definition agrees in what most definitions differ in.
  private func candidates(for side: DecisionPlan.Side) throws(RunError) -> [String] {
    let paths = ["dataset.name", "training.epochs", "training.batch_size", "optimizer.type"]
    let known = paths.compactMap { path in
      side.definition[path: JSONPath(path)].map { (QueryField(path), $0) }
    }
    let conditions = known.enumerated().map { number, field in
      QueryCondition.compare(number, .equal, [field.1])
    }
    let condition = conditions.dropFirst().reduce(conditions.first) { both, next in
      both.map { .both($0, next) }
    }
    return try findIDs(RunSearch(condition, known.map(\.0), order: nil, limit: .max)).ids
  }

  /// Returns the first seed of so many in a row of which none is used: 1, or the next after used
  /// ones.
  package static func firstFreshSeed(of count: Int, used: Set<UInt64>) -> Int {
    var first = 1
    for seed in used.compactMap({ Int(exactly: $0) }).sorted() where seed >= first {
      if seed - first >= count { break }
      first = seed + 1
    }
    return first
  }

  /// Finds the runs that need not be trained again, in one scan.
  ///
  /// - Throws: a `RunError` if `runs/` cannot be read.
  package func endedRuns() throws(RunError) -> EndedRuns {
    let states: [RunState] = [.finished, .diverged]
    let condition = QueryCondition.compare(0, .oneOf, states.map { .string($0.rawValue) })
    let search = RunSearch(
      condition, [.fact(.state)], order: RunOrder("started,id"), limit: .max)
    var ids: [String: String] = [:]
    var diverged: [String: String] = [:]
    for run in try find(search).runs {
      if run.state == .finished {
        ids[run.runKey] = ids[run.runKey] ?? run.id
      } else {
        diverged[run.runKey] = run.id
      }
    }
    return EndedRuns(ids: ids.merging(diverged) { finished, _ in finished })
  }
}

/// The runs that have ended, by their keys: of each the first finished one, else the newest that
/// diverged, since another would diverge at the same step.
package struct EndedRuns: Sendable {
  fileprivate let ids: [String: String]

  /// Returns the run with this key; nil if none has ended.
  ///
  /// - Throws: a `RunError` if it cannot be read.
  package func run(key: String, in store: RunStore) throws(RunError) -> Run? {
    try ids[key].map { (id) throws(RunError) in try store.run(id) }
  }
}

extension DecisionPlan.Side {
  /// Whether a run is one of this side, on the data of the plan.
  ///
  /// - Throws: a `RunError` if its definition cannot be read.
  package func includes(_ run: Run) throws(RunError) -> Bool {
    guard run.record.imported == nil, run.record.parent == nil else { return false }
    return run.record.key(of: try run.definition().withoutSeed) == key
  }
}
