import Datasets
import Engine
import Execution
import Experiments
import JSON
import Reports
import Runs

/// `bench decide`: reads its arguments, plans, trains pairs, and says how it ended.
struct DecisionRun: Sendable {
  let workspace: Workspace
  let terminal: Terminal
  let format: TableFormat
  private let sides: DecisionSides
  private let demand: DecisionPlan.Demand
  private let metric: DecisionMetric
  private let jobs: Int
  private let resources: ComputeResources

  init(_ arguments: Arguments, on terminal: Terminal) throws {
    self.terminal = terminal
    workspace = try arguments.workspace()
    format = try arguments[Options.format]
    jobs = try arguments[Options.jobs] ?? 1
    resources = ComputeResources(
      threads: try arguments[Options.threads(jobs: jobs)], jobs: jobs,
      kernels: try Machine.kernels())
    let sides = try LoadingNotice.during(on: terminal.messages) { [workspace] in
      try DecisionSides(arguments, in: workspace)
    }
    self.sides = sides
    do {
      metric = try DecisionProblem.metric(
        named: arguments[Options.metric],
        base: (sides.base.experiment, sides.base.dataSHA256),
        other: (sides.other.experiment, sides.other.dataSHA256))
    } catch let error as DecisionProblem {
      throw UsageError(problem: "bench decide: \(error.problem)", advice: error.advice)
    }
    let seeds = try arguments[Options.pairSeeds]
    demand = DecisionPlan.Demand(
      base: sides.base.side, other: sides.other.side, metric: metric.text,
      margin: try Self.margin(arguments, metric), alpha: 0.05, minimum: 3,
      maximum: try Self.maximum(arguments, seeds), firstSeed: seeds?.first)
  }

  private static func margin(_ arguments: Arguments, _ metric: DecisionMetric) throws -> Double? {
    guard let margin = try arguments[Options.margin] else { return nil }
    guard metric.isInPoints else { return margin }
    guard margin < 100 else {
      throw UsageError.value(
        arguments.text(of: Options.margin) ?? "", of: "margin",
        expected: "points of accuracy, less than 100, as 0.3")
    }
    return margin / 100
  }

  private static func maximum(_ arguments: Arguments, _ seeds: PairSeeds?) throws -> Int? {
    let maximum = try arguments[Options.maximumPairs]
    if try arguments[Options.noMaximum] {
      if maximum != nil {
        throw UsageError.conflict(
          Options.noMaximum, Options.maximumPairs, because: "they contradict each other")
      }
      if seeds?.count != nil {
        throw UsageError.conflict(
          Options.noMaximum, Options.pairSeeds, because: "--seeds A..B ends; --seeds A.. does not")
      }
      return nil
    }
    guard let count = seeds?.count else { return maximum ?? 20 }
    guard maximum == nil || maximum == count else {
      throw UsageError.conflict(
        Options.maximumPairs, Options.pairSeeds, because: "--seeds A..B says how many already")
    }
    return count
  }

  /// Says what would be planned and trained.
  func rehearse() throws -> ExitStatus {
    let found = try workspace.store.decision(demand.id)
    let plan = try found ?? makePlan()
    let report = try makeReport(plan, Decision(rules(plan), []), [])
    terminal.output.printFolded("would decide \(report.heading)".escaped)
    let path = workspace.store.printedPath(ofDecision: plan.id)
    terminal.output.print(
      found == nil
        ? "  by a new plan: \(path)" : "  by the plan of \(plan.createdAt.printed): \(path)")
    let last = plan.demand.maximum.map { "..\(plan.seed(ofPair: $0 - 1))" } ?? ".."
    terminal.output.print("  seeds \(plan.firstSeed)\(last), the same in both runs of a pair")
    for note in report.notes { terminal.note(note) }
    return .done
  }

