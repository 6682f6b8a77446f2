import Files
import Tables

/// The rows of a timing.csv: how long each epoch took.
package struct TimingTable: Hashable, Sendable {
  /// A column of timing.csv, in the order of the file.
  private enum Column: Int {
    case epoch
    case seconds
    case examplesPerSecond
  }

  package static let columns = ["epoch", "seconds", "examples_per_second"]

  package struct Row: Hashable, Sendable {
    package var epoch: Int
    /// Wall seconds, training and evaluating.
    package var seconds: Double
    /// Training examples a wall second of training.
    package var examplesPerSecond: Double

    package init(epoch: Int, seconds: Double, examplesPerSecond: Double) {
      self.epoch = epoch
      self.seconds = seconds
      self.examplesPerSecond = examplesPerSecond
    }

    /// The row's text, to the microsecond and to a tenth of an example.
    var text: CSVRow {
      var row = CSVRow()
      row.append(epoch)
      row.append((seconds * 1e6).rounded() / 1e6)
      row.append((examplesPerSecond * 10).rounded() / 10)
      return row
    }
  }

  package private(set) var rows: [Row] = []

  package init() {}

  package var totalSeconds: Double { rows.reduce(0) { $0 + $1.seconds } }

  /// The mean over all epochs, which have the same number of examples; nil before the first.
  package var examplesPerSecond: Double? {
    let rates = rows.map(\.examplesPerSecond).filter { $0 > 0 && $0.isFinite }
    if rates.isEmpty { return nil }
    return Double(rates.count) / rates.reduce(0) { $0 + 1 / $1 }
  }

  mutating func append(_ row: Row) {
    rows.append(row)
  }

  /// Reads the rows of complete lines up to the first invalid one. Times are not important enough
  /// to refuse a file.
  package init(parsing bytes: [UInt8], upToEpoch last: Int = .max) {
    let lines = CSVLines(bytes)
    guard lineOfTooManyMarks(in: bytes) == nil, lines.first == Self.columns else { return }
    for cells in lines.dropFirst() {
      guard cells.count == Self.columns.count, let epoch = Int(cells[Column.epoch.rawValue]),
        let seconds = Double(cells[Column.seconds.rawValue]),
        let rate = Double(cells[Column.examplesPerSecond.rawValue]), epoch <= last
      else { return }
      rows.append(Row(epoch: epoch, seconds: seconds, examplesPerSecond: rate))
    }
  }

  /// The whole file.
  var bytes: [UInt8] { CSVRow(Self.columns).line + rows.flatMap(\.text.line) }
}
