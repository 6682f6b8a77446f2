package import Runs

/// The runs of a workspace as a table, one per row.
package struct RunList: Sendable {
  package let entries: [QueriedRun]
  /// The order of the runs; nil for the newest first.
  let order: RunOrder?

  /// `5 runs, newest lenet5-sgd-005`
  package static func count(_ runs: Int, newest: String?) -> String {
    guard let newest else { return "no runs yet" }
    return runs == 1 ? "1 run, \(newest)" : "\(runs) runs, newest \(newest)"
  }

  /// The rows keep the given order.
  ///
  /// - Parameter order: the order of the runs. They must have been found with its fields.
  package init(_ runs: [QueriedRun], sortedBy order: RunOrder? = nil) {
    entries = runs
    self.order = order
  }

  /// Reads the values of the rows. The rows keep the given order.
  package init(_ runs: [Run]) {
    entries = readConcurrently(runs) { QueriedRun($0) }
    order = nil
  }

  /// Returns the table for people.
  ///
  /// - Parameters:
  ///   - now: the moment that `started` is relative to; nil for absolute times.
  ///   - settings: settings to show, with the value of each run.
  package func table(now: Timestamp?, settings: [DefinitionDifference] = []) -> Table {
    let primary = self.primary ?? "train_loss"
    let metrics = ["train_loss"] + (primary == "train_loss" ? [] : [primary])
    var columns: [Table.Column] = [
      .init("run", align: .left), .init("state", align: .left, importance: 3),
      .init("epoch", importance: 2),
    ]
    columns += settings.map { .init(words: $0.path.splitAtLastDot, importance: 1) }
    columns += metrics.map { .init($0, importance: 2) }
    columns += [
      .init("best \(primary)"), .init("seconds", importance: 0),
      .init("started", align: .left, importance: 0),
    ]
    let table = Table(
      columns,
      rows: entries.enumerated().map { index, entry in
        let started = entry.startedAt
        let best = entry.summary[primary]?.best
        var cells: [Cell] = [
          .text(entry.id), .text(entry.state.rawValue, tone: entry.state.tone),
          .text("\(entry.summary.epoch)/\(entry.epochs.map(String.init) ?? "-")"),
        ]
        cells += settings.map { .definitionValue($0.values[index]) }
        cells += metrics.map { .metric(entry.summary[$0]?.last) }
        cells += [
          .best(best?.value, best?.epoch), .number(entry.summary.totalSeconds, decimals: 1),
          .text(
            now.map { started.words(at: $0, isRunning: entry.state == .running) }
              ?? started.iso8601Seconds),
        ]
        return cells
      })
    var shown: [QueryField?] = [.fact(.id), .fact(.state), .fact(.epoch)]
    shown += settings.map { QueryField($0.path) }
    shown += metrics.map { QueryField.last($0) }
    shown += [.best(primary), .fact(.seconds), .fact(.started)]
    return addingSortedColumns(to: table, showing: shown, now)
  }

  /// The table for programs: every value of a run's record, and the fields of the order.
  package var dataTable: Table {
    let metrics = entries.flatMap { $0.summary.metrics.map(\.name) }.reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let facts = [
      "run", "experiment", "state", "epoch", "epochs", "step", "seed", "seconds",
      "examples_per_second", "started", "finished", "weights_sha256", "run_key",
    ]
    let shown = metrics.reduce(into: Self.dataFields) { all, metric in
      all += [QueryField.last(metric), QueryField.best(metric), nil]
    }
    let sorted = zip(order?.names ?? [], order?.fields ?? []).filter { !shown.contains($0.1) }
    let columns = facts + metrics.columnNames(beside: facts + sorted.map(\.0))
    let table = Table(columns.map { .init($0) }, rows: entries.map { dataRow($0, metrics) })
    return addingSortedColumns(to: table, showing: shown, nil)
  }

  /// The fields of the first columns of the table for programs.
  private static let dataFields: [QueryField?] = [
    .fact(.id), .fact(.experiment), .fact(.state), .fact(.epoch), QueryField("training.epochs"),
    .fact(.step), .fact(.seed), .fact(.seconds), .fact(.examplesPerSecond), .fact(.started),
    .fact(.finished), .fact(.weights), .fact(.runKey),
  ]

  private func dataRow(_ entry: QueriedRun, _ metrics: [String]) -> [Cell] {
    let summary = entry.summary
    let seed = entry.seed.map { seed in
      Int(exactly: seed).map(Cell.integer) ?? .text(String(seed))
    }
    let facts: [Cell] = [
      .text(entry.id), .text(entry.experiment), .text(entry.state.rawValue),
      .integer(summary.epoch), .integer(entry.epochs), .integer(summary.step), seed ?? .absent,
      .number(summary.totalSeconds, decimals: 1), .number(summary.examplesPerSecond, decimals: 0),
      .text(entry.startedAt.iso8601), .text(optional: entry.finishedAt?.iso8601),
      .text(optional: entry.weightsSHA256), .text(entry.runKey),
    ]
    return facts
      + metrics.flatMap { name -> [Cell] in
        let best = summary[name]?.best
        return [.metric(summary[name]?.last), .metric(best?.value), .integer(best?.epoch)]
      }
  }

  /// The metric whose best value is shown: the preferred one of those that most runs have.
  private var primary: String? {
    let counts = entries.flatMap { $0.summary.metrics.map(\.name) }
      .reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    let most = counts.values.max() ?? 0
    return preferredMetric(among: counts.filter { $0.value == most }.map(\.key))
  }
}

extension [String] {
  /// Returns the names of the metrics' columns: for each the last value, the best one and its
  /// epoch.
  ///
  /// If a name is taken, such as `seconds` by a column of the run, the name in `--where` is used,
  /// such as `last:seconds`.
  fileprivate func columnNames(beside others: [String]) -> [String] {
    var taken = Set(others)
    func free(_ name: String, _ other: String) -> String {
      let name = taken.contains(name) ? other : name
      taken.insert(name)
      return name
    }
    let last = map { free($0, "last:" + $0) }
    let epochs = map { free("best_\($0)_epoch", "best:\($0) epoch") }
    let best = map { free("best_" + $0, "best:" + $0) }
    return indices.flatMap { [last[$0], best[$0], epochs[$0]] }
  }
}

extension RunState {
  /// How a terminal colours it.
  package var tone: Tone? {
    switch self {
    case .finished: .good
    case .interrupted: .caution
    case .failed, .diverged: .bad
    case .running, .pruned: nil
    }
  }
}

extension Timestamp {
  /// Returns `2 h ago`, or `now` for a time within the last minute.
  package func words(at now: Timestamp, isRunning: Bool) -> String {
    let seconds = (now.milliseconds - milliseconds) / 1000
    if isRunning { return "now" }
    return switch seconds {
    case ..<0: iso8601Seconds
    case ..<60: "now"
    case ..<3600: "\(seconds / 60) min ago"
    case ..<86400: "\(seconds / 3600) h ago"
    default: "\(seconds / 86400) d ago"
    }
  }
}
