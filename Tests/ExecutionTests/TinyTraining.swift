import Datasets
import Engine
import Execution
import Experiments
import Runs
import Training

/// Two epochs of two steps on four examples.
enum TinyTraining {
  static let resources = ComputeResources(threads: 1, kernels: .best)

  static let provenance = Provenance.current(
    benchVersion: "0", arguments: [], threads: 1, isa: Kernels.best.name, workspace: "/nowhere")

  static func experiments(seeds: [Int]) throws -> [ResolvedExperiment] {
    let text = """
      {"dataset": {"name": "xor"}, "architecture": [{"type": "linear", "out_features": 1}],
       "loss": {"type": "mse"}, "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 2, "batch_size": 2}}
      """
    return try seeds.map { seed in
      try ExperimentDefinition(
        name: "tiny", parsing: Array(text.utf8), file: "tiny.json", overrides: [.seed(seed)]
      ).resolved(by: DataFileInspector())
    }
  }

  static func batch(
    _ workspace: Workspace, seeds: [Int], isNeeded: Bool = false, isResuming: Bool = false,
    name: String? = nil
  ) throws -> TrainingBatch {
    TrainingBatch(
      try experiments(seeds: seeds), in: RunStore(workspace: workspace), jobs: 1,
      resources: resources, isNeeded: isNeeded || isResuming, isResuming: isResuming, name: name)
  }

  static func train(_ batch: TrainingBatch, telling listener: some BatchListener) -> [BatchOutcome]
  {
    BatchTraining(batch, by: { provenance }, telling: listener)
      .perform(on: WorkerPool(threads: 1))
  }

  /// Trains a run of seed 3 to its end.
  static func run(in workspace: Workspace) throws -> Run {
    let ends = train(
      try batch(workspace, seeds: [3]), telling: StoryListener(hearsSteps: false))
    return try RunStore(workspace: workspace).run(ends.first?.id ?? "")
  }
}
