package import Runs
import Tables

/// The metrics of runs in long form: one row for each run, epoch and metric.
package struct MetricsExport {
  /// The table as RFC 4180 says, with line feeds.
  package private(set) var bytes = CSVRow(["run", "epoch", "step", "metric", "value"]).line

  package init() {}

  /// Adds the rows of a run, epoch by epoch in the order of its columns.
  ///
  /// - Parameter metrics: the rows of its metrics.csv.
  package mutating func add(_ metrics: MetricsTable, of run: String) {
    let columns = metrics.metricNames.map { ($0, metrics.values(of: $0) ?? []) }
    for (row, epoch) in metrics.epochs.enumerated() {
      for (name, values) in columns {
        var line = CSVRow([run])
        line.append(epoch)
        line.append(metrics.steps[row])
        line.append(name)
        line.append(values[row])
        bytes += line.line
      }
    }
  }
}
