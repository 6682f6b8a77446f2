import Engine
package import Experiments
import JSON
package import Runs

/// The message about what a fork takes over.
package struct ForkReport: Sendable {
  private let source: ForkSource
  private let plan: ForkPlan
  private let experiment: ResolvedExperiment
  /// The fork's columns of metrics.csv that are numbers of a part.
  private let columns: [String]

  package init(
    source: ForkSource, plan: ForkPlan, experiment: ResolvedExperiment, columns: [String]
  ) {
    self.source = source
    self.plan = plan
    self.experiment = experiment
    self.columns = columns
  }

  /// One line for each fact.
  package var lines: [String] {
    let place = plan.place
    let batch = place.batch > 0 ? ", batch \(place.batch) of the next" : ""
    var lines = [
      "checkpoint   \(source.run.id), step \(source.place.step), epoch \(place.epoch)\(batch): "
        + "every check passed",
      "definition   \(changes)",
    ]
    if plan.hasFreshOptimizer, !experiment.optimizer.slots.isEmpty {
      let slots = experiment.optimizer.slots.joined(separator: ", ")
      lines.append("optimizer    \(slots) from 0")
    }
    if plan.countsStepsAnew {
      lines.append(
        "steps        counted anew: \(experiment.stepsPerEpoch) an epoch, so that epoch "
          + "\(place.epoch) ends at step \(place.step)")
    }
    if place.epoch > 0 { lines.append("metrics.csv  \(rows)") }
    lines.append("going on at step \(place.step) of \(experiment.totalSteps)")
    return lines
  }

  private var changes: String {
    let differences = DefinitionDifference.differences(
      among: [source.definition, experiment.definition]
    ).differing
    guard !differences.isEmpty else { return "the same" }
    let shown = differences.prefix(3).map { difference in
      let values = difference.values.map { $0?.canonicalText ?? "-" }
      return "\(difference.path) \(values[0]), now \(values[1])"
    }
    let more = differences.count > 3 ? "; and \(differences.count - 3) more" : ""
    return shown.joined(separator: "; ") + more
  }

  private var rows: String {
    let epochs = plan.place.epoch == 1 ? "1 row" : "\(plan.place.epoch) rows"
    let parent = MetricsColumns(source.experiment).names
    let unknown = columns.filter { !parent.contains($0) || !plan.measures.keeps($0) }
    let gaps = unknown.isEmpty ? "" : ", without \(unknown.joined(separator: ", "))"
    return "\(epochs) of \(source.run.id)\(gaps)"
  }
}

extension ForkSource {
  /// Sentences for checkpoints that could not be used, without `warning:`.
  package var warnings: [String] {
    skipped.sentences
  }
}
