import Datasets
import Reports
import Runs

extension Command {
  static let collect = Command(
    verb: "gc", summary: "show what in runs/ nobody needs any more, and free it",
    options: [
      Options.yes, Options.dryRun.described("only show"), Options.format, Options.workspace,
    ],
    notes: [
      "Kept are each run's first, best and newest checkpoints (checkpoint.keep_last), those that",
      "forks start from, and everything of a run that is being trained. Removed runs go for good,",
      "and so do folders of starts that were cut off before anything was trained, and leases of runs",
      "that nobody holds.",
      "Only checkpoints that pass every check count as kept: of a run that has more, the newest are",
      "read whole. What cannot be read or freed is named and left alone; everything else is freed.",
    ],
    example: "bench gc --dry-run",
    exits: "0 done, 1 not confirmed, or something was left alone, 2 bad usage"
  ) { arguments, terminal in
    let format = try arguments[Options.format]
    let store = try arguments.workspace().knowingLocks(isWriting: false).store
    let found = try store.garbage()
    tell(found.problems, on: terminal)
    let garbage = found.garbage
    if format != .table || !garbage.isEmpty {
      terminal.print(GarbageTable.table(garbage, in: store.workspace), as: format)
    }
    let outcome: ExitStatus = found.problems.isEmpty ? .done : .failed
    guard !garbage.isEmpty else {
      terminal.messages.print("nothing to free")
      return outcome
    }
    if try arguments[Options.dryRun] { return outcome }
    if try !arguments[Options.yes] {
      guard terminal.canAsk else {
        throw UsageError(
          problem: "bench gc: nobody is there to be asked",
          advice: ["if that is meant: \(command: .again(["--yes"]))"])
      }
      guard terminal.confirms("free \(garbage.totalBytes.inBytes)?") else {
        terminal.messages.print("nothing was freed")
        return .failed
      }
    }
    let freed = try store.free(garbage)
    tell(freed.problems, on: terminal)
    terminal.messages.print(
      "freed \(freed.garbage.totalBytes.inBytes) in "
        + (freed.garbage.count == 1 ? "1 place" : "\(freed.garbage.count) places"))
    return freed.problems.isEmpty ? outcome : .failed
  }

  /// Names what could not be looked at or freed; everything else was.
  private static func tell(_ problems: [RunError], on terminal: Terminal) {
    for problem in problems { terminal.warning("left alone: \(problem.message)") }
  }
}
