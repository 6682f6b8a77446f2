import Datasets
import Experiments
import Files

/// The run a person means, and the step where a checkpoint's path says one.
package struct RunSelection: Sendable {
  package let run: Run
  package let step: Int?
}

extension RunStore {
  /// Finds the run that an argument names: an exact id, an experiment's name (its newest run), a
  /// unique prefix, `latest`, `best:METRIC`, or a path to a run's folder or checkpoint.
  ///
  /// - Throws: a `RunError` of kind `usage` with the nearest id where there is none, and one of what
  ///   has exactly that name and cannot be read.
  package func resolve(_ argument: String) throws(RunError) -> RunSelection {
    if let path = RunPath(argument) {
      return RunSelection(run: try run(path.id), step: path.step)
    }
    if let run = try exact(argument) { return RunSelection(run: run, step: nil) }
    return RunSelection(run: try run(try id(of: argument, lineage)), step: nil)
  }

  /// The run that an argument names, and the ids of those that were forked from it, the newest
  /// first.
  package func resolveWithForks(
    _ argument: String
  ) throws(RunError) -> (run: Run, forks: [String]) {
    let lineage = try lineage()
    let named =
      if let path = RunPath(argument) { try self.run(path.id) } else { try exact(argument) }
    let run =
      if let named { named } else {
        try self.run(try id(of: argument) { () throws(RunError) in lineage })
      }
    return (run, lineage.forks(of: run.id))
  }

  /// The run with exactly this id; nil where nothing but a folder that is no run has the name.
  ///
  /// - Throws: `RunError` where a run or a link of that name cannot be read: another run, of which
  ///   the name is the start, is not meant.
  private func exact(_ id: String) throws(RunError) -> Run? {
    guard RunID.isValid(id), let runs = try runsFolder() else { return nil }
    let kind = try runs.status(of: id)?.kind
    guard kind == .symbolicLink || Self.isRun(id, in: runs) else { return nil }
    if let run = try? run(id) { return run }
    // It cannot be read; or, where the file system ignores letter case, is another one's folder.
    return try runs.names().contains(id) ? try run(id) : nil
  }

  /// Whether anything in `runs/` has exactly this name, a run or not.
  package func hasEntry(_ name: String) throws(RunError) -> Bool {
    guard RunID.isValid(name), let runs = try runsFolder() else { return false }
    return try runs.names().contains(name)
  }

  /// Refuses the start of an id where something else has exactly that name.
  private func refuseEntry(_ name: String) throws(RunError) {
    guard try hasEntry(name), let runs = try runsFolder() else { return }
    let isFolder = try runs.status(of: name)?.kind == .folder
    throw RunError(
      .usage,
      isFolder
        ? "\(runs.path(of: name)) is no run: it has no \(Run.recordFile)"
        : "\(runs.path(of: name)) is no run: it is no folder",
      advice: ["all runs: \(command: .runs()); what can be freed: \(command: .listGarbage)"])
  }

  /// The id of what is no exact one.
  private func id(
    of argument: String, _ lineage: () throws(RunError) -> RunLineage
  ) throws(RunError) -> String {
    if argument == RunID.newest {
      if let newest = try lineage().newest { return newest.id }
      throw RunError(
        .usage, "no runs yet", advice: ["make one: \(command: .run(experiment: "EXPERIMENT"))"])
    }
    if argument.hasPrefix("best:") { return try best(String(argument.dropFirst("best:".count))) }
    if ExperimentLibrary.isName(argument),
      let newest = try lineage().newestOfExperiment[argument]
    {
      return newest.id
    }
    try refuseEntry(argument)
    let matches =
      argument.isEmpty
      ? [] : try ids { $0.hasPrefix(argument) }.sorted(by: precedesNaturally)
    if matches.count == 1 { return matches[0] }
    if matches.count > 1 {
      let shown = matches.prefix(5).joined(separator: ", ")
      let more = matches.count > 5 ? ", …" : ""
      throw RunError(
        .usage, "\(quoted(argument)) is the start of \(matches.count) runs",
        advice: ["which one? \(shown)\(more)"])
    }
    throw unknown(argument, among: try ids())
  }

  /// The id of the newest run of an experiment; nil where there is none.
  package func newest(of experiment: String) throws(RunError) -> String? {
    try lineage().newestOfExperiment[experiment]?.id
  }

  /// The run whose best value of a metric is best; the newest of equals.
  ///
  /// - Throws: a `RunError` of kind `usage` where no run has the metric, and where nobody knows
  ///   which of its values are better.
  private func best(_ metric: String) throws(RunError) -> String {
    let field = QueryField.best(metric)
    // Of a metric whose name does not say it, the runs must first be asked which values are better.
    let runCounts =
      Metric(metric).direction == nil ? try find(RunSearch(limit: 1)).runCounts : RunCounts()
    if let direction = try? runCounts.fields.direction(of: metric) {
      let order = RunOrder(best: metric, direction)
      let found = try find(RunSearch(order: order, limit: 1, showing: [field]))
      if let best = found.runs.first, best.value(of: field) != nil { return best.id }
      throw noRun(bestOf: metric, found.runCounts)
    }
    throw noRun(bestOf: metric, runCounts)
  }

  private func noRun(bestOf metric: String, _ runCounts: RunCounts) -> RunError {
    if runCounts.metrics.contains(metric) {
      do throws(UnknownField) {
        _ = try runCounts.fields.direction(of: metric)
      } catch {
        return RunError(.usage, error.problem, advice: error.advice)
      }
    }
    let nearest = nearestNames(to: metric, among: Array(runCounts.metrics))
    return RunError(
      .usage, "best:\(metric): no run has a metric \(quoted(metric))",
      advice: didYouMean(nearest.map { "best:" + $0 }).map { [Remedy($0)] } ?? [])
  }

  func unknown(_ argument: String, among ids: [String]) -> RunError {
    RunError(
      .usage, "no run \(quoted(argument)) in \(workspace.printedRuns)",
      advice: [
        didYouMean(
          nearestNames(to: argument, among: ids), then: "all \(ids.count): \(command: .runs())")
      ])
  }
}

/// A path to a run's folder, or to a file in its `checkpoints/`.
package struct RunPath: Hashable, Sendable {
  package let id: String
  package let step: Int?
  /// The workspace's path, as far as the path says: `` for `runs/a-001`.
  package let workspace: String

  /// Takes `…/runs/ID` and `…/runs/ID/checkpoints/step-00000079.safetensors`; nil for all else.
  package init?(_ path: String) {
    var parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    let root = path.hasPrefix("/") ? "/" : ""
    if let last = parts.last, let step = CheckpointName.step(ofFile: last) {
      guard parts.count >= 3, parts[parts.count - 2] == CheckpointName.folder else { return nil }
      self.step = step
      parts.removeLast(2)
    } else {
      step = nil
    }
    guard parts.count >= 2, parts[parts.count - 2] == "runs", let id = parts.last,
      RunID.isValid(id)
    else { return nil }
    self.id = id
    workspace = root + parts.dropLast(2).joined(separator: "/")
  }
}
