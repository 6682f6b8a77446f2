import Datasets
import Reports
import Runs

extension Command {
  static let runs = Command(
    verb: "runs", summary: "list the runs, newest first",
    options: [
      Options.filter, Options.sort, Options.limit, Options.columns, Options.allSettings,
      Options.format,
      Options.workspace,
    ],
    notes: queryNotes,
    example: "bench runs --where 'optimizer.type == sgd and test_accuracy > 0.9' --sort -seconds"
  ) { arguments, terminal in
    let format = try arguments[Options.format]
    let limit = try arguments[Options.limit]
    let query = try arguments[Options.filter]
    let order = try arguments[Options.sort]
    let columns = try arguments[Options.columns]
    let hasSettings = try arguments[Options.allSettings]
    try check(hasSettings, columns, format)
    let shown = columns?.fields ?? order?.fields ?? []
    let search = RunSearch(query, order: order, limit: limit, showing: shown)
    let store = try arguments.workspace().store
    let found = try store.find(search)
    let runCounts = found.runCounts
    for problem in runCounts.unreadable { terminal.warning(problem.message + ": left out") }
    // A metric counts as known where any run has it, not only one that matches.
    let names = (query?.metricNames ?? []) + (columns?.names ?? []) + (order?.names ?? [])
    let known = try store.fields(named: names, in: runCounts)
    try UsageError.checking(query, known)
    try UsageError.naming(Options.columns) { () throws(UnknownField) in
      try columns?.check(known)
    }
    try UsageError.naming(Options.sort) { () throws(UnknownField) in
      try order?.check(known)
    }
    let now = terminal.output.isTerminal ? Timestamp.now() : nil
    if format == .table, found.runs.isEmpty {
      terminal.messages.print(
        terminal.wording.text(RunList.nothing(of: runCounts.count)).escaped)
    } else if let columns {
      let table = RunList.table(of: found.runs, columns: columns, sortedBy: order, now: now)
      terminal.print(table, as: format)
    } else {
      let isForPeople = format == .table || format == .markdown
      let list = RunList(found.runs, sortedBy: order)
      if hasSettings {
        let runs = try store.runs(found.runs.map(\.id))
        terminal.print(list.dataTable(settingsOf: definitions(of: runs)), as: format)
      } else {
        let settings = isForPeople ? differingSettings(of: found.runs, in: store) : []
        terminal.print(
          isForPeople ? list.table(now: now, settings: settings) : list.dataTable, as: format)
      }
    }
    if format == .table, found.matching > limit {
      let all = query == nil ? nil : runCounts.count
      terminal.messages.print(RunList.rest(shown: limit, of: found.matching, amongAll: all))
    }
    return .done
  }

  /// The settings in which the listed runs differ; none of more runs than a person reads, whose
  /// definitions would take long to read.
  private static func differingSettings(
    of runs: [QueriedRun], in store: RunStore
  ) -> [DefinitionDifference] {
    guard runs.count > 1, runs.count <= RunList.mostWithSettings,
      let found = try? store.runs(runs.map(\.id))
    else { return [] }
    return RunList.differingSettings(among: definitions(of: found))
  }

  private static func check(
    _ hasSettings: Bool, _ columns: RunColumns?, _ format: TableFormat
  ) throws(UsageError) {
    guard hasSettings else { return }
    if columns != nil {
      throw UsageError.conflict(
        Options.allSettings, Options.columns, because: "a setting can be named as a column")
    }
    guard format == .table || format == .markdown else { return }
    throw UsageError(
      problem: "--all-settings: no table has room for every setting",
      advice: ["for a program: --format csv, or --format json"])
  }

  private static let queryNotes = [
    "EXPR  fields compared by == != < <= > >= ~ (contains) in (A, B), joined by and or not ( )",
    "FIELD a place of the definition (optimizer.learning_rate), a metric's last value",
    "      (test_accuracy) or best (best:test_accuracy), or one of id experiment state seed epoch",
    "      step seconds examples_per_second started finished tags note sweep host isa threads",
    "      run_key weights_sha256 git_commit parent verified; a metric of such a name: last:seconds",
    "A value a run lacks makes its comparison false; == null asks for it. tags has NAME.",
    "Times: started > 2026-11-23, finished < -7d (also h, min). Put odd texts and names in quotes.",
  ]
}
