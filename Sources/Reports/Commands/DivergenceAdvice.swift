package import Datasets
import Engine
package import Experiments
import JSON
package import Runs

/// The advice after a divergence: the same training with a tenth of its learning rate.
package struct DivergenceAdvice: Hashable, Sendable {
  /// The name of the setting with the rate: `learning_rate`, `schedule.max_rate`.
  package let name: String
  /// The rate of the diverged training.
  package let rate: Double
  /// nil if neither the experiment nor the forked run gives the run's definition any more.
  private let training: TrainingCommand?
  private let record: RunRecord
  private let path: JSONPath

  package init(_ record: RunRecord, _ experiment: ResolvedExperiment, in workspace: Workspace) {
    // One cycle uses its own peak and ignores the optimizer's rate.
    let peak = experiment.definition[path: JSONPath("schedule.max_rate")]?.double
    name = peak == nil ? "learning_rate" : "schedule.max_rate"
    rate = peak ?? experiment.optimizer.learningRate
    path = JSONPath(peak == nil ? "optimizer.learning_rate" : "schedule.max_rate")
    self.record = record
    if let parent = record.parent {
      let run = try? RunStore(workspace: workspace).run(parent.run)
      training = run.flatMap {
        TrainingCommand(experiment.definition, forking: $0, from: parent.source.step)
      }
    } else {
      training = TrainingCommand(
        experiment.definition, of: experiment.name,
        in: ExperimentLibrary(folder: workspace.experiments, data: DataFileInspector()),
        known: experiment.dataset)
    }
  }

  /// The command that trains so.
  package var command: ProgramCommand {
    let smaller = JSONValue.number(rate.tenth)
    if let training { return training.setting(path, to: smaller).command() }
    let setting = "\(path)=\(smaller.canonicalText)"
    guard let parent = record.parent else {
      return .run(experiment: record.experiment, settings: [setting])
    }
    return .fork(run: parent.run, step: parent.source.step, settings: [setting])
  }
}

extension Double {
  /// The number with its decimal point moved, so that 0.7 becomes 0.07 and not its neighbour.
  fileprivate var tenth: Double {
    let parts = "\(self)".split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    return Double("\(parts[0])e\(exponent - 1)") ?? self / 10
  }
}
