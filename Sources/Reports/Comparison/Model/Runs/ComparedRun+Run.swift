import Experiments
package import Runs

extension ComparedRun {
  /// Reads the values that a comparison uses from a run's folder.
  ///
  /// - Throws: `RunError` if the definition or the metrics cannot be read. Other missing files are
  ///   left out of the comparison.
  package init(_ run: Run) throws {
    let summary = try run.summary()
    let experiment = try? run.resolvedExperiment()
    let first = try? run.checkpoint(step: 0)
    let (ancestors, missing) = Ancestor.all(of: run)
    self.init(
      id: run.id, experiment: run.record.experiment,
      definition: run.record.imported == nil ? try run.definition() : nil,
      runKey: run.record.runKey, sweep: run.record.sweep?.name, host: run.record.provenance.host,
      isFinished: run.state == .finished, metrics: try run.metrics(),
      initialWeights: first?.weightsSHA256,
      predictions: try run.predictions(),
      parameters: experiment?.parameterCount,
      seconds: run.record.imported == nil ? summary.totalSeconds : nil,
      examplesPerSecond: summary.examplesPerSecond,
      dataSHA256: run.record.imported == nil ? run.record.dataSHA256 : nil,
      tags: run.record.tags, ancestors: ancestors)
    missingAncestor = missing
    hasDiverged = run.state == .diverged
  }
}
