import Datasets
import Experiments
import JSON
import Reports
import Runs

extension Command {
  static let metrics = Command(
    verb: "metrics", operands: "[RUN…]", operandCount: 0...Int.max,
    summary: "all metrics of many runs in long form, for data frames",
    options: [
      Options.filter.described("the runs for which this holds; default all, see bench runs -h"),
      Options.onlyMetrics, Options.frameFormat, Options.workspace,
    ],
    notes: [
      "A row is a value: run, epoch, step, metric, value, then each setting that is not the same in",
      "all these runs, named as --where takes it. Oldest run first.",
      "csv has nan and inf, json and jsonl have null for them. --metric learning_rate has that column.",
      "A row for each run, with all of its settings: bench runs --format csv --all-settings.",
    ],
    example: "bench metrics --where 'experiment == lenet5-sgd' --format csv > metrics.csv"
  ) { arguments, terminal in
    let format = try arguments[Options.frameFormat]
    let metrics = try arguments[Options.onlyMetrics]
    let store = try arguments.workspace().store
    let runs = try framedRuns(arguments, in: store, on: terminal)
    var tables: [MetricsTable?] = []
    for run in runs {
      do throws(RunError) {
        tables.append(try run.metrics())
      } catch {
        terminal.warning(error.message + ": left out")
        tables.append(nil)
      }
    }
    try check(metrics, amongThoseOf: tables.compactMap(\.self))
    let frame = MetricsFrame(
      ids: runs.map(\.id), definitions: definitions(of: runs),
      metrics: metrics.isEmpty ? nil : Set(metrics))
    print(frame, of: tables, as: format, on: terminal)
    return .done
  }

  /// The definition of each run; nil for an imported run, and where it cannot be read.
  static func definitions(of runs: [Run]) -> [JSONValue?] {
    runs.map { $0.record.imported == nil ? try? $0.definition() : nil }
  }

  private static func framedRuns(
    _ arguments: Arguments, in store: RunStore, on terminal: Terminal
  ) throws -> [Run] {
    guard arguments.operands.isEmpty else {
      return try arguments.runs(of: "metrics", in: store)
    }
    let query = try arguments[Options.filter]
    let found = try store.find(RunSearch(query))
    for problem in found.runCounts.unreadable { terminal.warning(problem.message + ": left out") }
    let known = try store.fields(named: query?.metricNames ?? [], in: found.runCounts)
    try UsageError.checking(query, known)
    if found.runs.isEmpty {
      terminal.messages.print(
        terminal.wording.text(RunList.nothing(of: found.runCounts.count)).escaped)
    }
    return try store.runs(found.runs.map(\.id).reversed())
  }

  private static func check(
    _ metrics: [String], amongThoseOf tables: [MetricsTable]
  ) throws(UsageError) {
    let known = Set(tables.flatMap { $0.metricNames + ["learning_rate"] })
    for metric in metrics where !known.contains(metric) {
      let question = didYouMean(nearestNames(to: metric, among: known.sorted()))
      throw UsageError(
        problem: "--metric '\(metric)': no such metric in these runs",
        advice: [
          question.map { Remedy($0) } ?? "they have: \(known.sorted().joined(separator: ", "))"
        ])
    }
  }

  private static func print(
    _ frame: MetricsFrame, of tables: [MetricsTable?], as format: FrameFormat,
    on terminal: Terminal
  ) {
    if format == .csv { terminal.output.write(String(decoding: frame.csvHeader, as: UTF8.self)) }
    var all = frame.table
    for (run, table) in tables.enumerated() {
      guard let table else { continue }
      let rows = frame.rows(of: table)
      switch format {
      case .csv:
        terminal.output.write(String(decoding: frame.csv(rows, of: run), as: UTF8.self))
      case .jsonl: terminal.output.write(frame.jsonLines(rows, of: run))
      case .table, .markdown, .json: frame.append(rows, of: run, to: &all)
      }
    }
    switch format {
    case .csv, .jsonl: break
    case .table: terminal.print(all, as: .table)
    case .markdown: terminal.print(all, as: .markdown)
    case .json: terminal.print(all, as: .json)
    }
  }
}

/// The formats of tables that are meant for data frames too.
enum FrameFormat: String, Hashable, Sendable, CaseIterable {
  case table
  case markdown
  case csv
  case json
  case jsonl
}
