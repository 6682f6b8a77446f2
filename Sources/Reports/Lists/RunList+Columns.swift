package import Datasets
import Experiments
import JSON
package import Runs

extension RunList {
  /// Returns the table with the requested columns.
  ///
  /// - Parameters:
  ///   - order: the order of the runs. Columns with its fields are never dropped.
  ///   - now: the moment that times are relative to; nil for absolute times.
  package static func table(
    of runs: [QueriedRun], columns: RunColumns, sortedBy order: RunOrder?, now: Timestamp?
  ) -> Table {
    let sorted = order?.fields ?? []
    let filled = zip(columns.names, columns.fields).enumerated().map { index, column in
      let (name, field) = column
      let importance = sorted.contains(field) ? Table.Column.neverDropped : -index
      return filledColumn(name, field, of: runs, importance: importance, now)
    }
    let rows = runs.indices.map { run in filled.map { $0.cells[run] } }
    return Table(filled.map(\.column), rows: rows)
  }

  /// Returns the table with an additional column, which is never dropped, for each field of the
  /// order.
  ///
  /// - Parameter shown: the fields of the table's columns, in their order; nil for a column without
  ///   a field.
  func addingSortedColumns(
    to table: Table, showing shown: [QueryField?], _ now: Timestamp?
  ) -> Table {
    guard let order else { return table }
    var columns = table.columns
    for index in columns.indices {
      guard let field = shown[index], order.fields.contains(field) else { continue }
      columns[index].importance = Table.Column.neverDropped
    }
    var seen = Set(shown.compactMap { $0 })
    let added = zip(order.names, order.fields).filter { seen.insert($0.1).inserted }
      .map { name, field in
        Self.filledColumn(name, field, of: entries, importance: Table.Column.neverDropped, now)
      }
    let rows = zip(table.records, entries.indices).map { cells, run in
      cells + added.map { $0.cells[run] }
    }
    return Table(columns + added.map(\.column), rows: rows)
  }

  private static func filledColumn(
    _ name: String, _ field: QueryField, of runs: [QueriedRun], importance: Int, _ now: Timestamp?
  ) -> (column: Table.Column, cells: [Cell]) {
    let cells = runs.map { cell($0, field, now) }
    let isLeft = field.isTime || cells.contains { $0.value.string != nil }
    return (Table.Column(name, align: isLeft ? .left : .right, importance: importance), cells)
  }

  private static func cell(_ run: QueriedRun, _ field: QueryField, _ now: Timestamp?) -> Cell {
    guard let value = run.value(of: field) else { return .absent }
    switch field {
    case .last, .best: return .metric(value.double)
    case .fact(.seconds): return .number(value.double, decimals: 1)
    case .fact(.examplesPerSecond): return .number(value.double, decimals: 0)
    case .fact(.state): return .text(run.state.rawValue, tone: run.state.tone)
    case .fact(.started), .fact(.finished):
      guard let milliseconds = value.int else { return .absent }
      let time = Timestamp(milliseconds: milliseconds)
      let words = now.map { time.words(at: $0, isRunning: false) } ?? time.iso8601Seconds
      return .text(words, value: .string(time.iso8601))
    case .fact(.tags):
      let tags = value.array?.compactMap { $0.string } ?? []
      return tags.isEmpty ? .absent : .text(tags.joined(separator: " "), value: value)
    case .fact, .definition:
      return .text(value.string ?? value.canonicalText, value: value)
    }
  }

  /// Returns the message that replaces an empty table.
  ///
  /// - Parameter count: the number of runs.
  package static func nothing(of count: Int) -> Remedy {
    count == 0
      ? "no runs yet; make one: \(command: .run(experiment: "EXPERIMENT"))"
      : "no run matches, of \(count) in runs/"
  }

  /// Returns the message about the runs that a limit left out.
  ///
  /// - Parameter all: the number of all runs, if those found are a selection.
  package static func rest(shown: Int, of found: Int, amongAll all: Int?) -> String {
    guard let all else {
      return "\(shown) of \(found) runs; all of them: --limit \(found)"
    }
    return "\(shown) of \(found) matching runs, of \(all) in runs/; the others: --limit \(found)"
  }
}
