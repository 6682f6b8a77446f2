import Execution
import Experiments
import JSON
import Reports

/// The points of a sweep as a table, the best first and those without a result last.
struct SweepTable {
  private let sweep: ResolvedSweep
  private let schedule: SweepSchedule
  private let progress: SweepProgress

  init(_ sweep: ResolvedSweep, _ schedule: SweepSchedule, _ progress: SweepProgress) {
    self.sweep = sweep
    self.schedule = schedule
    self.progress = progress
  }

  var table: Table {
    let (paths, varying) = (schedule.paths, Set(schedule.varyingPaths))
    var table = Table(
      [.init("rank"), .init("point", align: .left)]
        + paths.map { path in
          Table.Column(
            words: Self.title(of: path), for: varying.contains(path) ? .everyone : .programs,
            importance: 3)
        }
        + [
          .init("runs", importance: 2), .init("state", align: .left, importance: 2),
          .init(sweep.plan.metric.rawValue, importance: Table.Column.neverDropped),
        ])
    let ranks = Dictionary(
      uniqueKeysWithValues: schedule.ranking.enumerated().map { ($1.point.index, ($0 + 1, $1)) })
    let rest = schedule.points.filter { ranks[$0.index] == nil }
    for point in schedule.ranking.map(\.point) + rest {
      let trials = sweep.plan.trials(of: point)
      let ended = trials.count { progress[$0.id].hasEnded }
      let rank = ranks[point.index]
      let state = state(of: trials)
      table.append(
        [.integer(rank?.0), .text(point.label)]
          + paths.map { path in
            point.values[path].map { .text($0.shownInTable, value: $0) } ?? .absent
          }
          + [
            .text("\(ended)/\(trials.count)"), .text(state.word, tone: state.tone),
            .metric(rank?.1.value),
          ])
    }
    return table
  }

  private static func title(of path: String) -> [String] {
    guard let dot = path.lastIndex(of: ".") else { return [path] }
    let end = path.index(after: dot)
    return [String(path[..<end]), String(path[end...])]
  }

  /// The state of a point: that of the run that needs most attention.
  private func state(of trials: [SweepTrial]) -> TrialProgress.State {
    let order: [TrialProgress.State] = [
      .running, .failed, .diverged, .interrupted, .pruned, .absent,
    ]
    let states = trials.map { progress[$0.id].state }
    return order.first(where: states.contains) ?? .finished
  }
}

extension TrialProgress.State {
  /// The word for it in tables: that of the run's state, or `waiting`.
  var word: String {
    switch self {
    case .absent: "waiting"
    case .interrupted: "interrupted"
    case .running: "running"
    case .finished: "finished"
    case .pruned: "pruned"
    case .failed: "failed"
    case .diverged: "diverged"
    }
  }

  var tone: Tone? {
    switch self {
    case .finished: .good
    case .interrupted: .caution
    case .failed, .diverged: .bad
    case .absent, .running, .pruned: nil
    }
  }
}

extension JSONValue {
  /// The value for people: a number with four digits.
  var shownInTable: String {
    guard case .number(let number) = withPlainNumber, canonicalText.count > 7, number.isFinite,
      number != 0
    else { return string ?? canonicalText }
    var (mantissa, exponent) = (number.magnitude, 0)
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    guard (-4...5).contains(exponent) else {
      return "\(number < 0 ? "-" : "")\(mantissa.fixed(3))e\(exponent)"
    }
    return number.fixed(max(0, 3 - exponent))
  }
}
