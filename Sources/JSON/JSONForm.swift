/// How a JSON text is built: all of it but its leaves. A text of the same form has other leaves
/// alone, so that of many such texts no more need be read than what is different in each.
///
/// What is said of a text by its form is what `JSONParser` says of it: every byte outside the leaves
/// is the same as in a text that was read whole, and every leaf with another byte is read strictly.
package struct JSONForm: Sendable {
  /// The leaves of the text that the form was taken from, in the order of the text.
  package let leaves: [(path: JSONPath, value: JSONValue)]
  private let bytes: [UInt8]
  private let ranges: [Range<Int>]

  /// Takes the form of a text, read strictly.
  package init(parsing bytes: [UInt8]) throws(JSONParseError) {
    let document = try JSONDocument(parsing: bytes)
    var placed: [(range: Range<Int>, leaf: (path: JSONPath, value: JSONValue))] = []
    for leaf in document.value.leaves {
      guard let range = document.valueRange(at: leaf.path) else {
        preconditionFailure("every leaf has a place")
      }
      placed.append((range, leaf))
    }
    placed.sort { $0.range.lowerBound < $1.range.lowerBound }
    self.bytes = bytes
    leaves = placed.map(\.leaf)
    ranges = placed.map(\.range)
  }

  /// The leaves by which another text differs from the one that the form was taken from.
  ///
  /// - Returns: nil for a text that is not surely of this form: it is to be read whole.
  package func changes(in other: [UInt8]) -> [(leaf: Int, value: JSONValue)]? {
    guard
      var parser = try? JSONParser(other, maximumBytes: other.count, keepsPlaces: false)
    else { return nil }
    var changes: [(leaf: Int, value: JSONValue)] = []
    var (place, otherPlace, leaf) = (0, 0, 0)
    while true {
      while place < bytes.count, otherPlace < other.count, bytes[place] == other[otherPlace] {
        place += 1
        otherPlace += 1
      }
      if place == bytes.count, otherPlace == other.count { return changes }
      // The leaf in which they part, or right behind which one of them goes on.
      while leaf < ranges.count, ranges[leaf].upperBound < place { leaf += 1 }
      guard leaf < ranges.count, ranges[leaf].lowerBound <= place else { return nil }
      parser.offset = otherPlace - (place - ranges[leaf].lowerBound)
      guard let value = readLeaf(leaf, with: &parser) else { return nil }
      changes.append((leaf, value))
      place = ranges[leaf].upperBound
      otherPlace = parser.offset
      leaf += 1
    }
  }

  /// Reads what stands in place of a leaf; nil for what is none, or has a byte that is not ASCII.
  private func readLeaf(_ leaf: Int, with parser: inout JSONParser) -> JSONValue? {
    let start = parser.offset
    let old = leaves[leaf]
    guard old.value.object == nil, let value = try? parser.parseValue().value,
      parser.bytes[start..<parser.offset].allSatisfy({ $0 < 0x80 })
    else { return nil }
    // A list in a list makes each element of that one a leaf; without it all of them are one.
    let isElement = old.path.components.last.flatMap(arrayIndex) != nil
    if isElement, old.value.array != nil, value.array == nil { return nil }
    switch value {
    case .object: return nil
    case .array(let elements):
      // Elsewhere a list could be nested too deep.
      let isFlat = old.value.array != nil
      return isFlat && elements.allSatisfy { $0.object == nil && $0.array == nil } ? value : nil
    default: return value
    }
  }
}
