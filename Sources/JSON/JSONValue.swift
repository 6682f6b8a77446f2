/// A JSON value (RFC 8259). Numbers without fraction or exponent that fit stay integers, so that
/// 64-bit seeds are exact.
///
/// Two values are equal exactly if their canonical texts are equal: `1.0` equals `1`, and strings
/// are compared scalar by scalar. That is stricter than Swift's `String`, which treats two
/// encodings of `é` as the same. The dictionary of an object cannot hold both encodings as keys, so
/// the parser refuses such an object.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number. A value that is not finite has no JSON and is written as `null`.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The limit of nesting of arrays and objects in a text.
  package static let maximumDepth = 64
}

extension JSONValue: Hashable {
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left.withPlainNumber, right.withPlainNumber) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)):
      left.count == right.count
        && zip(left.sortedByKey, right.sortedByKey).allSatisfy {
          $0.key.utf8.elementsEqual($1.key.utf8) && $0.value == $1.value
        }
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch withPlainNumber {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .integer(let value): hasher.combine(value)
    case .number(let value): hasher.combine(value)
    case .string(let value): hasher.combine(value)
    case .array(let elements): hasher.combine(elements)
    case .object(let members): hasher.combine(members)
    }
  }

  /// The value with a whole number below 2^53 converted to an integer. Negative zero stays.
  package var withPlainNumber: JSONValue {
    guard case .number(let value) = self, let whole = wholeNumber(value) else { return self }
    return .integer(whole)
  }
}

/// Returns a float64 as an integer if it is a whole number below 2^53 and not −0; nil otherwise.
package func wholeNumber(_ value: Double) -> Int? {
  guard value.magnitude < 0x1p53, value != 0 || value.sign == .plus else { return nil }
  return Double(Int(value)) == value ? Int(value) : nil
}

extension [String: JSONValue] {
  /// The members in ascending order of their keys' UTF-8 bytes.
  package var sortedByKey: [(key: String, value: JSONValue)] {
    sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }
}
