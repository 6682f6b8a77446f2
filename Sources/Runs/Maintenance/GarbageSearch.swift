import Experiments
import Files
import JSON

/// The runs that may have garbage.
struct GarbageSuspects {
  /// The ids of runs, the newest first.
  let runs: [String]
  /// Folders that are no runs, in natural order.
  let folders: [String]
  /// The errors of the runs that cannot be read.
  let unreadable: [RunError]
}

/// A checkpoint that another run starts from.
struct ForkedStep: Hashable {
  let run: String
  let step: Int

  init(run: String, step: Int) {
    self.run = run
    self.step = step
  }

  init(_ parent: RunParent) {
    self.init(run: parent.run, step: parent.source.step)
  }
}

extension RunStore {
  /// Finds the runs that may have garbage. A run is not opened if the index, or its files, and the
  /// names in its folders show that it has none.
  func suspects(in runs: RunFolder) throws(RunError) -> GarbageSuspects {
    var visitor = GarbageVisitor(in: runs)
    let runCounts = try scan(&visitor)
    return GarbageSuspects(
      runs: visitor.suspects.sorted { $0.precedes($1, by: nil) }.map(\.id),
      folders: runCounts.foldersWithoutRun.sorted(by: precedesNaturally),
      unreadable: runCounts.unreadable)
  }

  /// The checkpoints that other runs start from.
  func forkedSteps(in runs: RunFolder) throws(RunError) -> Set<ForkedStep> {
    var steps: Set<ForkedStep> = []
    for id in try lineage().forkedIDs {
      // A run that cannot be read now is reported by the search.
      guard let parent = try? listed(id, in: runs)?.get().record.parent else { continue }
      steps.insert(ForkedStep(parent))
    }
    return steps
  }
}

private struct GarbageVisitor: RunVisitor {
  let fields: [QueryField] =
    [.fact(.id), .fact(.started)]
    + ["checkpoint.keep_last", "checkpoint.best"].map { QueryField($0) }
  let wantsDefinition = true
  private let runs: RunFolder
  private(set) var suspects: [RunRank] = []

  init(in runs: RunFolder) {
    self.runs = runs
  }

  mutating func visit(_ run: ScannedRun) -> Bool {
    guard let id = run.value(0)?.string, let started = run.value(1)?.int else { return false }
    let metric = run.value(3)?.string
    let policy = metric.flatMap(MetricName.init).map {
      CheckpointPolicy(keepLast: max(0, run.value(2)?.int ?? 0), best: $0)
    }
    let isClean = try? runs.folder(id).hasNoGarbage(
      by: policy, best: metric.flatMap(run.bestStep))
    if isClean != true { suspects.append(RunRank(values: [], startedAt: started, id: id)) }
    return true
  }

  mutating func add(_ other: GarbageVisitor) { suspects += other.suspects }
}

extension RunFolder {
  /// Whether a run's folder certainly has nothing to free, assuming that its first checkpoint is
  /// that of step 0.
  ///
  /// - Parameters:
  ///   - policy: that of its checkpoints; nil if it is not known.
  ///   - best: the step of the best checkpoint.
  fileprivate func hasNoGarbage(
    by policy: CheckpointPolicy?, best: Int?
  ) throws(RunError) -> Bool {
    let names = try names()
    if names.contains(where: { $0.hasPrefix(scratchPrefix) }) { return false }
    guard names.contains(CheckpointName.folder) else { return true }
    let saved = try folder(CheckpointName.folder).names()
    if saved.contains(where: { $0.hasPrefix(scratchPrefix) }) { return false }
    let steps = saved.compactMap(CheckpointName.step).sorted()
    return policy?.obsolete(among: steps, usable: steps, best: best).isEmpty ?? steps.isEmpty
  }
}
