/// The lines of a table cut into cells, without blanks and quotes around them.
struct DelimitedText {
  struct Row {
    /// From 1.
    let line: Int
    let cells: [String]
  }

  let separator: UInt8
  /// How many lines before the header begin with `#`.
  private(set) var comments = 0
  /// The lines that are not empty, the header first.
  private(set) var rows: [Row] = []

  /// Finds the separator in the header: a comma, else a semicolon, else a tab; a line `sep=;`
  /// before it, which Excel writes, names it.
  init(_ text: [UInt8]) {
    var lines = text.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated().map { (number: $0 + 1, bytes: $1.last == 0x0D ? $1.dropLast() : $1) }[...]
    var named: UInt8?
    while let line = lines.first?.bytes {
      if line.first == UInt8(ascii: "#") {
        comments += 1
      } else if line.count == 5, line.starts(with: "sep=".utf8) {
        named = line.last
      } else if !line.allSatisfy({ $0 == UInt8(ascii: " ") }) {
        break
      }
      lines.removeFirst()
    }
    let header = lines.first?.bytes ?? []
    let separator = named ?? ",;\t".utf8.first { header.contains($0) } ?? UInt8(ascii: ",")
    self.separator = separator
    rows = lines.lazy.filter { !$0.bytes.allSatisfy { $0 == UInt8(ascii: " ") } }
      .map { Row(line: $0.number, cells: Self.cells(of: $0.bytes, separator)) }
  }

  var separatorName: String {
    switch separator {
    case UInt8(ascii: ","): "commas"
    case UInt8(ascii: ";"): "semicolons"
    case UInt8(ascii: "\t"): "tabs"
    default: "'\(Unicode.Scalar(separator))'"
    }
  }

  /// Cuts a line at its separators; one inside double quotes is part of its cell.
  private static func cells(of line: ArraySlice<UInt8>, _ separator: UInt8) -> [String] {
    var cells: [String] = []
    var start = line.startIndex
    var isQuoted = false
    for position in line.indices {
      if line[position] == UInt8(ascii: "\"") { isQuoted.toggle() }
      guard line[position] == separator, !isQuoted else { continue }
      cells.append(plain(line[start..<position]))
      start = position + 1
    }
    return cells + [plain(line[start...])]
  }

  private static func plain(_ cell: ArraySlice<UInt8>) -> String {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var cell = cell.drop(while: isBlank)
    while let last = cell.last, isBlank(last) { cell.removeLast() }
    let quote = UInt8(ascii: "\"")
    if cell.count >= 2, cell.first == quote, cell.last == quote {
      cell = cell.dropFirst().dropLast()
    }
    return String(decoding: cell, as: UTF8.self)
  }
}
