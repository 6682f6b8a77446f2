package import Experiments
import JSON
import Runs
import Tables

/// decisions.csv: why runs of a sweep went on, were ended, or exist.
///
/// One row for each point of a rung or a round: the stage, its number from 1, the epochs of a rung,
/// the point's label, the value that was judged and its rank from 1, the decision, the reason, and
/// the point's settings, each as JSON. It is a function of the plan and of the runs, so it has the
/// same bytes however the sweep was trained.
package struct DecisionsTable: Sendable {
  package static let file = "decisions.csv"
  private static let columns = [
    "stage", "number", "epochs", "point", "value", "rank", "decision", "reason",
  ]

  package let bytes: [UInt8]

  package init(_ decisions: [SweepDecision], of plan: SweepPlan) {
    let paths = Set(decisions.flatMap { $0.point.values.settings.map(\.path) })
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let rows = decisions.map { decision in
      [
        decision.epoch == nil ? "round" : "rung", String(decision.stage),
        decision.epoch.map { String($0) } ?? "", decision.point.label,
        decision.value.map { JSONValue.number($0).canonicalText } ?? "",
        decision.rank.map { String($0) } ?? "", decision.kind.rawValue, decision.reason,
      ] + paths.map { decision.point.values[$0]?.canonicalText ?? "" }
    }
    bytes = ([Self.columns + paths] + rows).flatMap { CSVRow($0).line }
  }
}

/// The folder `runs/.sweeps/NAME/`.
struct SweepFolder: Sendable {
  private let name: String
  private let store: RunStore

  init(of name: String, in store: RunStore) {
    self.name = name
    self.store = store
  }

  /// Writes decisions.csv, if there are decisions and it does not say as much already.
  ///
  /// - Throws: a `RunError` if it cannot be written.
  func write(_ decisions: [SweepDecision], of plan: SweepPlan) throws(RunError) {
    guard !decisions.isEmpty else { return }
    try store.publish(
      DecisionsTable(decisions, of: plan).bytes, as: DecisionsTable.file, ofSweep: name)
  }
}
