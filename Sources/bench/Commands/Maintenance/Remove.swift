import Datasets
import JSON
import Runs

extension Command {
  static let remove = Command(
    verb: "rm", operands: "RUN…", operandCount: 1...Int.max,
    summary: "move runs to runs/.trash, all or none",
    options: [Options.yes, Options.filter, Options.resultFormat, Options.workspace],
    notes: ["To have one back: mv -T runs/.trash/ID runs/ID. Its number is not used again."],
    example: "bench rm lenet5-sgd-001",
    exits: "0 removed, 1 failed or not confirmed, 2 bad usage, 4 a process trains one of them"
  ) { arguments, terminal in
    let store = try arguments.workspace().knowingLocks(isWriting: false).store
    let runs = try arguments.runs(of: "rm", in: store)
    let ids = runs.map(\.id)
    let shown = ids.prefix(10).joined(separator: ", ") + (ids.count > 10 ? ", …" : "")
    if try !arguments[Options.yes] {
      guard terminal.canAsk else {
        throw UsageError(
          problem: "bench rm: nobody is there to be asked about \(shown)",
          advice: ["if that is meant: \(command: .again(["--yes"]))"])
      }
      guard terminal.confirms("remove \(ids.count == 1 ? "" : "\(ids.count) runs: ")\(shown)?")
      else {
        terminal.messages.print("nothing was removed")
        return .failed
      }
    }
    try store.remove(runs)
    if try arguments[Options.resultFormat] == .json {
      terminal.print(.array(ids.map { ["id": .string($0)] }))
    } else {
      for id in ids { terminal.output.print(id) }
    }
    return .done
  }
}
