package import Files
package import JSON

/// A part of the index: a table with one row per run and one column for each field that a list can
/// ask for, read without copying.
///
///     u32 rows, columns, values, bytes of the values
///     rows × (u32 name, u64 inode, size, modified, changed of run.json, the same of definition.json)
///     columns × u32 name
///     (values + 1) × u32 where a value starts among their bytes
///     rows × columns × u16 value, 65535 for none
///     the values' bytes: each one's kind, then itself
///
/// Names and cells are numbers of values; all numbers are little-endian.
package struct IndexBlock: Sendable {
  static let maximumBytes = 1 << 23
  static let maximumValues = 60_000
  static let maximumColumns = 1024
  static let noValue = 65_535
  static let headerBytes = 16
  package static let rowBytes = 68

  enum Kind: UInt8 {
    case no, yes, integer, number, text
    /// A list or an object as canonical JSON.
    case json
  }

  package let rows: Int
  /// The column of each name.
  package private(set) var columns: [String: Int] = [:]
  package let bytes: [UInt8]
  private let valueCount: Int
  private let offsets: Int
  private let cells: Int
  private let values: Int

  /// - Returns: nil for bytes whose parts do not fit together.
  package init?(_ bytes: [UInt8]) {
    guard (Self.headerBytes...Self.maximumBytes).contains(bytes.count) else { return nil }
    func count(_ word: Int) -> Int { Int(Self.word(bytes, 4 * word)) }
    let (rows, columnCount, valueCount, valueBytes) = (count(0), count(1), count(2), count(3))
    guard columnCount <= Self.maximumColumns, valueCount <= Self.noValue,
      max(rows, valueBytes) <= Self.maximumBytes
    else { return nil }
    self.bytes = bytes
    self.rows = rows
    self.valueCount = valueCount
    let names = Self.headerBytes + Self.rowBytes * rows
    offsets = names + 4 * columnCount
    cells = offsets + 4 * (valueCount + 1)
    values = cells + 2 * rows * columnCount
    guard values + valueBytes == bytes.count else { return nil }
    var columns: [String: Int] = [:]
    for column in 0..<columnCount {
      guard let name = text(Int(Self.word(bytes, names + 4 * column))) else { return nil }
      columns[name] = column
    }
    // No two columns have one name.
    guard columns.count == columnCount else { return nil }
    self.columns = columns
  }

  /// The run's id.
  package func name(_ row: Int) -> String? {
    text(Int(Self.word(bytes, Self.headerBytes + Self.rowBytes * row)))
  }

  package func identities(_ row: Int) -> RunIdentity {
    let start = Self.headerBytes + Self.rowBytes * row + 4
    let words = (0..<8).map { Self.long(bytes, start + 8 * $0) }
    func identity(_ first: Int) -> FileIdentity {
      FileIdentity(
        inode: words[first], size: Int(truncatingIfNeeded: words[first + 1]),
        modified: Int(truncatingIfNeeded: words[first + 2]),
        changed: Int(truncatingIfNeeded: words[first + 3]))
    }
    return RunIdentity(record: identity(0), definition: identity(4))
  }

  /// Whether the files of the row's run are unchanged since it was added; the definition is only
  /// compared if it matters.
  func isUnchanged(
    _ row: Int, _ id: String, in runs: RunFolder, withDefinition: Bool
  ) -> Bool {
    let known = identities(row)
    return runs.identity(of: Run.recordFile, inside: id) == known.record
      && (!withDefinition
        || runs.identity(of: Run.definitionFile, inside: id) == known.definition)
  }

  /// The columns of the metrics' last values, by the metrics' names.
  var metrics: [String: Int] {
    let columns = columns.filter { $0.key.hasPrefix(QueryField.lastPrefix) }
    return columns.reduce(into: [:]) { metrics, column in
      metrics[String(column.key.dropFirst(QueryField.lastPrefix.count))] = column.value
    }
  }

  /// Whether the row has something in this column.
  func hasValue(_ row: Int, _ column: Int) -> Bool { cell(row, column) != Self.noValue }

  /// nil if the row has no value in this column.
  func value(_ row: Int, _ column: Int) -> JSONValue? { value(cell(row, column)) }

  package func value(_ row: Int, named name: String) -> JSONValue? {
    columns[name].flatMap { value(row, $0) }
  }

  /// All that the row has.
  package func values(_ row: Int) -> [(name: String, value: JSONValue)] {
    columns.compactMap { name, column in value(row, column).map { (name, $0) } }
  }

  private func cell(_ row: Int, _ column: Int) -> Int {
    let place = cells + 2 * (row * columns.count + column)
    return Int(Self.number(bytes, place) as UInt16)
  }

  private func value(_ number: Int) -> JSONValue? {
    guard let content = content(number), let first = content.first else { return nil }
    let rest = content.dropFirst()
    switch Kind(rawValue: first) {
    case .no: return .bool(false)
    case .yes: return .bool(true)
    case .integer where rest.count == 8:
      return .integer(Int(truncatingIfNeeded: Self.long(bytes, rest.startIndex)))
    case .number where rest.count == 8:
      return .number(Double(bitPattern: Self.long(bytes, rest.startIndex)))
    case .text: return .string(String(decoding: rest, as: UTF8.self))
    case .json:
      let value = try? JSONValue(parsing: Array(rest))
      return value?.array == nil && value?.object == nil ? nil : value
    default: return nil
    }
  }

  private func text(_ number: Int) -> String? {
    guard let content = content(number), content.first == Kind.text.rawValue else { return nil }
    return String(decoding: content.dropFirst(), as: UTF8.self)
  }

  private func content(_ number: Int) -> ArraySlice<UInt8>? {
    guard number < valueCount else { return nil }
    let start = values + Int(Self.word(bytes, offsets + 4 * number))
    let end = values + Int(Self.word(bytes, offsets + 4 * number + 4))
    return start <= end && end <= bytes.count ? bytes[start..<end] : nil
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> UInt32 { number(bytes, place) }

  private static func long(_ bytes: [UInt8], _ place: Int) -> UInt64 { number(bytes, place) }

  private static func number<Number: FixedWidthInteger>(
    _ bytes: [UInt8], _ place: Int
  ) -> Number {
    var number: Number = 0
    for index in 0..<Number.bitWidth / 8 {
      number |= Number(truncatingIfNeeded: bytes[place + index]) << (8 * index)
    }
    return number
  }
}

/// The identities of the two files that an entry of the index is made from.
package struct RunIdentity: Hashable, Sendable {
  package var record: FileIdentity
  package var definition: FileIdentity

  package init(record: FileIdentity, definition: FileIdentity) {
    self.record = record
    self.definition = definition
  }

  func isSettled(by now: FileIdentity) -> Bool {
    record.isSettled(by: now) && definition.isSettled(by: now)
  }
}
