import Files
import JSON
import Runs

/// The words of a command up to the cursor, and what may stand there.
struct CompletionRequest {
  /// What is offered for the last word.
  struct Offer: Hashable {
    /// The whole word.
    let word: String
    /// A sentence beside it; may be empty.
    let summary: String
  }

  private let words: [String]

  /// - Parameter words: the words after the program's name; the last is being typed, maybe empty.
  init(_ words: [String]) { self.words = words.isEmpty ? [""] : words }

  /// The lines for a shell: `WORD<tab>SUMMARY` each. A line that begins with a tab says what the
  /// shell is to add by itself: files or folders.
  var answer: String {
    let (kind, start, command, operands) = expected
    let typed = words[words.count - 1]
    let rest = String(typed.dropFirst(start.count))
    let values = CompletionValues(
      for: command, operands: operands, workspace: workspace, typed: rest)
    var known: Set<String> = []
    let offers = values.offers(of: kind).filter {
      $0.word.hasPrefix(rest) && known.insert($0.word).inserted
    }
    let lines = offers.map { offer in
      "\(start)\(offer.word)\t\(offer.summary.filter { !$0.isNewline && $0 != "\t" })\n"
    }
    let directives = values.shellKinds(of: kind).map { "\t\($0)\n" }
    return (directives + lines).joined()
  }

  /// What is completed: its kind, what of the word comes before it, the verb's command and the
  /// operands before.
  private var expected: (kind: Completion, start: String, command: Command?, operands: [String]) {
    let typed = words[words.count - 1]
    var before = words.dropLast()[...]
    while let word = before.first, word.hasPrefix("-") {
      before = before.dropFirst(word == "--workspace" ? 2 : 1)
    }
    if words.count > 1, words[words.count - 2] == "--workspace" {
      return (.folders, "", nil, [])
    }
    guard let verb = before.first else {
      return (typed.hasPrefix("-") ? .words(["--help", "--version"]) : .verbs, "", nil, [])
    }
    guard let command = Command.all.first(where: { $0.verb == verb }) else {
      return (.nothing, "", nil, [])
    }
    var operands: [String] = []
    var rest = before.dropFirst()
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        return (command.completion(ofOperand: operands.count), "", command, operands)
      }
      guard word.hasPrefix("-"), word != "-" else {
        operands.append(word)
        continue
      }
      guard let option = command.declaration(of: word), option.placeholder != nil,
        !word.contains("=")
      else { continue }
      guard rest.popFirst() != nil else { return (option.completion, "", command, operands) }
    }
    if let equals = typed.firstIndex(of: "="), typed.hasPrefix("--"),
      let option = command.declaration(of: String(typed[..<equals]))
    {
      return (option.completion, String(typed[...equals]), command, operands)
    }
    if typed.hasPrefix("-") { return (.options, "", command, operands) }
    return (command.completion(ofOperand: operands.count), "", command, operands)
  }

  /// The workspace that the words, the environment or the current folder name.
  private var workspace: Workspace? {
    var explicit: String?
    for (index, word) in words.enumerated() {
      if word == "--workspace", index + 1 < words.count - 1 { explicit = words[index + 1] }
      if word.hasPrefix("--workspace=") { explicit = String(word.dropFirst(12)) }
    }
    var environment: [String: String] = [:]
    for name in ["HOME", "BENCH_WORKSPACE"] { environment[name] = environmentVariable(name) }
    return try? Workspace.find(
      explicit: explicit, environment: environment, currentDirectory: currentDirectory)
  }
}

extension Command {
  /// The option that a word names, without its value.
  func declaration(of word: String) -> OptionDeclaration? {
    let name = String(word.prefix { $0 != "=" })
    return options.map(\.declaration).first { $0.isNamed(by: name) }
  }
}
