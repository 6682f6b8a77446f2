import Experiments
import JSON
import Reports

extension DefinitionTopic {
  /// The topic for people: its keys with what they allow, their defaults and meaning, the types to
  /// choose from, and an example.
  func text(width: Int) -> String {
    var lines = ["\(name)     \(summary)", ""]
    let names = keys.map(\.name) + types.map(\.text)
    let column = min(24, (names.map(\.count).max() ?? 0) + 2)
    for key in keys {
      let rest = key.presence.isEmpty ? "" : "; \(key.presence)"
      lines += Self.entry(key.name, "\(key.expectation)\(rest)", column: column, width: width)
      lines += Self.entry("", key.summary, column: column, width: width)
      for choice in key.choices {
        lines += Self.entry(
          "", "  \(choice.text): \(choice.summary)", column: column, width: width)
      }
    }
    if !keys.isEmpty { lines.append("") }
    for type in types {
      lines += Self.entry(type.text, type.summary, column: column, width: width)
    }
    if !types.isEmpty {
      lines += ["", "the keys of each: bench help \(name).\(types[0].text)", ""]
    }
    lines.append("example")
    lines += example.prettyText.split(separator: "\n").map { "  \($0)" }
    return lines.joined(separator: "\n")
  }

  private static func entry(
    _ name: String, _ text: String, column: Int, width: Int
  ) -> [String] {
    let folded = text.wrapped(to: max(30, width - column - 2))
    // A name that is too long has a line of its own.
    let isLong = name.count > column - 2
    let first = isLong ? ["  \(name)"] : []
    return first
      + folded.enumerated().map { index, line in
        let start = index == 0 && !isLong ? name : ""
        return "  \(start.padded(to: column, .left))\(line)"
      }
  }

  /// The topic for programs.
  var json: JSONValue {
    [
      "topic": .string(name), "summary": .string(summary),
      "types": .array(types.map(\.json)),
      "keys": .array(
        keys.map { key in
          [
            "key": .string(key.name), "expected": .string(key.expectation),
            "required": .bool(key.isRequired), "default": key.fallback ?? .null,
            "summary": .string(key.summary), "choices": .array(key.choices.map(\.json)),
          ]
        }),
      "example": example,
    ]
  }
}

extension ListedValue {
  fileprivate var json: JSONValue { ["name": .string(text), "summary": .string(summary)] }
}
