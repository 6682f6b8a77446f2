package import Datasets

/// An error in an expression and its position.
package struct QueryError: Error, Hashable, Sendable {
  /// The expression as it was typed.
  package var text: String
  /// The range of the wrong UTF-8 bytes; empty at the end if something is missing.
  package var range: Range<Int>
  /// `no field 'test_acuracy'`
  package var problem: String
  /// A line each.
  package var advice: [Remedy]

  init(_ text: String, _ range: Range<Int>, _ problem: String, advice: [Remedy] = []) {
    self.text = text
    self.range = range
    self.problem = problem
    self.advice = advice
  }

  /// The text before the mistaken part and the mistaken part itself.
  package var parts: (before: String, marked: String) {
    let bytes = Array(text.utf8)
    return (
      String(decoding: bytes[..<range.lowerBound], as: UTF8.self),
      String(decoding: bytes[range], as: UTF8.self)
    )
  }
}
