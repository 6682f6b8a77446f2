import Experiments

/// The lines of a CSV file without quoting, cut at commas.
struct CSVLines {
  /// The lines that end with a newline.
  private(set) var complete: [[String]] = []
  /// Whether bytes without a newline follow them.
  private(set) var isTorn = false
  /// The bytes of the complete lines, newlines included.
  private(set) var completeBytes = 0

  init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      var line = rest[..<end]
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      complete.append(cells.map { String(decoding: $0, as: UTF8.self) })
      rest = rest[(end + 1)...]
    }
    completeBytes = rest.startIndex
    isTorn = !rest.isEmpty
  }
}

/// Returns a cell as an error shows it: short, printable, in quotes.
func quoted(_ cell: String) -> String {
  let text = cell.printable
  return text.count <= 40 ? "'\(text)'" : "'\(text.prefix(40))…'"
}
