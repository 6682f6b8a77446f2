import Files

extension ValueKind {
  /// The allowed values for an error message: `an integer from 1 to 1024`.
  package var expectation: String {
    switch self {
    case .boolean: "true or false"
    case .integer(let range) where range.lowerBound == range.upperBound: "\(range.lowerBound)"
    case .integer(let range):
      "an integer \(range.upperBound == .max ? "of " : "")\(bounds ?? "")"
    case .size: "an integer \(bounds ?? "") or [height, width]"
    case .number: "a number \(bounds ?? "")"
    case .text: "a string"
    case .word(let word, _): "\"\(word)\""
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
    case .name: "a name of a to z, 0 to 9 and _ that begins with a letter, at most 40 characters"
    case .keyed(let key, _, let other): "\(other.expectation) or \"\(key)\""
    case .map(_, let noun): "an object with a key for each \(noun)"
    case .any: "any value"
    }
  }

  /// The bounds without the type, for a value of the right type: `from 1 to 1024`, `greater than 0`.
  package var bounds: String? {
    switch self {
    case .integer(let range), .size(let range):
      range.upperBound == .max
        ? "\(range.lowerBound) or more" : "from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): range.expectation
    default: nil
    }
  }

  /// Whether the value has this kind's JSON type. Bounds are not checked.
  package func hasType(of value: JSONValue) -> Bool {
    switch self {
    case .boolean: value.bool != nil
    case .integer: value.int != nil
    case .size: value.int != nil || value.array != nil
    case .number: value.double != nil
    case .text, .choice: value.string != nil
    case .word(let word, _): value.string == word
    case .range, .list: value.array != nil
    case .object: value.object != nil
    case .variants(let variants):
      value.object != nil || variants.allowsBareName && value.string != nil
    case .either(let first, let second): first.hasType(of: value) || second.hasType(of: value)
    case .name: value.string != nil
    case .keyed(_, _, let other): value.object != nil || other.hasType(of: value)
    case .map: value.object != nil
    case .any: true
    }
  }
}

extension JSONValue {
  /// The value in an error message, shortened to at most 60 characters.
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

extension String {
  /// Whether it may name a layer.
  package var isLayerName: Bool {
    let characters = utf8
    guard let first = characters.first, (1...40).contains(characters.count) else { return false }
    func isLetter(_ character: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character)
    }
    return isLetter(first)
      && characters.allSatisfy {
        isLetter($0) || $0 == UInt8(ascii: "_")
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }
  }
}
