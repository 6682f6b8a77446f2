import Experiments
import Files
package import JSON

/// Puts a block of the index together, a run after the other.
package struct IndexBlockBuilder {
  /// The most runs of a block.
  static let maximumRows = 512
  /// A run with more values, or with longer ones, is not indexed and is read each time.
  private static let maximumCells = 500
  private static let maximumRowBytes = 1 << 14

  private(set) var count = 0
  private var rows: [UInt8] = []
  private var cells: [(column: UInt16, value: UInt16)] = []
  /// The end of each row's cells.
  private var ends: [Int] = []
  private var columns: [String: Int] = [:]
  private var columnNames: [Int] = []
  private var offsets: [UInt32] = [0]
  private var content: [UInt8] = []
  // The numbers of texts by their bytes, apart from integers, so that what is read back is what was
  // added.
  private var texts: [String: Int] = [:]
  private var integers: [Int: Int] = [:]
  private var numbers: [UInt64: Int] = [:]
  private var containers: [String: Int] = [:]
  private var forms: [PlacedForm] = []

  /// The numbers of a form's columns and leaves; nil before they are needed, and of null.
  private struct PlacedForm {
    let form: DefinitionForm
    var columns: [Int?]
    var values: [Int?]
  }

  package var isFull: Bool {
    count >= Self.maximumRows || content.count > IndexBlock.maximumBytes / 2
      || offsets.count + 2 * Self.maximumCells > IndexBlock.maximumValues
      || columnNames.count + Self.maximumCells > IndexBlock.maximumColumns
  }

  package init() {}

  /// Adds a run unless it has too many values or a name that is not ASCII.
  ///
  /// - Returns: whether it was added.
  package mutating func add(
    _ id: String, _ identity: RunIdentity, _ values: [(name: String, value: JSONValue)]
  ) -> Bool {
    add(id, identity, values, nil)
  }

  /// Adds a run unless it has too many values or a name that is not ASCII.
  ///
  /// - Parameter definition: the values of its definition.
  /// - Returns: whether it was added.
  mutating func add(
    _ id: String, _ identity: RunIdentity, _ values: [(name: String, value: JSONValue)],
    _ definition: FormedDefinition?
  ) -> Bool {
    precondition(!isFull, "a block is closed when it is full")
    guard values.count + (definition?.form.columns.count ?? 0) <= Self.maximumCells,
      definition?.form.isASCII != false,
      values.allSatisfy({ $0.name.isASCII })
    else { return false }
    let bytes = values.reduce(definition?.bytes ?? 0) {
      $0 + $1.name.utf8.count + $1.value.indexedBytes
    }
    guard bytes <= Self.maximumRowBytes else { return false }
    append(UInt32(number(text: id)), to: &rows)
    for file in [identity.record, identity.definition] {
      append(file.inode, to: &rows)
      for word in [file.size, file.modified, file.changed] { append(Int64(word), to: &rows) }
    }
    for (name, value) in values { addCell(column(name), number(value)) }
    if let definition { add(definition) }
    ends.append(cells.count)
    count += 1
    return true
  }

  private mutating func add(_ definition: FormedDefinition) {
    let form = definition.form
    let known = forms.firstIndex { $0.form === form }
    if known == nil {
      let unknown = [Int?](repeating: nil, count: form.columns.count)
      forms.append(PlacedForm(form: form, columns: unknown, values: unknown))
    }
    let place = known ?? forms.count - 1
    var changes = definition.changes[...]
    for leaf in form.columns.indices {
      var value: Int?
      if let change = changes.first, change.leaf == leaf {
        value = number(change.value)
        changes.removeFirst()
      } else {
        value = forms[place].values[leaf] ?? number(form.json.leaves[leaf].value)
        forms[place].values[leaf] = value
      }
      guard let value else { continue }
      let column = forms[place].columns[leaf] ?? column(form.columns[leaf])
      forms[place].columns[leaf] = column
      addCell(column, value)
    }
  }

  private mutating func addCell(_ column: Int, _ value: Int?) {
    if let value { cells.append((UInt16(column), UInt16(value))) }
  }

  /// The block's bytes.
  package func finished() -> [UInt8] {
    var bytes: [UInt8] = []
    let header = [count, columnNames.count, offsets.count - 1, content.count]
    for number in header { append(UInt32(number), to: &bytes) }
    bytes += rows
    for name in columnNames { append(UInt32(name), to: &bytes) }
    for offset in offsets { append(offset, to: &bytes) }
    var start = 0
    for end in ends {
      var numbers = [UInt16](repeating: UInt16(IndexBlock.noValue), count: columnNames.count)
      for cell in cells[start..<end] { numbers[Int(cell.column)] = cell.value }
      for number in numbers { append(number, to: &bytes) }
      start = end
    }
    return bytes + content
  }

  private mutating func column(_ name: String) -> Int {
    if let column = columns[name] { return column }
    columns[name] = columnNames.count
    columnNames.append(number(text: name))
    return columnNames.count - 1
  }

  /// The number of a value; nil for null.
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
    case .array, .object:
      let text = value.canonicalText
      if let number = containers[text], text.isASCII { return number }
      let number = add(.json, text.utf8)
      if text.isASCII { containers[text] = number }
      return number
    case .null: return nil
    }
  }

  private mutating func number(text: String) -> Int {
    // Swift treats the Unicode forms of one text as the same, including the Kelvin sign and K.
    if let number = texts[text], text.isASCII { return number }
    let number = add(.text, text.utf8)
    if text.isASCII { texts[text] = number }
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
  /// The number of bytes of a text, and of a list or an object, as they are stored.
  var indexedBytes: Int {
    switch self {
    case .array, .object: canonicalText.utf8.count
    case .string(let text): text.utf8.count
    case .null, .bool, .integer, .number: 0
    }
  }
}

extension String {
  var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }
}
