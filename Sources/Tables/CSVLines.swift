/// The complete lines of a CSV file without quotes. Each is split at its commas when it is reached,
/// so that many short lines do not take more memory than the file.
package struct CSVLines: Sequence {
  /// The lines that end with a newline.
  private let complete: ArraySlice<UInt8>
  /// Whether bytes without a newline follow them.
  package let isTorn: Bool

  package init(_ bytes: [UInt8]) {
    let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    complete = bytes[..<end]
    isTorn = end < bytes.count
  }

  /// The bytes of the complete lines, newlines included.
  package var completeBytes: Int { complete.count }

  package var count: Int { complete.count { $0 == UInt8(ascii: "\n") } }

  package var first: [String]? {
    var iterator = makeIterator()
    return iterator.next()
  }

  package func makeIterator() -> Iterator { Iterator(rest: complete) }

  package struct Iterator: IteratorProtocol {
    fileprivate var rest: ArraySlice<UInt8>

    package mutating func next() -> [String]? {
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      var line = rest[..<end]
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      rest = rest[(end + 1)...]
      return line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    }
  }
}
