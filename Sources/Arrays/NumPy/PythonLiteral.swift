/// A value as Python source writes it. A header in a NumPy file is one.
indirect enum PythonLiteral: Hashable {
  case none
  case bool(Bool)
  case integer(Int)
  case text(String)
  case tuple([PythonLiteral])
  case list([PythonLiteral])
  case dictionary([Entry])

  struct Entry: Hashable {
    let key: PythonLiteral
    let value: PythonLiteral
  }

  /// What it is, with the first characters of a text.
  var kind: String {
    switch self {
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .integer(let value): "the number \(value)"
    case .text(let text): "the text '\(shortened(text))'"
    case .tuple: "a tuple"
    case .list: "a list"
    case .dictionary: "a dictionary"
    }
  }
}

/// Reads the literals that `repr` writes: no comments, no expressions, no prefixes, no escapes but
/// those of `repr` (The Python Language Reference, 2.4).
struct PythonLiteralParser {
  /// A place in the text, and what was expected there.
  struct Problem: Error, Hashable {
    let place: Int
    let expected: String
  }

  private let bytes: [UInt8]
  private let isUTF8: Bool
  private var place = 0
  private static let deepest = 16

  /// - Parameters:
  ///   - bytes: the text.
  ///   - isUTF8: whether it is UTF-8; if not, it is Latin-1.
  init(_ bytes: [UInt8], isUTF8: Bool) {
    self.bytes = bytes
    self.isUTF8 = isUTF8
  }

  /// Reads a literal that nothing but white space follows.
  mutating func parseAll() throws(Problem) -> PythonLiteral {
    let value = try parse(depth: 0)
    skipSpace()
    guard place == bytes.count else { throw problem("nothing more") }
    return value
  }

  private func problem(_ expected: String) -> Problem { Problem(place: place, expected: expected) }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let byte = next, " \t\r\n".utf8.contains(byte) { place += 1 }
  }

  /// Skips white space and then the character, if it is there.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func parse(depth: Int) throws(Problem) -> PythonLiteral {
    skipSpace()
    guard depth < Self.deepest else { throw problem("at most \(Self.deepest) brackets inside") }
    switch next {
    case UInt8(ascii: "("):
      place += 1
      let (items, endsWithComma) = try items(until: ")", depth: depth)
      // In parentheses, a value without a comma is the value itself.
      return items.count == 1 && !endsWithComma ? items[0] : .tuple(items)
    case UInt8(ascii: "["):
      place += 1
      return .list(try items(until: "]", depth: depth).items)
    case UInt8(ascii: "{"):
      place += 1
      return try dictionary(depth: depth)
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try text())
    case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
      return .integer(try integer())
    default: return try word()
    }
  }

  private mutating func items(
    until end: Unicode.Scalar, depth: Int
  ) throws(Problem) -> (items: [PythonLiteral], endsWithComma: Bool) {
    var items: [PythonLiteral] = []
    var endsWithComma = false
    while !take(end) {
      guard items.isEmpty || endsWithComma else { throw problem("a comma or \(end)") }
      items.append(try parse(depth: depth + 1))
      endsWithComma = take(",")
    }
    return (items, endsWithComma)
  }

  private mutating func dictionary(depth: Int) throws(Problem) -> PythonLiteral {
    var entries: [PythonLiteral.Entry] = []
    var endsWithComma = false
    while !take("}") {
      guard entries.isEmpty || endsWithComma else { throw problem("a comma or }") }
      let key = try parse(depth: depth + 1)
      guard take(":") else { throw problem("a colon") }
      entries.append(PythonLiteral.Entry(key: key, value: try parse(depth: depth + 1)))
      endsWithComma = take(",")
    }
    return .dictionary(entries)
  }

  private mutating func word() throws(Problem) -> PythonLiteral {
    let words: [(String, PythonLiteral)] = [
      ("True", .bool(true)), ("False", .bool(false)), ("None", .none),
    ]
    for (word, value) in words where bytes[place...].starts(with: word.utf8) {
      let end = place + word.utf8.count
      guard end == bytes.count || !Self.isPartOfWord(bytes[end]) else { continue }
      place = end
      return value
    }
    throw problem("a value")
  }

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private mutating func integer() throws(Problem) -> Int {
    let start = place
    let isNegative = next == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let digits = bytes[place...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    place += digits.count
    let hasLeadingZero = digits.count > 1 && digits.first == UInt8(ascii: "0")
    // A letter, a point or an underscore would make it another kind of number.
    let goesOn = next.map { Self.isPartOfWord($0) || $0 == UInt8(ascii: ".") } ?? false
    let text = (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
    guard !hasLeadingZero, !goesOn, let value = Int(text) else {
      place = start
      throw problem("an integer of at most 64 bits")
    }
    return value
  }

  private mutating func text() throws(Problem) -> String {
    let start = place
    let quote = bytes[place]
    place += 1
    var content: [UInt8] = []
    while let byte = next, byte != quote, byte != UInt8(ascii: "\n") {
      place += 1
      guard byte == UInt8(ascii: "\\") else {
        content.append(byte)
        continue
      }
      content.append(try escaped())
    }
    guard next == quote else { throw problem("a quotation mark that ends the text") }
    place += 1
    if !isUTF8 { return String(String.UnicodeScalarView(content.map { Unicode.Scalar($0) })) }
    guard let text = String(validating: content, as: UTF8.self) else {
      place = start
      throw problem("a text in UTF-8")
    }
    return text
  }

  /// Reads what follows a backslash.
  private mutating func escaped() throws(Problem) -> UInt8 {
    let escapes: [Unicode.Scalar: UInt8] = [
      "\\": 0x5C, "'": 0x27, "\"": 0x22, "n": 0x0A, "r": 0x0D, "t": 0x09,
    ]
    guard let byte = next, let value = escapes[Unicode.Scalar(byte)] else {
      throw problem("one of \\\\ \\' \\\" \\n \\r \\t")
    }
    place += 1
    return value
  }
}
