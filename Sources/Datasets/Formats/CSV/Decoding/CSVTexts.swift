import Tables

/// The texts of one column, each distinct one once.
struct CSVTexts: Sendable {
  /// The index in `texts` of each row's text; negative if the row has none.
  var codes: [Int32] = []
  /// The distinct texts, in the order in which they appear first.
  var texts: [String] = []
}

/// Collects the texts of one column of a part of a file, as places in the file.
struct CSVTextCollector {
  private struct Entry {
    let field: Range<Int>
    /// Whether "" in it stands for a quote.
    let isEscaped: Bool
  }

  private(set) var codes: [Int32] = []
  private var entries: [Entry] = []
  /// A hash table of indices in `entries`; a free slot is negative. Its size is a power of two.
  private var slots = [Int32](repeating: -1, count: 64)

  /// The distinct texts so far.
  var count: Int { entries.count }

  mutating func appendMissing() { codes.append(-1) }

  mutating func append(_ field: Range<Int>, isQuoted: Bool, in bytes: Span<UInt8>) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var isEscaped = false
    for place in field {
      hash = (hash ^ UInt64(bytes[place])) &* 0x100_0000_01b3
      if isQuoted, bytes[place] == UInt8(ascii: "\"") { isEscaped = true }
    }
    let entry = Entry(field: field, isEscaped: isEscaped)
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
    while slots[slot] >= 0 {
      if isEqual(entries[Int(slots[slot])], entry, bytes) {
        codes.append(slots[slot])
        return
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(entries.count)
    codes.append(Int32(entries.count))
    entries.append(entry)
    if 2 * entries.count > slots.count { grow(bytes) }
  }

  private func isEqual(_ one: Entry, _ other: Entry, _ bytes: Span<UInt8>) -> Bool {
    guard one.field.count == other.field.count, one.isEscaped == other.isEscaped else {
      return false
    }
    return (0..<one.field.count).allSatisfy {
      bytes[one.field.lowerBound + $0] == bytes[other.field.lowerBound + $0]
    }
  }

  private mutating func grow(_ bytes: Span<UInt8>) {
    let known = entries
    slots = [Int32](repeating: -1, count: 4 * slots.count)
    for (number, entry) in known.enumerated() {
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for place in entry.field { hash = (hash ^ UInt64(bytes[place])) &* 0x100_0000_01b3 }
      var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }

  /// The distinct texts; nil for one whose bytes are no text.
  func texts(in bytes: [UInt8]) -> [String?] {
    entries.map { entry in
      let field = bytes[entry.field]
      let text = entry.isEscaped ? unescaped(field) : field
      return text.contains(0) ? nil : String(validating: text, as: UTF8.self)
    }
  }

  /// Whether a text whose bytes are no text has a zero byte.
  func hasZero(_ code: Int, in bytes: [UInt8]) -> Bool { bytes[entries[code].field].contains(0) }
}
