import Reports

/// A verb: what it takes, what its help says, and what it does.
package struct Command: Sendable {
  package let verb: String
  /// What stands for its operands in the help, as `EXPERIMENT…`.
  var operands = ""
  /// How many operands it takes.
  var operandCount: ClosedRange<Int> = 0...0
  let summary: String
  package var options: [any AnyOption] = []
  /// Another program's options: where the flag is given, options that are not known are values of
  /// the other option.
  var passing: (flag: any AnyOption, to: any AnyOption)?
  /// A repeatable option, and the options that apply to its last occurrence.
  var itemized: (item: any AnyOption, details: [any AnyOption])?
  /// Lines that say what options cannot.
  var notes: [String] = []
  package let example: String
  var exits: String?
  let run: @Sendable (Arguments, Terminal) throws -> ExitStatus

  /// The text of `bench VERB -h`.
  package var help: String {
    let synopsis = ["bench", verb, operands, options.isEmpty ? "" : "[options]"]
      .filter { !$0.isEmpty }.joined(separator: " ")
    let declarations = options.map(\.declaration)
    let width = declarations.map(\.synopsis.count).max() ?? 0
    let lines = declarations.map { option in
      "  \(option.synopsis.padded(to: width, .left))   \(option.help)\n"
    }
    return """
      \(synopsis)     \(summary)

      \(lines.joined())\(lines.isEmpty ? "" : "\n")\(notesText)example  \(example)
      \(exits.map { "exit     \($0)\n" } ?? "")
      """
  }

  private var notesText: String {
    notes.isEmpty ? "" : notes.map { "\($0)\n" }.joined() + "\n"
  }
}

/// How the program ends; the numbers are a promise to scripts.
enum ExitStatus: Hashable, Sendable {
  case done
  /// The work failed or a check did not hold.
  case failed
  /// Bad usage or a bad definition; nothing was written.
  case usage
  case diverged
  /// Another process holds the run.
  case held
  /// Data are missing or not what they were.
  case data
  /// Stopped by a signal after a checkpoint was saved.
  case stopped(signal: Int32)

  var code: Int32 {
    switch self {
    case .done: 0
    case .failed: 1
    case .usage: 2
    case .diverged: 3
    case .held: 4
    case .data: 5
    case .stopped(let signal): 128 + signal
    }
  }
}
