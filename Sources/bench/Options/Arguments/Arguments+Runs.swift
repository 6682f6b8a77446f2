import Datasets
import Reports
import Runs

extension Arguments {
  /// The runs that the operands name, each once, in their order; or those for which `--where`
  /// holds, oldest first.
  ///
  /// - Throws: a `UsageError` where both are given, where no run matches, and where fewer or more
  ///   match than the verb takes.
  func runs(of command: String, in store: RunStore) throws -> [Run] {
    if has(Options.filter) { return try matchingRuns(of: command, in: store) }
    let found = try operands.map { try store.resolve($0).run }
    for (index, run) in found.enumerated()
    where found[..<index].contains(where: { $0.id == run.id }) {
      throw UsageError(
        problem: "bench \(command): \(run.id) is named twice",
        advice: ["all runs: \(command: .runs())"])
    }
    return found
  }

  /// The runs that `--where` would find if it asked nothing of what they came to: a comparison
  /// must not hide that they were left out.
  ///
  /// Of finished runs only those that their figures kept out: an epoch, too, tells a training that
  /// stopped early from one that was to be short.
  func runsLeftOut(_ runs: [Run], in store: RunStore) throws -> [ComparedRun] {
    guard let query = try self[Options.filter] else { return [] }
    return try store.runs(leftOutBy: query, of: runs)
  }

  private func matchingRuns(of command: String, in store: RunStore) throws -> [Run] {
    guard operands.isEmpty, let query = try self[Options.filter] else {
      throw UsageError(
        problem: "bench \(command): RUN and --where exclude each other",
        advice: ["name the runs, or say what they have in common"])
    }
    return try store.runs(
      matching: query, Command.named(command).operandCount, for: "bench \(command)",
      in: Options.filter)
  }
}

extension RunStore {
  /// The runs for which an expression holds, oldest first.
  ///
  /// - Parameters:
  ///   - range: how many there may be.
  ///   - taker: what takes them, with which a message begins.
  ///   - option: the option that has the expression.
  /// - Throws: a `UsageError` where no run matches, and where fewer or more match.
  func runs(
    matching query: RunQuery, _ range: ClosedRange<Int>, for taker: String,
    in option: some AnyOption
  ) throws -> [Run] {
    let search = try find(RunSearch(query, limit: range.upperBound))
    let known = try fields(named: query.metricNames, in: search.runCounts)
    try UsageError.checking(query, known, in: option.declaration.name)
    guard search.matching > 0 else {
      throw UsageError(
        problem: "\(taker): no run matches \(query.text)", advice: ["all: \(command: .runs())"])
    }
    guard range.contains(search.matching) else {
      let runs = search.matching == 1 ? "1 run matches" : "\(search.matching) runs match"
      let limit =
        search.matching < range.lowerBound
        ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
      throw UsageError(
        problem: "\(taker): \(runs) \(query.text), but it takes \(limit)",
        advice: ["which: \(command: .runs(where: query.text))"])
    }
    return try runs(search.runs.map(\.id).reversed())
  }

  /// The runs that an expression leaves out only because of how they ended: see
  /// `Arguments.runsLeftOut(_:in:)`.
  func runs(leftOutBy query: RunQuery, of runs: [Run]) throws -> [ComparedRun] {
    guard let search = RunSearch(withoutOutcomeIn: query, limit: 1000) else { return [] }
    let asksForFigures = query.fields.contains(where: \.isMetric)
    let found = Set(runs.map(\.id))
    let others = try find(search).runs.map(\.id).reversed().filter { !found.contains($0) }
    return try self.runs(Array(others)).compactMap { try? ComparedRun($0) }
      .filter { !$0.isFinished || asksForFigures }
  }
}
