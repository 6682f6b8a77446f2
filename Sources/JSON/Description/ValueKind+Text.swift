import Files

extension ValueKind {
  /// What must stand there: `an integer from 1 to 1024`.
  package var expectation: String {
    switch self {
    case .boolean: "true or false"
    case .integer(let range):
      "an integer \(range.upperBound == .max ? "of " : "")\(bounds ?? "")"
    case .size: "an integer \(bounds ?? "") or [height, width]"
    case .number: "a number \(bounds ?? "")"
    case .text: "a string"
    case .word(let word): "\"\(word)\""
    case .choice(let choice): "one of \(choice.names.joined(separator: ", "))"
    case .range: "[start, end] with 0 <= start < end"
    case .list(_, let noun, let count):
      "a list of \(count.lowerBound == count.upperBound ? "\(count.lowerBound) " : "")\(noun)s"
    case .object: "an object"
    case .variants(let variants):
      variants.allowsBareName
        ? "one of \(variants.types.names.joined(separator: ", "))"
        : "an object with \"\(variants.tag)\""
    case .either(let first, let second): "\(first.expectation) or \(second.expectation)"
    }
  }

  /// The bounds alone, for a value of the right type: `from 1 to 1024`, `greater than 0`.
  package var bounds: String? {
    switch self {
    case .integer(let range), .size(let range):
      range.upperBound == .max
        ? "\(range.lowerBound) or more" : "from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): range.expectation
    default: nil
    }
  }

  /// Whether the value's JSON type is this kind's, whatever its bounds.
  package func hasType(of value: JSONValue) -> Bool {
    switch self {
    case .boolean: value.bool != nil
    case .integer: value.int != nil
    case .size: value.int != nil || value.array != nil
    case .number: value.double != nil
    case .text, .choice: value.string != nil
    case .word(let word): value.string == word
    case .range, .list: value.array != nil
    case .object: value.object != nil
    case .variants(let variants):
      value.object != nil || variants.allowsBareName && value.string != nil
    case .either(let first, let second): first.hasType(of: value) || second.hasType(of: value)
    }
  }
}

extension JSONValue {
  /// A found value in an error, cut where it is long.
  package var shown: String {
    switch self {
    case .object: return typeName
    case .array where canonicalText.unicodeScalars.count > 40: return typeName
    default: break
    }
    let text = canonicalText.printable
    guard text.unicodeScalars.count > 60 else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(57))) + "..."
  }
}
