import Datasets
package import Experiments
import Files
import Tables

/// Another program's log as the rows of a metrics.csv.
///
/// One column counts epochs or steps, the others are metrics. Rows of one epoch or step that have
/// only some of the values are merged. Names of other tools are converted to bench's own, such as
/// `val_loss` to `validation_loss`. `notes` has the decisions that were made.
package struct ImportedTable: Hashable, Sendable {
  package private(set) var metrics: MetricsTable
  /// Columns that have another name here, in the file's order.
  package let renamed: [Renaming]
  /// Whether rows are counted because there is no column of whole epochs.
  package let countsRows: Bool
  /// What was left out, merged or counted, one sentence each.
  package let notes: [String]

  /// A column's name in the file and here.
  package struct Renaming: Hashable, Sendable {
    package let old: String
    package let new: String
  }

  /// The bytes of the metrics.csv to write.
  let bytes: [UInt8]

  /// - Parameters:
  ///   - file: the file's path, which names the metric of a download of TensorBoard.
  ///   - statements: which values are better, for metrics whose name does not say it, by the
  ///     column's name in the file or here.
  /// - Throws: an `ImportProblem` with the position in the file and what is wrong there.
  package init(
    parsing bytes: [UInt8], file: String = "", statements: [MetricStatement] = []
  ) throws(ImportProblem) {
    var log = try ForeignLog(parsing: bytes)
    try log.readDownload(named: file)
    let columns = try ForeignColumns(of: log)
    let rows = try ForeignRows(log, columns)
    renamed = columns.metrics.filter { $0.old != $0.new }.map { Renaming(old: $0.old, new: $0.new) }
    countsRows = rows.countsRows
    notes = log.notes + columns.notes + rows.notes
    self.bytes = Self.text(rows, columns)
    do {
      metrics = try MetricsTable(parsing: self.bytes)
    } catch {
      throw ImportProblem(.file, error.problem)
    }
    metrics.statedDirections = try Self.directions(statements, columns)
  }

  private static func text(_ rows: ForeignRows, _ columns: ForeignColumns) -> [UInt8] {
    let hasSteps = columns.step != nil
    let header =
      ["epoch"] + (hasSteps ? ["step"] : []) + columns.metrics.map(\.new)
      + (columns.digest == nil ? [] : ["weights_digest"])
    return CSVRow(header).line
      + rows.rows.enumerated().flatMap { index, row in
        var line = CSVRow()
        line.append(rows.countsRows ? index + 1 : Int(row.epoch ?? 0))
        if hasSteps { line.append(row.step ?? 0) }
        for cell in row.cells { line.append(cell.number ?? .nan) }
        if columns.digest != nil { line.append(row.digest) }
        return line.line
      }
  }

  private static func directions(
    _ statements: [MetricStatement], _ columns: ForeignColumns
  ) throws(ImportProblem) -> [String: MetricDirection] {
    var directions: [String: MetricDirection] = [:]
    for statement in statements {
      let names = columns.metrics.flatMap { [$0.old, $0.new] }
      let found = columns.metrics.first { $0.new == statement.name || $0.old == statement.name }
      guard let name = found?.new else {
        throw ImportProblem(
          .file, "no column of a metric is called \(quoted(statement.name))",
          advice: didYouMean(nearestNames(to: statement.name, among: names)).map { [Remedy($0)] }
            ?? [])
      }
      let known = MetricStatement(name: name, direction: statement.direction).contradiction
      let isSaidTwice = directions[name].map { $0 != statement.direction } ?? false
      if let problem = known ?? (isSaidTwice ? "\(quoted(name)): both directions are given" : nil) {
        throw ImportProblem(.file, "--metric: \(problem)")
      }
      directions[name] = statement.direction
    }
    return directions
  }
}

extension ImportedTable {
  /// Reads a file that a person named; `-` is standard input. Of a folder, TensorBoard's event files
  /// in the order of their names, one after the other.
  ///
  /// - Throws: `RunError` if it cannot be read.
  package static func read(_ path: String) throws(RunError) -> [UInt8] {
    if InputFile.kind(of: path) == .folder { return try readEvents(inFolder: path) }
    do {
      return try InputFile.read(path, limit: Run.maximumTableBytes)
    } catch {
      throw RunError(.failed, "\(path == "-" ? "standard input" : path.printable): \(error)")
    }
  }

  private static func readEvents(inFolder path: String) throws(RunError) -> [UInt8] {
    let folder = try RunFolder(path: path, files: SystemFiles())
    let names = try folder.names().filter { $0.contains("tfevents") }
    guard !names.isEmpty else {
      throw RunError(
        .usage, "\(path.printable) is a folder without an event file",
        advice: ["name a log, or the folder of one run of TensorBoard"])
    }
    var bytes: [UInt8] = []
    for name in names {
      bytes += try folder.read(name, limit: Run.maximumTableBytes - bytes.count)
    }
    return bytes
  }

  /// `keras-lenet imported: 12 rows of train_loss, test_accuracy`
  package func summary(id: String) -> String {
    let names = metrics.metricNames
    let more = names.count > 20 ? " and \(names.count - 20) more" : ""
    return "\(id) imported: \(metrics.count == 1 ? "1 row" : "\(metrics.count) rows") of "
      + names.prefix(20).joined(separator: ", ") + more
  }

  /// Metrics that can only be named as `last:NAME`, because the name already has another meaning.
  package var hiddenMetrics: [String] {
    metrics.metricNames.filter { QueryField($0) != .last($0) }
  }

  /// Metrics whose better values are not known.
  package var metricsOfUnknownDirection: [String] {
    metrics.metricNames.filter { metrics.direction(of: $0) == nil }
  }
}
