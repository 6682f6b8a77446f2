/// A JSON text with its value and the position of every key and value.
package struct JSONDocument: Sendable {
  package let bytes: [UInt8]
  package let value: JSONValue
  private let root: JSONSpan

  /// Reads a text strictly: see `JSONParser`.
  ///
  /// - Parameter maximumBytes: a longer text is refused without reading it.
  package init(parsing bytes: [UInt8], maximumBytes: Int = 1 << 20) throws(JSONParseError) {
    var parser = try JSONParser(bytes, maximumBytes: maximumBytes, recordsPositions: true)
    (value, root) = try parser.parseDocument()
    self.bytes = bytes
  }

  /// The bytes of the value at a path; nil if there is none.
  package func valueRange(at path: JSONPath) -> Range<Int>? {
    span(at: path)?.value
  }

  /// The bytes of the key at a path, including the quotes; nil if there is none or if it is an
  /// element of an array.
  package func keyRange(at path: JSONPath) -> Range<Int>? {
    guard let parent = path.parent, let key = path.components.last else { return nil }
    return span(at: parent)?.keys[key]
  }

  private func span(at path: JSONPath) -> JSONSpan? {
    var span = root
    for component in path.components {
      guard let next = span.child(component) else { return nil }
      span = next
    }
    return span
  }

  /// Line and column of a byte, both from 1; columns count Unicode scalars.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    linePosition(ofOffset: offset, in: bytes)
  }
}

/// The position of a value in its text, and those of its parts.
struct JSONSpan: Sendable {
  var value: Range<Int>
  var keys: [String: Range<Int>] = [:]
  var members: [String: JSONSpan] = [:]
  var elements: [JSONSpan] = []

  func child(_ component: String) -> JSONSpan? {
    if let member = members[component] { return member }
    guard let index = arrayIndex(component), elements.indices.contains(index) else { return nil }
    return elements[index]
  }
}

extension JSONValue {
  /// Reads a text strictly: see `JSONParser`.
  ///
  /// - Parameter maximumBytes: a longer text is refused without reading it.
  package init(parsing bytes: [UInt8], maximumBytes: Int = 1 << 20) throws(JSONParseError) {
    var parser = try JSONParser(bytes, maximumBytes: maximumBytes, recordsPositions: false)
    self = try parser.parseDocument().value
  }

  /// Reads a text strictly, at most 1 MiB.
  package init(parsing text: String) throws(JSONParseError) {
    try self.init(parsing: Array(text.utf8))
  }
}
