import Datasets
import Experiments
import Files

/// The run that a person means, and the step if the argument is the path of a checkpoint.
package struct RunSelection: Sendable {
  package let run: Run
  package let step: Int?
}

extension RunStore {
  /// Finds the run that an argument names: an exact id, an experiment's name (its newest run), a
  /// unique prefix, `latest`, `best:METRIC`, or a path to a run's folder or checkpoint.
  ///
  /// - Parameter asWeights: whether only the run's weights are wanted. The advice then names a
  ///   checkpoint file, which may be of another workspace.
  /// - Throws: a `RunError` of kind `usage` with the nearest id if there is none, and the error of
  ///   a run with exactly that name that cannot be read.
  package func resolve(
    _ argument: String, asWeights: Bool = false
  ) throws(RunError) -> RunSelection {
    if let path = try path(argument, asWeights: asWeights) {
      return RunSelection(run: try run(path.id), step: path.step)
    }
    if let run = try exact(argument) { return RunSelection(run: run, step: nil) }
    return RunSelection(run: try run(try id(of: argument, lineage)), step: nil)
  }

  /// Finds the run that an argument names, and the ids of its forks, the newest first.
  package func resolveWithForks(
    _ argument: String
  ) throws(RunError) -> (run: Run, forks: [String]) {
    let lineage = try lineage()
    let named =
      if let path = try path(argument) { try self.run(path.id) } else { try exact(argument) }
    let run =
      if let named { named } else {
        try self.run(try id(of: argument) { () throws(RunError) in lineage })
      }
    return (run, lineage.forks(of: run.id))
  }

  /// Returns the run with exactly this id; nil if there is none or only a folder that is not a run.
  ///
  /// - Throws: `RunError` if a run or a link with that name cannot be read. A run whose id begins
  ///   with the name is then not meant.
  private func exact(_ id: String) throws(RunError) -> Run? {
    guard RunID.isValid(id), let runs = try runsFolder() else { return nil }
    let kind = try runs.status(of: id)?.kind
    guard kind == .symbolicLink || Self.isRun(id, in: runs) else { return nil }
    if let run = try? run(id) { return run }
    // It cannot be read, or it is another run's folder if the file system ignores letter case.
    return try runs.names().contains(id) ? try run(id) : nil
  }

  /// Whether anything in `runs/` has exactly this name, a run or not.
  package func hasEntry(_ name: String) throws(RunError) -> Bool {
    guard RunID.isValid(name), let runs = try runsFolder() else { return false }
    return try runs.names().contains(name)
  }

  /// Refuses the beginning of an id if something else has exactly that name.
  private func refuseEntry(_ name: String) throws(RunError) {
    guard try hasEntry(name), let runs = try runsFolder() else { return }
    let isFolder = try runs.status(of: name)?.kind == .folder
    throw RunError(
      .usage,
      isFolder
        ? "\(runs.path(of: name)) is not a run: it has no \(Run.recordFile)"
        : "\(runs.path(of: name)) is not a run: it is not a folder",
      advice: ["all runs: \(command: .runs()); what can be freed: \(command: .listGarbage)"])
  }

  /// Returns the id for an argument that is not an exact id.
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

  /// Returns the id of the newest run of an experiment; nil if there is none.
  package func newest(of experiment: String) throws(RunError) -> String? {
    try lineage().newestOfExperiment[experiment]?.id
  }

  /// Returns the run with the best value of a metric; the newest if several are equal.
  ///
  /// - Throws: a `RunError` of kind `usage` if no run has the metric, or if it is not known which
  ///   of its values are better.
  private func best(_ metric: String) throws(RunError) -> String {
    let field = QueryField.best(metric)
    // For a metric whose name does not say which values are better, the runs must be asked first.
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
