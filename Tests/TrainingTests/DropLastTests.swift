import Datasets
import Engine
import Experiments
import Testing
import Training

/// Trainings that leave out the last batch of an epoch.
@Suite struct DropLastTests {
  private func experiment(_ dropLast: Bool, batchSize: Int = 48) throws -> ResolvedExperiment {
    var experiment = SmallExperiment.cnn
    experiment.training =
      #"{ "epochs": 2, "batch_size": \#(batchSize), "drop_last": \#(dropLast) }"#
    return try experiment.resolved()
  }

  @Test func `the short batch is not trained, and not counted`() throws {
    let resolved = try experiment(true)
    let dataset = try resolved.dataset.load()
    let whole = try Story.of(try experiment(false), dataset: dataset)
    let story = try Story.of(resolved, dataset: dataset)
    #expect(resolved.stepsPerEpoch == 4 && resolved.totalSteps == 8)
    #expect(story.outcome == .finished)
    #expect(story.steps == Array(1...8))
    #expect(whole.steps == Array(1...10))
    // Rates fall over fewer steps, but those of the warmup and the first of all are the same.
    #expect(story.states[1].model == whole.states[1].model)
    #expect(story.states[3].unfinished.examples == 144)
    let counted = try #require(story.epochs.first?.train.accuracy) * 192
    #expect(abs(counted - counted.rounded()) < 1e-9)
  }

  @Test func `without a short batch nothing changes`() throws {
    let resolved = try experiment(true, batchSize: 50)
    let dataset = try resolved.dataset.load()
    let plain = try Story.of(try experiment(false, batchSize: 50), dataset: dataset)
    #expect(try Story.of(resolved, dataset: dataset) == plain)
  }

  @Test func `resuming from every step ends as the undisturbed training does`() throws {
    let resolved = try experiment(true)
    let dataset = try resolved.dataset.load()
    let whole = try Story.of(resolved, dataset: dataset)
    for state in whole.states {
      let rest = try Story.of(resolved, dataset: dataset, threads: 3, resuming: state)
      #expect(rest.states == whole.states.filter { $0.step > state.step })
      #expect(rest.epochs == whole.epochs.filter { $0.epoch > state.epoch })
    }
  }
}
