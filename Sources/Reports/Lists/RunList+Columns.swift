package import Datasets
import Experiments
package import Runs

extension RunList {
  /// The table of the columns that were asked for.
  ///
  /// - Parameter now: what times are told against; nil: as the time itself.
  package static func table(
    of runs: [QueriedRun], columns: RunColumns, now: Timestamp?
  ) -> Table {
    let fields = columns.fields
    let rows = runs.map { run in fields.map { cell(run, $0, now) } }
    let titles = zip(columns.names, fields).enumerated().map { index, column in
      let isText = rows.contains { $0[index].value.string != nil }
      return Table.Column(
        column.0, align: isText || column.1.isTime ? .left : .right, importance: -index)
    }
    return Table(titles, rows: rows)
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

  /// What stands instead of an empty table.
  ///
  /// - Parameter count: the runs there are.
  package static func nothing(of count: Int) -> Remedy {
    count == 0
      ? "no runs yet; make one: \(command: .run(experiment: "EXPERIMENT"))"
      : "no run matches, of \(count) in runs/"
  }

  /// What is said of the runs that a limit left out.
  ///
  /// - Parameter all: the runs there are, where those found were chosen among them.
  package static func rest(shown: Int, of found: Int, amongAll all: Int?) -> String {
    guard let all else {
      return "\(shown) of \(found) runs; all of them: --limit \(found)"
    }
    return "\(shown) of \(found) matching runs, of \(all) in runs/; the others: --limit \(found)"
  }
}
