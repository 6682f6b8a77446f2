import Experiments

/// The page for `man`, in the macros of `man(7)`, from the declarations of the verbs.
enum ManualPage {
  /// The text of `bench.1`.
  package static func text(version: String) -> String {
    let verbs = Command.groups.flatMap(\.verbs)
    var seen: Set<String> = []
    let ordered = verbs.filter { seen.insert($0).inserted }
      .compactMap { verb in Command.all.first { $0.verb == verb } }
    let rest = Command.all.filter { !seen.contains($0.verb) }
    return [
      ".TH BENCH 1 \"\" \"bench \(escaped(version))\" \"User Commands\"",
      section("NAME"),
      "bench \\- deterministic neural\\-network experiments: train, compare, verify",
      section("SYNOPSIS"), ".B bench", ".I VERB", "[\\fIoptions\\fR]",
      section("DESCRIPTION"),
      line(
        "bench trains small neural networks from JSON definitions on its own CPU engine, records "
          + "checkpoints and metrics, and says which of two runs is better and how sure that is. "
          + "Weights, metrics and predictions are the same bits at any number of threads and on "
          + "every instruction set."),
      section("VERBS"), (ordered + rest).map(verb).joined(separator: "\n"),
      section("TOPICS"),
      line(
        "bench help TOPIC prints a page of the documentation, or a part of the definition with its "
          + "keys, such as dataset.csv or optimizer.adam."),
      HelpPage.all.map { item($0.name, $0.summary.filter { $0 != "`" }) }.joined(separator: "\n"),
      item(
        DefinitionTopic.root, DefinitionTopic(DefinitionTopic.root)?.summary ?? ""),
      section("EXIT STATUS"),
      exits.map { item($0.code, $0.meaning) }.joined(separator: "\n"),
      section("ENVIRONMENT"),
      environment.map { item($0.name, $0.meaning) }.joined(separator: "\n"),
      section("FILES"),
      files.map { item($0.path, $0.meaning) }.joined(separator: "\n"),
    ].joined(separator: "\n") + "\n"
  }

  static let exits: [(code: String, meaning: String)] = [
    ("0", "Done."), ("1", "The work failed, or a check did not hold."),
    ("2", "Bad usage or a bad definition; nothing was written."), ("3", "A training diverged."),
    ("4", "Another process holds the run."), ("5", "Data are missing or not what they were."),
    ("129, 130, 143", "Stopped by SIGHUP, SIGINT or SIGTERM after a checkpoint was saved."),
  ]

  private static let environment: [(name: String, meaning: String)] = [
    ("BENCH_WORKSPACE", "The workspace, unless --workspace names one."),
    ("BENCH_ISA", "The instruction set: baseline, avx2, avx512 or neon. It changes no result."),
    ("BENCH_DATA", "The folder of data sets that bench data fetch fills."),
    ("BENCH_DATA_URL", "A mirror to fetch data sets from."),
    ("NO_COLOR", "If set, nothing is coloured."),
  ]

  private static let files: [(path: String, meaning: String)] = [
    ("experiments/NAME.json", "Definitions."),
    ("runs/ID/run.json", "State, origin and results of a run."),
    ("runs/ID/metrics.csv", "A row an epoch."),
    ("runs/ID/checkpoints/", "Checkpoints, as safetensors."),
  ]

  private static func verb(_ command: Command) -> String {
    let name = ["bench", command.verb, command.operands].filter { !$0.isEmpty }
      .joined(separator: " ")
    var lines = [".SS \"\(escaped(name))\"", line(sentence(command.summary))]
    lines += command.options.map(\.declaration).map { item($0.synopsis, sentence($0.help)) }
    if !command.notes.isEmpty { lines.append(verbatim(command.notes)) }
    lines.append(verbatim([command.example]))
    if let exits = command.exits { lines.append(paragraph("Exit status: \(exits).")) }
    return lines.joined(separator: "\n")
  }

  private static func section(_ title: String) -> String { ".SH \"\(title)\"" }

  private static func paragraph(_ text: String) -> String { ".PP\n\(line(text))" }

  private static func item(_ term: String, _ text: String) -> String {
    ".TP\n.B \(line(term))\n\(line(text))"
  }

  private static func verbatim(_ lines: [String]) -> String {
    ([".PP", ".nf"] + lines.map(line) + [".fi"]).joined(separator: "\n")
  }

  private static func sentence(_ text: String) -> String {
    text.isEmpty ? "" : text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  /// A line of text that no macro can begin.
  private static func line(_ text: String) -> String {
    let escaped = escaped(text)
    return escaped.hasPrefix(".") || escaped.hasPrefix(" ") ? "\\&" + escaped : escaped
  }

  /// Text in which nothing is a request or another character.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\e"
      case "-": "\\-"
      case "\"": "\\(dq"
      case "'": "\\(aq"
      case "`": "\\(ga"
      case "^": "\\(ha"
      case "~": "\\(ti"
      case _ where scalar.isASCII: String(scalar)
      default: "\\[u\(hexadecimal(scalar.value))]"
      }
    }
    .joined()
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
