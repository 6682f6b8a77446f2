import Datasets
import Reports
import Runs

extension Command {
  static let collect = Command(
    verb: "gc", summary: "show what in runs/ nobody needs any more, and free it",
    options: [
      .flag("yes", "do not ask"), .flag("dry-run", "only show"), .format, .workspace,
    ],
    notes: [
      "Kept are each run's first, best and newest checkpoints (checkpoint.keep_last), those that",
      "forks start from, and everything of a run that is being trained. Removed runs go for good,",
      "and so do folders of starts that were cut off before anything was trained.",
    ],
    example: "bench gc --dry-run", exits: "0 done, 1 failed or not confirmed, 2 bad usage"
  ) { arguments, terminal in
    let format = try arguments.choice("format", default: TableFormat.table)
    let store = try arguments.workspace().store
    let waste = try store.waste()
    if format != .table || !waste.isEmpty { terminal.print(WasteTable.table(waste), as: format) }
    guard !waste.isEmpty else {
      terminal.messages.print("nothing to free")
      return .done
    }
    if arguments.has("dry-run") { return .done }
    if !arguments.has("yes") {
      guard terminal.canAsk else {
        throw UsageError(
          problem: "bench gc: nobody is there to be asked", advice: ["if that is meant: --yes"])
      }
      guard terminal.confirms("free \(waste.reduce(0) { $0 + $1.bytes }.inBytes)?") else {
        terminal.messages.print("nothing was freed")
        return .failed
      }
    }
    let freed = try store.free(waste)
    terminal.messages.print(
      "freed \(freed.reduce(0) { $0 + $1.bytes }.inBytes) in "
        + (freed.count == 1 ? "1 place" : "\(freed.count) places"))
    return .done
  }
}
