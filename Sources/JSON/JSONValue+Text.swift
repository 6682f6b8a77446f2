extension JSONValue {
  /// The unique text of this value: keys sorted by bytes, no white space, numbers in the shortest
  /// form that reads back the same (a whole number below 2^53 as an integer), only the necessary
  /// escapes.
  package var canonicalText: String {
    var text = ""
    writeCanonical(to: &text)
    return text
  }

  /// The text for people: keys sorted, two spaces per level, arrays of scalars on one line if it
  /// stays under 100 columns. There is no newline at the end.
  package var prettyText: String {
    var text = ""
    writePretty(to: &text, indentation: "")
    return text
  }

  private func writeCanonical(to text: inout String) {
    switch self {
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        element.writeCanonical(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.sortedByKey.enumerated() {
        if index > 0 { text += "," }
        text += quoted(member.key) + ":"
        member.value.writeCanonical(to: &text)
      }
      text += "}"
    default:
      text += scalarText
    }
  }

  private func writePretty(to text: inout String, indentation: String) {
    let inner = indentation + "  "
    switch self {
    case .array(let elements) where !elements.isEmpty:
      if let line = oneLine(elements), indentation.count + line.count < 90 {
        text += line
        return
      }
      for (index, element) in elements.enumerated() {
        text += (index == 0 ? "[\n" : ",\n") + inner
        element.writePretty(to: &text, indentation: inner)
      }
      text += "\n\(indentation)]"
    case .object(let members) where !members.isEmpty:
      for (index, member) in members.sortedByKey.enumerated() {
        text += (index == 0 ? "{\n" : ",\n") + inner + quoted(member.key) + ": "
        member.value.writePretty(to: &text, indentation: inner)
      }
      text += "\n\(indentation)}"
    default:
      text += canonicalText
    }
  }

  private func oneLine(_ elements: [JSONValue]) -> String? {
    let areScalars = elements.allSatisfy { $0.array == nil && $0.object == nil }
    return areScalars ? "[" + elements.map(\.scalarText).joined(separator: ", ") + "]" : nil
  }

  private var scalarText: String {
    switch withPlainNumber {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): value == 0 ? "-0" : value.isFinite ? value.description : "null"
    case .string(let value): quoted(value)
    case .array, .object: preconditionFailure("only scalars")
    }
  }
}

/// Returns a string as JSON writes it, with the fewest escapes.
private func quoted(_ string: String) -> String {
  var text = "\""
  for scalar in string.unicodeScalars {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\u{8}": text += "\\b"
    case "\u{C}": text += "\\f"
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\t": text += "\\t"
    case "\0"..<" ": text += "\\u00" + hexadecimal(UInt8(scalar.value))
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text + "\""
}
