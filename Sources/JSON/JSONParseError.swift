/// A text that is not strict JSON: the position and the problem.
package struct JSONParseError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  package let line: Int
  /// The column in Unicode scalars, from 1.
  package let column: Int
  /// The offset in bytes, from 0.
  package let offset: Int
  /// `expected ',' or '}', found '"'`.
  package let problem: String

  /// `3:7: expected ',' or '}', found '"'`.
  package var description: String { "\(line):\(column): \(problem)" }

  init(_ problem: String, at offset: Int, in bytes: [UInt8]) {
    (line, column) = linePosition(ofOffset: offset, in: bytes)
    self.offset = offset
    self.problem = problem
  }
}

/// Returns the line and column, both from 1, of a byte; columns count Unicode scalars.
package func linePosition(ofOffset offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
  var line = 1
  var column = 1
  for byte in bytes[..<min(offset, bytes.count)] {
    if byte == UInt8(ascii: "\n") {
      line += 1
      column = 1
    } else if byte & 0b1100_0000 != 0b1000_0000 {
      column += 1
    }
  }
  return (line, column)
}
