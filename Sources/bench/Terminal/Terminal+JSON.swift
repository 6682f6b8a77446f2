import Datasets
import Experiments
import JSON
import Reports

/// The formats of results that are not a table.
enum ResultFormat: String, Hashable, Sendable, CaseIterable {
  case text
  case json
}

/// The one format of what is JSON in any case.
enum OnlyJSON: String, Hashable, Sendable, CaseIterable {
  case json
}

extension Terminal {
  /// Prints a result for programs.
  func print(_ value: JSONValue) { output.write(value.prettyText + "\n") }

  /// A terminal on which nothing but JSON is a result: what a person would read is not printed.
  func speaking(_ format: ResultFormat) -> Terminal {
    guard format == .json else { return self }
    return Terminal(
      output: .none, messages: messages, wording: wording, messageFormat: messageFormat)
  }

  /// Where sentences beside a table are printed: on the output if people read the table, otherwise
  /// with the messages, since a program expects the table alone.
  func speaking(beside format: TableFormat) -> Terminal {
    guard !format.isForPeople else { return self }
    return Terminal(
      output: messages, messages: messages, wording: wording, messageFormat: messageFormat)
  }

  /// A terminal on which every line stays.
  var withoutRedrawing: Terminal {
    var stream = output
    stream.canRedraw = false
    return Terminal(
      output: stream, messages: messages, wording: wording, messageFormat: messageFormat)
  }

  /// Whether words of a command ask for JSON, which their errors are then as well.
  static func asksForJSON(_ words: [String]) -> Bool {
    let formats = ["json", "jsonl"]
    return zip(words, words.dropFirst() + [""]).contains { word, next in
      word == "--format" && formats.contains(next)
        || formats.contains { word == "--format=\($0)" }
    }
  }

  /// Prints an object of one member on a line of its own.
  ///
  /// - Parameter kind: `error`, `warning` or `note`.
  func printObject(_ kind: String, _ members: [String: JSONValue]) {
    messages.write(JSONValue.object([kind: .object(members)]).canonicalText + "\n")
  }

  /// Advice as it would be printed, a text a line.
  func worded(_ advice: [Remedy]) -> JSONValue {
    .array(advice.map { .string(wording.text($0)) })
  }

  /// Prints a definition's mistakes as one error.
  func printObject(_ error: DefinitionError) {
    let status = ExitStatus(error)
    printObject(
      "error",
      [
        "message": .string(error.summary ?? error.diagnostics[0].headline),
        "exit_code": .integer(Int(status.code)),
        "advice": .array(
          error.diagnostics.count == 1 ? worded(error.diagnostics[0].hints).array ?? [] : []),
        "mistakes": .array(error.diagnostics.map { $0.json(advice: worded($0.hints)) }),
      ])
  }
}

extension TableFormat {
  /// Whether people read it, so that words may stand beside the table.
  var isForPeople: Bool { self == .table || self == .markdown }
}

extension PlacedDiagnostic {
  /// For programs: where the mistake is, and what.
  fileprivate func json(advice: JSONValue) -> JSONValue {
    var members: [String: JSONValue] = [
      "path": .string(path), "problem": .string(problem), "advice": advice,
    ]
    switch place {
    case .text(let file, let line, let column):
      members["file"] = .string(file)
      members["line"] = .integer(line)
      members["column"] = .integer(column)
    case .file(let file): members["file"] = .string(file)
    case .option(let option): members["option"] = .string(option)
    case .nowhere: break
    }
    return .object(members)
  }
}
