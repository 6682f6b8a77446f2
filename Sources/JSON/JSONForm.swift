/// The structure of a JSON text: everything but its leaves. Of many texts with the same structure,
/// only the leaves that differ need to be read.
///
/// The result is the same as that of `JSONParser`: every byte outside the leaves is the same as in
/// a text that was read completely, and every leaf that differs is read strictly.
package struct JSONForm: Sendable {
  /// The leaves of the text that the form was made from, in the order of the text.
  package let leaves: [(path: JSONPath, value: JSONValue)]
  private let bytes: [UInt8]
  private let ranges: [Range<Int>]

  /// Makes the form of a text, which is read strictly.
  package init(parsing bytes: [UInt8]) throws(JSONParseError) {
    let document = try JSONDocument(parsing: bytes)
    var positioned: [(range: Range<Int>, leaf: (path: JSONPath, value: JSONValue))] = []
    for leaf in document.value.leaves {
      guard let range = document.valueRange(at: leaf.path) else {
        preconditionFailure("every leaf has a position")
      }
      positioned.append((range, leaf))
    }
    positioned.sort { $0.range.lowerBound < $1.range.lowerBound }
    self.bytes = bytes
    leaves = positioned.map(\.leaf)
    ranges = positioned.map(\.range)
  }

  /// Returns the leaves of another text that differ from the text that the form was made from.
  ///
  /// - Returns: nil if the text may have another structure and must be read completely.
  package func changes(in other: [UInt8]) -> [(leaf: Int, value: JSONValue)]? {
    guard
      var parser = try? JSONParser(other, maximumBytes: other.count, recordsPositions: false)
    else { return nil }
    var changes: [(leaf: Int, value: JSONValue)] = []
    var (offset, otherOffset, leaf) = (0, 0, 0)
    while true {
      while offset < bytes.count, otherOffset < other.count, bytes[offset] == other[otherOffset] {
        offset += 1
        otherOffset += 1
      }
      if offset == bytes.count, otherOffset == other.count { return changes }
      // Find the leaf that contains the first difference, or that ends directly before it.
      while leaf < ranges.count, ranges[leaf].upperBound < offset { leaf += 1 }
      guard leaf < ranges.count, ranges[leaf].lowerBound <= offset else { return nil }
      parser.offset = otherOffset - (offset - ranges[leaf].lowerBound)
      guard let value = readLeaf(leaf, with: &parser) else { return nil }
      changes.append((leaf, value))
      offset = ranges[leaf].upperBound
      otherOffset = parser.offset
      leaf += 1
    }
  }

  /// Reads the new value of a leaf; returns nil if it is not a leaf, or if it has a byte that is
  /// not ASCII.
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
