package import JSON

/// JSON whose members have an order, as a person writes a definition.
package indirect enum OrderedJSON: Hashable, Sendable {
  case value(JSONValue)
  case list([OrderedJSON])
  case object([Member])

  package struct Member: Hashable, Sendable {
    package let key: String
    package let value: OrderedJSON

    package init(_ key: String, _ value: OrderedJSON) {
      self.key = key
      self.value = value
    }
  }

  /// The longest line that is not broken.
  private static let longestLine = 100

  /// `{ "type": "linear", "out_features": 10 }`
  var inline: String {
    switch self {
    case .value(let value): value.canonicalText
    case .list(let items): "[" + items.map(\.inline).joined(separator: ", ") + "]"
    case .object(let members) where members.isEmpty: "{}"
    case .object(let members):
      "{ " + members.map { "\($0.quotedKey): \($0.value.inline)" }.joined(separator: ", ") + " }"
    }
  }

  /// The text in lines. What is short enough stays in one line, except for a list of objects and for
  /// the outermost object.
  ///
  /// - Parameter indentation: the blanks before the text's further lines.
  package func text(indentation: String = "", keyWidth: Int = 0) -> String {
    let isShort = indentation.count + keyWidth + inline.count + 1 <= Self.longestLine
    let deeper = indentation + "  "
    switch self {
    case .list(let items) where items.contains(where: \.isObject):
      let lines = items.map { deeper + $0.inline }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(indentation)]"
    case .object(let members) where !isShort || indentation.isEmpty:
      let lines = members.map { member in
        let key = "\(member.quotedKey): "
        return deeper + key + member.value.text(indentation: deeper, keyWidth: key.count)
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indentation)}"
    default: return inline
    }
  }

  private var isObject: Bool { if case .object = self { true } else { false } }
}

extension OrderedJSON.Member {
  fileprivate var quotedKey: String { JSONValue.string(key).canonicalText }
}

extension OrderedJSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral
{
  package init(dictionaryLiteral members: (String, OrderedJSON)...) {
    self = .object(members.map { Member($0, $1) })
  }

  package init(arrayLiteral items: OrderedJSON...) { self = .list(items) }
  package init(stringLiteral text: String) { self = .value(.string(text)) }
  package init(integerLiteral integer: Int) { self = .value(.integer(integer)) }
  package init(floatLiteral number: Double) { self = .value(.number(number)) }
  package init(booleanLiteral isTrue: Bool) { self = .value(.bool(isTrue)) }

  static func text(_ text: String) -> OrderedJSON { .value(.string(text)) }
  static func integer(_ integer: Int) -> OrderedJSON { .value(.integer(integer)) }
  static func integers(_ integers: [Int]) -> OrderedJSON { .list(integers.map { .integer($0) }) }
  static func texts(_ texts: [String]) -> OrderedJSON { .list(texts.map { .text($0) }) }
}
