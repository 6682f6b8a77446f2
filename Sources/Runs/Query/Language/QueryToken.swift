import Datasets
import Experiments

/// A token of an expression and its range of bytes.
struct QueryToken: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// A bare word: a name, a number, a time, `and`.
    case word
    /// A text in single or double quotes, without them.
    case quoted
    /// `==`, `(`, `,`.
    case mark
    case end
  }

  let kind: Kind
  let text: String
  let range: Range<Int>

  func isWord(_ word: String) -> Bool { kind == .word && text == word }

  func isMark(_ mark: String) -> Bool { kind == .mark && text == mark }

  /// How an error names it.
  var shown: String {
    switch kind {
    case .end: "the end"
    case .word, .mark: Runs.quoted(text)
    case .quoted: "a text"
    }
  }
}

/// Cuts an expression into its pieces.
struct QueryLexer {
  /// No expression has more bytes.
  static let maximumBytes = 4096

  /// - Throws: a `QueryError` for a text that is too long, has an open quote, or has a character
  ///   that no expression has.
  static func tokens(_ text: String) throws(QueryError) -> [QueryToken] {
    let bytes = Array(text.utf8)
    guard bytes.count <= maximumBytes else {
      throw QueryError(
        "", 0..<0, "\(bytes.count) bytes are more than the \(maximumBytes) allowed")
    }
    var tokens: [QueryToken] = []
    var offset = 0
    while offset < bytes.count {
      if [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) {
        offset += 1
        continue
      }
      let token = try token(at: offset, in: bytes, of: text)
      tokens.append(token)
      offset = token.range.upperBound
    }
    return tokens + [QueryToken(kind: .end, text: "", range: bytes.count..<bytes.count)]
  }

  private static func token(
    at start: Int, in bytes: [UInt8], of text: String
  ) throws(QueryError) -> QueryToken {
    let first = bytes[start]
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      guard let end = bytes[(start + 1)...].firstIndex(of: first) else {
        throw QueryError(text, start..<bytes.count, "the text is not closed")
      }
      let inside = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
      return QueryToken(kind: .quoted, text: inside, range: start..<(end + 1))
    }
    let marks = ["==", "!=", "<=", ">=", "<", ">", "~", "(", ")", ","]
    if let mark = marks.first(where: { bytes[start...].starts(with: $0.utf8) }) {
      return QueryToken(kind: .mark, text: mark, range: start..<(start + mark.utf8.count))
    }
    let end = bytes[start...].firstIndex { !isInWord($0) } ?? bytes.count
    guard end > start else { throw strangeCharacter(at: start, in: bytes, of: text) }
    let word = String(decoding: bytes[start..<end], as: UTF8.self)
    return QueryToken(kind: .word, text: word, range: start..<end)
  }

  private static func strangeCharacter(
    at start: Int, in bytes: [UInt8], of text: String
  ) -> QueryError {
    let advice: [Remedy] =
      switch Unicode.Scalar(bytes[start]) {
      case "=": ["equal is =="]
      case "&": ["both is: and"]
      case "|": ["either is: or"]
      case "!": ["unequal is !=, the opposite is: not"]
      default: ["put a text with other characters in quotes"]
      }
    let character = String(Unicode.Scalar(bytes[start]))
    return QueryError(
      text, start..<(start + 1), "\(quoted(character)) has no meaning here", advice: advice)
  }

  private static func isInWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      true
    default: "_.-+:/@%$".utf8.contains(byte)
    }
  }
}
