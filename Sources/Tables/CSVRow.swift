/// A row of a CSV file (RFC 4180 with line feeds), built field by field as bytes.
package struct CSVRow {
  /// The row with commas between the fields and a newline at the end.
  package private(set) var line: [UInt8] = []

  /// Starts without a field.
  package init() {
    // Room for nearly every row: growing costs as much as filling.
    line.reserveCapacity(256)
  }

  package init(_ fields: [String]) {
    for field in fields { append(field) }
  }

  /// Adds a field, quoted if it contains a comma, a quote or a line end.
  package mutating func append(_ field: String) {
    // Bytes are compared: as `Character`s, CR LF and a quote with an accent would not match.
    guard field.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else {
      return append(plain: field.utf8)
    }
    let quote = UInt8(ascii: "\"")
    append(plain: [quote] + field.utf8.flatMap { $0 == quote ? [$0, $0] : [$0] } + [quote])
  }

  package mutating func append(_ count: Int) { append(plain: String(count).utf8) }

  /// Adds a number in the shortest form that reads back the same.
  package mutating func append(_ number: Double) { append(plain: shortestText(number).utf8) }

  /// Adds a number in the shortest form that reads back the same float32.
  package mutating func append(_ number: Float) { append(plain: shortestText(number).utf8) }

  private mutating func append(plain field: some Collection<UInt8>) {
    if !line.isEmpty { line[line.count - 1] = UInt8(ascii: ",") }
    line.append(contentsOf: field)
    line.append(UInt8(ascii: "\n"))
  }

  /// The fields as `CSVLines` reads them.
  package var cells: [String] { CSVLines(line).first ?? [] }
}
