import Execution
import Experiments
import Reports

/// The live table of a sweep: how far it is, the best so far, and the runs that are trained.
struct LiveSweep {
  let sweep: ResolvedSweep
  let scheduler: SweepScheduler
  let schedule: SweepSchedule
  let progress: SweepProgress
  let running: [(trial: SweepTrial, epoch: Int, value: Double?)]
  let elapsed: Duration
  /// Runs that ended since the command began.
  let ended: Int
  let jobs: Int

  /// The most rows of the table that are shown.
  private static let mostRows = 12

  func lines(width: Int, style: TextStyle) -> [String] {
    let table = table.laidOut(width: width, style: style).text
    return [headline.text(width: width), bestLine] + table.split(separator: "\n").map(String.init)
  }

  private var headline: OverallLine {
    let left = SweepEstimate(scheduler, schedule, progress).left
    return OverallLine(
      counts: "\(sweep.name) · \(progress.trials.values.count(where: \.hasEnded)) ended",
      others: "\(left) left", trained: Double(ended), left: Double(left),
      elapsedSeconds: Double(elapsed.components.seconds))
  }

  private var bestLine: String {
    let trials = schedule.points.compactMap { point -> (SweepPoint, Double)? in
      let score = progress.score(of: sweep.plan.trials(of: point), atEpoch: nil)
      return score.map { (point, $0) }
    }
    let direction = sweep.plan.metric.direction
    guard var best = trials.first else { return "no result yet" }
    for other in trials.dropFirst() where direction.isBetter(other.1, than: best.1) { best = other }
    let settings = settings(of: best.0.values)
    return "best so far \(best.0.label) \(sweep.plan.metric.rawValue) \(best.1.fixed(4))"
      + (settings.isEmpty ? "" : "  \(settings)")
  }

  private func settings(of values: SweepValues) -> String {
    let constants = sweep.definition.constants
    return values.settings.filter { constants[$0.path] == nil }.map { setting in
      "\(setting.path.split(separator: ".").last ?? "") \(setting.value.shownInTable)"
    }
    .joined(separator: ", ")
  }

  private var table: Table {
    var table = Table([
      .init("run", align: .left), .init("settings", align: .left, shrinksTo: 20), .init("epoch"),
      .init(sweep.plan.metric.rawValue, importance: Table.Column.neverDropped),
    ])
    let rows = running.sorted { $0.trial.id < $1.trial.id }
    for row in rows.prefix(Self.mostRows) {
      table.append([
        .text(row.trial.id), .text(settings(of: row.trial.values)),
        .text("\(row.epoch)/\(sweep.plan.epochs)"), .metric(row.value),
      ])
    }
    return table
  }
}
