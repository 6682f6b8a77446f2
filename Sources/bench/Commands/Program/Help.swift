import Files
import JSON
import Reports
import Runs

extension Command {
  static let help = Command(
    verb: "help", operands: "[VERB|TOPIC]", operandCount: 0...1,
    summary: "verbs, options, parts of a definition, pages to read",
    options: [Options.manual, Options.resultFormat, Options.workspace],
    notes: [
      "A part of the definition is named by its path and type: definition, dataset.csv, csv,",
      "optimizer.adam, training.early_stopping. Its keys, defaults and an example are printed.",
    ],
    example: "bench help optimizer.adam"
  ) { arguments, terminal in
    let format = try arguments[Options.resultFormat]
    if try arguments[Options.manual] {
      terminal.output.write(ManualPage.text(version: Machine.benchVersion))
      return .done
    }
    guard let name = arguments.operands.first else {
      if format == .json {
        terminal.print(index)
      } else {
        try printOverview(arguments, on: terminal)
      }
      return .done
    }
    if let command = all.first(where: { $0.verb == name }) {
      if format == .json { terminal.print(command.json) }
      if format == .text { terminal.output.printFolded(String(command.help.dropLast())) }
      return .done
    }
    // Says of a verb of a later version that it is one.
    if later.contains(name) { _ = try named(name) }
    switch try HelpTopic(name) {
    case .definition(let topic):
      if format == .json { terminal.print(topic.json) }
      if format == .text { terminal.output.print(topic.text(width: terminal.output.width)) }
    case .page(let page):
      if format == .json {
        terminal.print(["topic": .string(page.name), "text": .string(page.text)])
      } else {
        terminal.output.write(page.text)
      }
    }
    return .done
  }

  /// All verbs and topics, for programs.
  private static var index: JSONValue {
    [
      "verbs": .array(all.map(\.json)),
      "topics": .array(
        HelpTopic.all.map { ["topic": .string($0.name), "summary": .string($0.summary)] }),
    ]
  }

  private static func printOverview(_ arguments: Arguments, on terminal: Terminal) throws {
    terminal.output.printFolded(String(overview.dropLast()))
    if let workspace = try? arguments.workspace() {
      let runs = try workspace.store.ids().count
      let path = Workspace.shortened(workspace.path, home: environmentVariable("HOME"))
      terminal.output.print("Workspace: \(path.escaped) (\(runs) run\(runs == 1 ? "" : "s"))")
    }
  }

  /// The text of `bench help`.
  static var overview: String {
    let verbs = Set(all.map(\.verb))
    let width = groups.map(\.purpose.count).max() ?? 0
    let lines = groups.map { group in
      let names = group.verbs.filter(verbs.contains).joined(separator: ", ")
      return "\(group.purpose.padded(to: width, .left))  \(names)\n"
    }
    let topics = HelpPage.all.map(\.name).filter { !$0.contains("numerics-") }
      .joined(separator: ", ")
    return """
      bench: deterministic neural-network experiments, same bits everywhere

        bench run lenet5-sgd                    train; results in runs/lenet5-sgd-001
        bench compare lenet5-sgd-001 latest     what differs, which is better, how sure

      \(lines.joined())
      bench help VERB or bench VERB -h: options, an example
      bench help TOPIC: \(topics.wrapped(to: 78).joined(separator: "\n  "))
      bench help definition, dataset.csv, optimizer.adam: a part of a definition

      """
  }
}
