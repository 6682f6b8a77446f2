import Experiments

/// Puts a block of the index together, a run after the other.
struct IndexBlockBuilder {
  /// A block has no more runs.
  static let maximumRows = 512
  /// What has more to say, or says it in more bytes, is read anew each time.
  private static let maximumCells = 500
  private static let maximumRowBytes = 1 << 14

  private(set) var count = 0
  private var rows: [UInt8] = []
  private var cells: [[(column: Int, value: Int)]] = []
  private var columns: [Int: Int] = [:]
  private var columnNames: [Int] = []
  private var offsets: [UInt32] = [0]
  private var content: [UInt8] = []
  // A number apart from an integer, and texts by their bytes: what is read back is what was put in.
  private var texts: [String: Int] = [:]
  private var integers: [Int: Int] = [:]
  private var numbers: [UInt64: Int] = [:]

  var isFull: Bool {
    count >= Self.maximumRows || content.count > IndexBlock.maximumBytes / 2
      || offsets.count + 2 * Self.maximumCells > IndexBlock.maximumValues
      || columnNames.count + Self.maximumCells > IndexBlock.maximumColumns
  }

  /// Adds a run, unless it has too much to say or says it of a name that is not ASCII.
  ///
  /// - Returns: whether it was added.
  mutating func add(
    _ id: String, _ identity: RunIdentity, _ values: [(name: String, value: JSONValue)]
  ) -> Bool {
    precondition(!isFull, "a block is closed when it is full")
    guard values.count <= Self.maximumCells,
      values.allSatisfy({ $0.name.utf8.allSatisfy { $0 < 0x80 } })
    else { return false }
    let texts = values.map { $0.value.container?.canonicalText }
    let bytes = zip(values, texts).reduce(0) { sum, value in
      sum + value.0.name.utf8.count + (value.1 ?? value.0.value.string ?? "").utf8.count
    }
    guard bytes <= Self.maximumRowBytes else { return false }
    append(UInt32(number(text: id)), to: &rows)
    for file in [identity.record, identity.definition] {
      append(file.inode, to: &rows)
      for word in [file.size, file.modified, file.changed] { append(Int64(word), to: &rows) }
    }
    cells.append(
      zip(values, texts).compactMap { value, text in
        let number = text.map { add(.json, $0.utf8) } ?? self.number(value.value)
        return number.map { (column(value.name), $0) }
      })
    count += 1
    return true
  }

  /// The block's bytes.
  func finished() -> [UInt8] {
    var bytes: [UInt8] = []
    let header = [count, columnNames.count, offsets.count - 1, content.count]
    for number in header { append(UInt32(number), to: &bytes) }
    bytes += rows
    for name in columnNames { append(UInt32(name), to: &bytes) }
    for offset in offsets { append(offset, to: &bytes) }
    for row in cells {
      var numbers = [Int](repeating: IndexBlock.noValue, count: columnNames.count)
      for cell in row { numbers[cell.column] = cell.value }
      for number in numbers { append(UInt16(number), to: &bytes) }
    }
    return bytes + content
  }

  private mutating func column(_ name: String) -> Int {
    let number = number(text: name)
    if let column = columns[number] { return column }
    columns[number] = columnNames.count
    columnNames.append(number)
    return columnNames.count - 1
  }

  /// The number of a value that is no list and no object; nil for null.
  private mutating func number(_ value: JSONValue) -> Int? {
    switch value {
    case .string(let text): return number(text: text)
    case .bool(let truth): return add(truth ? .yes : .no, [])
    case .integer(let integer):
      if let number = integers[integer] { return number }
      let number = add(.integer, bytes(of: UInt64(bitPattern: Int64(integer))))
      integers[integer] = number
      return number
    case .number(let double):
      if let number = numbers[double.bitPattern] { return number }
      let number = add(.number, bytes(of: double.bitPattern))
      numbers[double.bitPattern] = number
      return number
    case .null, .array, .object: return nil
    }
  }

  private mutating func number(text: String) -> Int {
    if let number = texts[text] { return number }
    let number = add(.text, text.utf8)
    // Swift takes the Unicode forms of one text for the same.
    if text.utf8.allSatisfy({ $0 < 0x80 }) { texts[text] = number }
    return number
  }

  private mutating func add(_ kind: IndexBlock.Kind, _ bytes: some Sequence<UInt8>) -> Int {
    content.append(kind.rawValue)
    content += bytes
    offsets.append(UInt32(content.count))
    return offsets.count - 2
  }

  private func bytes(of number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}

extension JSONValue {
  /// The value where it is a list or an object.
  fileprivate var container: JSONValue? {
    switch self {
    case .array, .object: self
    default: nil
    }
  }
}
