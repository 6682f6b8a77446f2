import Experiments
import JSON
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
    let definition =
      run.record.imported == nil
      ? try run.definition().withoutRangesOfFolds(run.record.data?.defaultRanges ?? []) : nil
    self.init(
      id: run.id, experiment: run.record.experiment,
      definition: definition,
      runKey: run.record.runKey, sweep: run.record.sweep, host: run.record.provenance.host,
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

extension JSONValue {
  /// The definition of a run on a fold without the ranges that were filled in. They are as long as
  /// the fold, so that they differ between folds although nobody asked for that. Other definitions
  /// remain as they are.
  func withoutRangesOfFolds(_ ranges: [JSONPath]) -> JSONValue {
    guard case .object(var members) = self, case .object(var dataset)? = members["dataset"],
      dataset["folds"]?.object != nil, case .object(var subset)? = dataset["subset"]
    else { return self }
    for name in subset.keys where ranges.contains(JSONPath("dataset.subset.\(name)")) {
      subset[name] = .null
    }
    dataset["subset"] = .object(subset)
    members["dataset"] = .object(dataset)
    return .object(members)
  }
}
