import Reports
import Runs

extension Arguments {
  /// The runs that the operands name, each once, in their order; or those for which `--where`
  /// holds, oldest first.
  ///
  /// - Throws: a `UsageError` where both are given, where no run matches, and where fewer or more
  ///   match than the verb takes.
  func runs(of command: String, in store: RunStore) throws -> [Run] {
    if has(Option.filter.name) { return try matchingRuns(of: command, in: store) }
    let found = try operands.map { try store.resolve($0).run }
    for (index, run) in found.enumerated()
    where found[..<index].contains(where: { $0.id == run.id }) {
      throw UsageError(
        problem: "bench \(command): \(run.id) is named twice", advice: ["all runs: bench runs"])
    }
    return found
  }

  private func matchingRuns(of command: String, in store: RunStore) throws -> [Run] {
    guard operands.isEmpty, let query = try query() else {
      throw UsageError(
        problem: "bench \(command): RUN and --where exclude each other",
        advice: ["name the runs, or say what they have in common"])
    }
    let runs = try store.list().queried(for: query.fields)
    let found = try matching(query, among: runs)
    guard !found.isEmpty else {
      throw UsageError(
        problem: "bench \(command): no run matches \(query.text)", advice: ["all: bench runs"])
    }
    let range = try Command.named(command).operandCount
    guard range.contains(found.count) else {
      let runs = found.count == 1 ? "1 run matches" : "\(found.count) runs match"
      let limit =
        found.count < range.lowerBound
        ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
      throw UsageError(
        problem: "bench \(command): \(runs) \(query.text), but it takes \(limit)",
        advice: ["which: bench runs --where …"])
    }
    return found.map(\.run).reversed()
  }
}
