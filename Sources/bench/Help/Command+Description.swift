import JSON

extension Command {
  /// The verb for programs: its operands, options, notes, example and exit codes.
  var json: JSONValue {
    [
      "verb": .string(verb), "summary": .string(summary), "operands": .string(operands),
      "least_operands": .integer(operandCount.lowerBound),
      "most_operands": operandCount.upperBound == .max
        ? .null : .integer(operandCount.upperBound),
      "options": .array(options.map(\.declaration.json)),
      "notes": .array(notes.map(JSONValue.string)), "example": .string(example),
      "exit": exits.map(JSONValue.string) ?? .null,
    ]
  }
}

extension OptionDeclaration {
  fileprivate var json: JSONValue {
    [
      "option": .string("--\(name)"), "letter": letter.map { .string("-\($0)") } ?? .null,
      "value": placeholder.map(JSONValue.string) ?? .null, "repeatable": .bool(isRepeatable),
      "summary": .string(help), "choices": .array(choices.map(JSONValue.string)),
    ]
  }

  /// The words that are allowed, where they are fixed.
  private var choices: [String] {
    if case .words(let words) = completion { words } else { [] }
  }
}
