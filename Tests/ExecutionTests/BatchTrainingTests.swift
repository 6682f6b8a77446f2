import Datasets
import Engine
import Execution
import Experiments
import Files
import Runs
import Synchronization
import Testing
import Training

/// What a batch of trainings tells its listeners.
struct BatchTrainingTests {
  @Test func `a listener hears of each run's beginning, epochs and end, in the batch's order`()
    throws
  {
    try withWorkspace { workspace in
      let listener = Listener(hearsSteps: false)
      let ends = try train(workspace, seeds: [3, 4], telling: listener)
      let run = ["begin on 1 of 1", "epoch 1", "epoch 2", "predictions", "end"]
      #expect(
        listener.story == ["tiny-001 begins"] + run + ["all to tiny-001"]
          + ["tiny-002 begins"] + run + ["all to tiny-002"])
      #expect(ends.map(\.id) == ["tiny-001", "tiny-002"] && !ends.contains { $0.isLeft })
    }
  }

  @Test func `steps are told only to who hears them`() throws {
    try withWorkspace { workspace in
      let listener = Listener(hearsSteps: true)
      _ = try train(workspace, seeds: [3], telling: listener)
      #expect(listener.story.count { $0 == "step" } == 4)
    }
  }

  @Test func `a finished run of the same key is passed, a stopped batch begins nothing`() throws {
    try withWorkspace { workspace in
      _ = try train(workspace, seeds: [3], telling: Listener(hearsSteps: false))
      let second = Listener(hearsSteps: false)
      let ends = try train(workspace, seeds: [3, 4], isNeeded: true, telling: second)
      #expect(
        second.story.prefix(3) == ["tiny-001 is as good", "all to tiny-001", "tiny-002 begins"])
      #expect(ends.map(\.id) == ["tiny-001", "tiny-002"])
      let stopped = Listener(hearsSteps: false, isStopped: true)
      let left = try train(workspace, seeds: [5], telling: stopped)
      #expect(stopped.story == ["all to nothing"] && left.count == 1 && left[0].isLeft)
    }
  }

  private func train(
    _ workspace: Workspace, seeds: [Int], isNeeded: Bool = false, telling listener: Listener
  ) throws -> [BatchOutcome] {
    let text = """
      {"dataset": {"name": "xor"}, "architecture": [{"type": "linear", "out_features": 1}],
       "loss": {"type": "mse"}, "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 2, "batch_size": 2}}
      """
    let experiments = try seeds.map { seed in
      try ExperimentDefinition(
        name: "tiny", parsing: Array(text.utf8), file: "tiny.json", overrides: [.seed(seed)]
      ).resolved(by: DataFileInspector())
    }
    let kernels = Kernels.best
    let batch = TrainingBatch(
      experiments, in: RunStore(workspace: workspace), jobs: 1,
      resources: ComputeResources(threads: 1, kernels: kernels), isNeeded: isNeeded,
      isResuming: false, name: nil)
    let provenance = Provenance.current(
      benchVersion: "0", arguments: [], threads: 1, isa: kernels.name, workspace: workspace.path)
    return BatchTraining(batch, by: { provenance }, telling: listener).perform(
      on: WorkerPool(threads: 1))
  }
}

/// Writes down what it hears.
private final class Listener: BatchListener, TrainingListener {
  let hearsSteps: Bool
  let isStopped: Bool
  private let heard = Mutex<[String]>([])
  var story: [String] { heard.withLock { $0 } }

  init(hearsSteps: Bool, isStopped: Bool = false) {
    self.hearsSteps = hearsSteps
    self.isStopped = isStopped
  }

  private func note(_ line: String) { heard.withLock { $0.append(line) } }

  func pass(_ index: Int, for run: Run) { note("\(run.id) is as good") }
  func passOver(_ run: Run) { note("\(run.id) is passed over") }
  func refuse(_ index: Int, _ error: any Error) { note("\(index) is refused") }
  func fail(_ id: String, _ error: any Error) { note("\(id) fails") }
  func train(_ ids: [String]) {}

  func begin(
    _ index: Int, _ session: TrainingSession, resuming report: ResumeReport?
  ) -> [any TrainingListener] {
    note("\(session.recorder.id) \(report == nil ? "begins" : "goes on")")
    return [self]
  }

  func end(_ ends: ArraySlice<BatchOutcome>) {
    if let last = ends.last { note("all to \(last.id ?? "nothing")") }
  }

  func begin(threads: Int, of asked: Int) { note("begin on \(threads) of \(asked)") }
  func end(_ outcome: TrainingOutcome?) { note("end") }

  func take(_ event: TrainingEvent) {
    switch event {
    case .finishedStep: note("step")
    case .finishedEpoch(let result): note("epoch \(result.epoch)")
    case .finishedPredictions: note("predictions")
    case .reachedCheckpoint: break
    }
  }
}
