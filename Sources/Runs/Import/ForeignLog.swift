import Datasets
import Experiments
import Files
import Tables

/// The log of another program as it is in its file: named columns and rows of texts.
struct ForeignLog {
  struct Row {
    let place: ImportProblem.Place
    var cells: [String]
  }

  var columns: [String]
  var rows: [Row]
  /// How the file was read, one sentence each.
  var notes: [String] = []
  /// The line of the header in a file of lines, 0 if it has none; nil for any other file.
  var headerLine: Int?

  /// Reads a table (CSV, also with semicolons or tabs) or JSON: a list of objects, one object per
  /// line, a list for each column, or Hugging Face's trainer_state.json; or the scalars of a
  /// TensorBoard event file.
  ///
  /// - Throws: an `ImportProblem` for any other file.
  init(parsing bytes: [UInt8]) throws(ImportProblem) {
    if EventRecords.begins(bytes) {
      self = try ForeignLog(events: bytes)
      return
    }
    let text = try Self.text(bytes)
    if let line = lineOfTooManyMarks(in: text) {
      throw ImportProblem(.line(line), "too many combining marks in a row")
    }
    let start = text.first { !" \t\r\n".utf8.contains($0) }
    let isJSON = start == UInt8(ascii: "{") || start == UInt8(ascii: "[")
    self = isJSON ? try ForeignLog(json: text) : try ForeignLog(table: text)
    // Tools that select lines cannot read a file that is compressed or in UTF-16.
    if text.count + 3 < bytes.count || bytes.starts(with: [0x1F, 0x8B]) { headerLine = nil }
    leaveOutTotals()
  }

  init(columns: [String], rows: [Row], headerLine: Int? = nil) {
    self.columns = columns
    self.rows = rows
    self.headerLine = headerLine
  }

  /// Hugging Face's last row has time and mean loss of the whole training: no values of its step.
  private mutating func leaveOutTotals() {
    guard let runtime = columns.firstIndex(of: "train_runtime") else { return }
    let count = rows.count
    rows.removeAll { ForeignCell($0.cells[runtime]) != .missing }
    guard rows.count < count else { return }
    let used = columns.indices.filter { index in
      rows.contains { ForeignCell($0.cells[index]) != .missing }
    }
    columns = used.map { columns[$0] }
    for row in rows.indices { rows[row].cells = used.map { rows[row].cells[$0] } }
    notes.append("the totals of the whole training (train_runtime and others) are left out")
  }

  /// The file's text as UTF-8: inflated and decoded.
  private static func text(_ bytes: [UInt8]) throws(ImportProblem) -> [UInt8] {
    var bytes = bytes
    if bytes.starts(with: [0x1F, 0x8B]) {
      let inflated: InflatedBytes
      do {
        inflated = try inflateGzip(bytes.span, limit: Run.maximumTableBytes)
      } catch {
        throw ImportProblem(.file, "\(error)")
      }
      guard inflated.isWhole else {
        throw ImportProblem(.file, "it holds more than \(Run.maximumTableBytes) bytes inflated")
      }
      bytes = inflated.bytes
    }
    if let format = FileFormat(startingWith: bytes.span), format != .json {
      throw ImportProblem(
        .file, "it is \(format.rawValue), not a log", advice: format.advice.map { ["\($0)"] } ?? [])
    }
    return decodedText(bytes)
  }
}
