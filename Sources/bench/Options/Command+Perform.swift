import Datasets

extension Command {
  /// Does what the words after the program's name say and returns how it went.
  static func perform(_ words: [String], on terminal: Terminal) -> ExitStatus {
    if let typed = completed(words) {
      terminal.output.write(CompletionRequest(typed).answer)
      return .done
    }
    var terminal = terminal
    terminal.wording.typed = words
    terminal.messageFormat = Terminal.asksForJSON(words) ? .json : .text
    defer { terminal.noteUnsyncedFolders() }
    do {
      guard let (verb, rest) = try verbAndRest(words) else {
        terminal.messages.printFolded(String(overview.dropLast()))
        return .usage
      }
      let command = try named(verb)
      let arguments = try Arguments(rest, for: command)
      terminal.wording.workspace = arguments.workspaceToName
      if arguments.asksForHelp {
        terminal.output.printFolded(String(command.help.dropLast()))
        return .done
      }
      return try command.run(arguments, terminal)
    } catch {
      return terminal.report(error)
    }
  }

  /// The words after the program's name that a shell asks to complete: `completions --for -- WORDS…`;
  /// nil where it asks nothing.
  private static func completed(_ words: [String]) -> [String]? {
    guard words.starts(with: [completions.verb, "--for"]) else { return nil }
    let rest = words.dropFirst(2)
    return Array(rest.first == "--" ? rest.dropFirst() : rest)
  }

  /// Returns the command of this name, or says what was probably meant.
  package static func named(_ verb: String) throws(UsageError) -> Command {
    if let command = all.first(where: { $0.verb == verb }) { return command }
    guard !later.contains(verb) else {
      throw UsageError(
        problem: "bench \(verb): not in this version",
        advice: ["what there is: \(command: .help())"])
    }
    throw UsageError(
      problem: "bench: unknown verb '\(verb)'",
      advice: [UsageError.suggestion(for: verb, among: all.map(\.verb), all: .help(), "verbs")])
  }

  /// Splits the verb off; `--workspace DIR` may stand before it.
  private static func verbAndRest(
    _ words: [String]
  ) throws(UsageError) -> (verb: String, rest: [String])? {
    var leading: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "-h", "--help": return ("help", Array(rest))
      case "--version": return ("version", Array(rest))
      case _ where Options.workspace.declaration.isNamed(by: word):
        leading += [word] + rest.prefix(1)
        rest = rest.dropFirst()
      case _ where word.hasPrefix("--workspace="): leading.append(word)
      case _ where word.hasPrefix("-"):
        throw UsageError(
          problem: "bench: unknown option '\(word)' before the verb",
          advice: ["first the verb, then its options; all verbs: \(command: .help())"])
      default: return (word, leading + rest)
      }
    }
    return nil
  }
}
