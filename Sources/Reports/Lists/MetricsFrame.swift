import Experiments
package import JSON
package import Runs
import Tables

/// All metrics of many runs in long form: a row is one value of one metric of one epoch, with the
/// settings in which the runs differ.
package struct MetricsFrame: Sendable {
  /// A row before anyone decided how it is written.
  package struct Row: Hashable, Sendable {
    let epoch: Int
    let step: Int
    let metric: String
    let value: Double
  }

  /// The settings that are not the same in all runs, with a value for each run.
  private let settings: [DefinitionDifference]
  private let ids: [String]
  /// nil: all of them.
  private let metrics: Set<String>?

  /// - Parameters:
  ///   - definitions: the definition of each run; nil for an imported run.
  ///   - metrics: the metrics to write, `learning_rate` among them if wanted; nil for all metrics.
  package init(ids: [String], definitions: [JSONValue?], metrics: Set<String>?) {
    self.ids = ids
    self.metrics = metrics
    settings = DefinitionDifference.differences(among: definitions).differing
  }

  /// The names of the columns. Those of settings are paths as `--where` takes them.
  package var columns: [String] {
    ["run", "epoch", "step", "metric", "value"] + settings.map(\.path)
  }

  /// Returns the rows of a run, epoch by epoch.
  package func rows(of table: MetricsTable) -> [Row] {
    let names =
      metrics.map { metrics in table.columns.filter(metrics.contains) } ?? table.metricNames
    let values = names.map { table.values(of: $0) ?? [] }
    return table.epochs.indices.flatMap { row in
      names.indices.map { column in
        Row(
          epoch: table.epochs[row], step: table.steps[row], metric: names[column],
          value: values[column][row])
      }
    }
  }

  /// The header of a CSV file.
  package var csvHeader: [UInt8] { CSVRow(columns.map(\.withoutFormula)).line }

  /// Returns rows as CSV. A number has all its digits, or is `nan`, `inf` or `-inf`; a setting that
  /// a run does not have is empty.
  package func csv(_ rows: [Row], of run: Int) -> [UInt8] {
    let settings = cells(of: run).map { $0?.csvText ?? "" }
    return rows.flatMap { row in
      var line = CSVRow([ids[run]])
      line.append(row.epoch)
      line.append(row.step)
      line.append(row.metric.withoutFormula)
      line.append(row.value)
      for setting in settings { line.append(setting) }
      return line.line
    }
  }

  /// Returns rows as one JSON object per line, in the order of the columns. A value that is no
  /// finite number is null.
  package func jsonLines(_ rows: [Row], of run: Int) -> String {
    let names = columns.map { JSONValue.string($0).canonicalText }
    let settings = cells(of: run).map { ($0 ?? .null).canonicalText }
    return rows.map { row in
      let values =
        [
          JSONValue.string(ids[run]), .integer(row.epoch), .integer(row.step),
          .string(row.metric), row.value.isFinite ? .number(row.value) : .null,
        ].map(\.canonicalText) + settings
      return "{" + zip(names, values).map { "\($0):\($1)" }.joined(separator: ",") + "}\n"
    }.joined()
  }

  /// An empty table for people, and for JSON.
  package var table: Table {
    Table(
      [
        .init("run", align: .left, importance: Table.Column.neverDropped),
        .init("epoch", importance: Table.Column.neverDropped), .init("step", importance: 0),
        .init("metric", align: .left, importance: Table.Column.neverDropped),
        .init("value", importance: Table.Column.neverDropped),
      ] + settings.map { .init($0.path) })
  }

  /// Adds rows to a table that `table` returned.
  package func append(_ rows: [Row], of run: Int, to table: inout Table) {
    let settings = cells(of: run).map { value -> Cell in
      guard let value else { return .absent }
      return .text(value.string ?? value.canonicalText, value: value)
    }
    for row in rows {
      table.append(
        [
          .text(ids[run]), .integer(row.epoch), .integer(row.step), .text(row.metric),
          .text(
            shortestText(row.value), value: row.value.isFinite ? .number(row.value) : .null),
        ] + settings)
    }
  }

  private func cells(of run: Int) -> [JSONValue?] { settings.map { $0.values[run] } }
}
