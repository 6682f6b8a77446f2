import Files
import Reports
import Runs

extension Command {
  static let help = Command(
    verb: "help", operands: "[VERB]", operandCount: 0...1,
    summary: "what there is; a verb's options and an example", options: [Options.workspace],
    example: "bench help run"
  ) { arguments, terminal in
    if let verb = arguments.operands.first {
      terminal.output.printFolded(String(try Command.named(verb).help.dropLast()))
    } else {
      terminal.output.printFolded(String(overview.dropLast()))
      if let workspace = try? arguments.workspace() {
        let runs = try workspace.store.ids().count
        let path = Workspace.shortened(workspace.path, home: environmentVariable("HOME"))
        terminal.output.print("Workspace: \(path.escaped) (\(runs) run\(runs == 1 ? "" : "s"))")
      }
    }
    return .done
  }

  /// The text of `bench help`.
  static var overview: String {
    let verbs = Set(all.map(\.verb))
    let width = groups.map(\.purpose.count).max() ?? 0
    let lines = groups.map { group in
      let names = group.verbs.filter(verbs.contains).joined(separator: ", ")
      return "\(group.purpose.padded(to: width, .left))  \(names)\n"
    }
    return """
      bench: deterministic neural-network experiments, same bits everywhere

        bench run lenet5-sgd                    train; results in runs/lenet5-sgd-001
        bench compare lenet5-sgd-001 latest     what differs, which is better, how sure

      \(lines.joined())
      bench help VERB or bench VERB -h: options, an example

      """
  }
}