  /// Decides, and prints the finding.
  func perform() throws -> ExitStatus {
    WaitingOutput.begin()
    let store = workspace.store
    let plan = try store.decision(demand.id) ?? store.begin(try makePlan())
    let rules = rules(plan)
    let training = try DecisionTraining(
      plan, in: store, jobs: jobs, resources: resources,
      resolving: { [sides, workspace] isBase, seed in
        try (isBase ? sides.base : sides.other).resolved(seed: seed, in: workspace.library)
      })
    terminal.messages.print(
      "plan \(store.printedPath(ofDecision: plan.id).escaped): seeds from \(plan.firstSeed) on, at "
        + "most \(plan.pairs) pairs")
    let board = ProgressBoard(on: terminal.messages, isQuiet: false)
    var pairs: [DecisionPair] = []
    var runs: [(base: Run, other: Run)] = []
    var decision = Decision(rules, [])
    let outcome = try training.perform(
      on: WorkerPool(threads: min(jobs, 2 * training.pairsAtOnce)),
      by: { Machine.provenance(resources, in: workspace, on: terminal) },
      listener: { batch, trials in
        DecisionListener(batch, trials, of: plan, in: workspace, on: board, terminal)
      },
      needsMore: { pair in
        pairs.append(
          DecisionPair(
            seed: pair.seed, base: try metric.result(of: pair.base),
            other: try metric.result(of: pair.other)))
        runs.append((pair.base, pair.other))
        decision = Decision(rules, pairs)
        let report = try makeReport(plan, decision, runs, withExamples: false)
        if let line = report.lastLine { board.print { terminal.messages.print(line.escaped) } }
        return decision.ending == nil && !board.isStopped
      })
    if decision.ending == nil { return stopped(outcome, decision) }
    var report = try makeReport(plan, decision, runs)
    report.ledgerPlace = LedgerKey(plan, metric, dataSHA256: sides.base.dataSHA256)?.noted(
      in: store)
    print(report)
    return .done
  }

  /// Says that the decision is not made yet.
  private func stopped(
    _ outcome: DecisionTraining.Outcome, _ decision: Decision
  ) -> ExitStatus {
    let pairs = decision.pairs.count
    terminal.messages.print("undecided after \(pairs) pair\(pairs == 1 ? "" : "s")")
    terminal.advise("go on: this command again")
    if let signal = StopSignal.received { return .stopped(signal: signal) }
    guard case .stopped(let ends) = outcome else { return .failed }
    return ExitStatus(ends.map(\.status))
  }

  private func print(_ report: DecisionReport) {
    switch format {
    case .table:
      terminal.output.printFolded(report.heading.escaped)
      terminal.print(report.table, as: format)
      terminal.output.print()
      for line in report.sentence.wrapped(to: min(100, terminal.output.width)) {
        terminal.output.print(line.escaped)
      }
    case .markdown: terminal.output.write(report.markdown)
    case .csv: terminal.print(report.table, as: format)
    case .json: terminal.output.write(report.json.prettyText + "\n")
    }
    for note in report.notes { terminal.note(note) }
  }

  private func makeReport(
    _ plan: DecisionPlan, _ decision: Decision, _ runs: [(base: Run, other: Run)],
    withExamples: Bool = true
  ) throws -> DecisionReport {
    try DecisionReport(
      plan, metric: metric, examples: sides.base.experiment.examples(of: metric),
      decision: decision, runs: runs, withGeneral: withExamples)
  }

  private func rules(_ plan: DecisionPlan) -> DecisionRules {
    DecisionRules(plan, metric, examples: sides.base.experiment.examples(of: metric))
  }

  /// Makes the plan: what was asked for, the boundaries, and seeds that neither setting has had.
  private func makePlan() throws -> DecisionPlan {
    let store = workspace.store
    let count = demand.maximum ?? DecisionPlan.mostPairs
    let used = try store.seeds(ofRunsOf: [demand.base, demand.other])
    let earlier = try store.earlierDecisions(than: demand)
    for error in earlier.unreadable { terminal.warning(error.message, advice: error.advice) }
    let first = demand.firstSeed ?? RunStore.firstFreshSeed(of: count, used: used)
    let (last, overflows) = first.addingReportingOverflow(count)
    guard !overflows else {
      throw UsageError(problem: "--seeds \(first)..: there are not \(count) seeds from there on")
    }
    let limits = demand.maximum.map {
      SequentialBoundaries(alpha: demand.alpha, minimum: demand.minimum, maximum: $0).limits
    }
    return DecisionPlan(
      demand, limits: limits ?? [], firstSeed: first,
      seenSeeds: used.compactMap { Int(exactly: $0) }.filter { (first..<last).contains($0) }
        .sorted(),
      earlier: earlier.ids, createdAt: .now(), benchVersion: Machine.benchVersion)
  }
}
