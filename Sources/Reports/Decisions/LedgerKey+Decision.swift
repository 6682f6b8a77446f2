import Experiments
import JSON
package import Runs

extension LedgerKey {
  /// What a decision asks of its test part; nil if its metric is not one of the test part.
  ///
  /// - Parameter dataSHA256: the digest of the data files.
  package init?(_ plan: DecisionPlan, _ metric: DecisionMetric, dataSHA256: String) {
    let sides = [plan.demand.base, plan.demand.other]
    let runs = sides.map {
      ComparedRun(planned: $0.definition, of: $0.experiment, key: $0.key, dataSHA256: dataSHA256)
    }
    self.init(runs, metric: metric.name.rawValue, by: "decide \(plan.id)")
  }
}

extension ComparedRun {
  /// A run that is not trained yet, for rules that ask only for definitions and data.
  init(planned definition: JSONValue, of experiment: String, key: String, dataSHA256: String) {
    self.init(
      id: experiment, experiment: experiment, definition: definition, runKey: key, host: "",
      isFinished: false, metrics: MetricsTable(columns: []), dataSHA256: dataSHA256)
  }
}
