/// A row of a CSV file without quoting, made cell by cell as the bytes that are written.
struct CSVRow {
  /// With commas between the cells and a newline at the end.
  private(set) var line: [UInt8] = []

  /// Starts without a cell.
  init() {
    // Room for nearly every row: growing costs as much as filling.
    line.reserveCapacity(256)
  }

  init(_ cells: [String]) {
    for cell in cells { append(cell) }
  }

  mutating func append(_ cell: String) {
    if !line.isEmpty { line[line.count - 1] = UInt8(ascii: ",") }
    line.append(contentsOf: cell.utf8)
    line.append(UInt8(ascii: "\n"))
  }

  mutating func append(_ count: Int) { append(String(count)) }

  /// In the shortest form that reads back the same.
  mutating func append(_ number: Double) { append(shortestText(number)) }

  var cells: [String] {
    line.dropLast().split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
