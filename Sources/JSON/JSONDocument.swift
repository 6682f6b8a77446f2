/// A JSON text with its value and the place of every key and value in it.
package struct JSONDocument: Sendable {
  package let bytes: [UInt8]
  package let value: JSONValue
  private let root: JSONSpan

  /// Reads a text strictly: see `JSONParser`.
  ///
  /// - Parameter maximumBytes: a longer text is refused before it is looked at.
  package init(parsing bytes: [UInt8], maximumBytes: Int = 1 << 20) throws(JSONParseError) {
    var parser = try JSONParser(bytes, maximumBytes: maximumBytes, keepsPlaces: true)
    (value, root) = try parser.parseDocument()
    self.bytes = bytes
  }

  /// The bytes of the value at a path; nil where there is none.
  package func valueRange(at path: JSONPath) -> Range<Int>? {
    span(at: path)?.value
  }

  /// The bytes of the key at a path, quotes included; nil where there is none or it is an array's
  /// element.
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

/// Where a value stands in its text, and what is inside it.
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
  /// - Parameter maximumBytes: a longer text is refused before it is looked at.
  package init(parsing bytes: [UInt8], maximumBytes: Int = 1 << 20) throws(JSONParseError) {
    var parser = try JSONParser(bytes, maximumBytes: maximumBytes, keepsPlaces: false)
    self = try parser.parseDocument().value
  }

  /// Reads a text strictly, at most 1 MiB.
  package init(parsing text: String) throws(JSONParseError) {
    try self.init(parsing: Array(text.utf8))
  }
}
