import Datasets
import Engine
import Experiments
import Testing
import Training

/// Trainings that keep averages of their weights.
@Suite struct AverageTests {
  private func experiment(ema: Bool = true) throws -> ResolvedExperiment {
    var experiment = SmallExperiment.cnn
    experiment.architecture = """
      [
        { "type": "conv2d", "out_channels": 6, "kernel_size": 5, "stride": 3 },
        { "type": "batch_norm" }, { "type": "relu" }, { "type": "flatten" },
        { "type": "linear", "out_features": 10 }
      ]
      """
    let average = ema ? #", "ema": { "decay": 0.75 }"# : ""
    experiment.training = #"{ "epochs": 2, "batch_size": 48\#(average) }"#
    return try experiment.resolved()
  }

  @Test func `the weights are those of the same training without averages`() throws {
    let resolved = try experiment()
    let dataset = try resolved.dataset.load()
    let story = try Story.of(resolved, dataset: dataset)
    let plain = try Story.of(try experiment(ema: false), dataset: dataset)
    #expect(story.epochs.map(\.weightsSHA256) == plain.epochs.map(\.weightsSHA256))
    #expect(story.epochs.map(\.train) == plain.epochs.map(\.train))
    #expect(story.states.map(\.model) == plain.states.map(\.model))
    #expect(zip(story.epochs, plain.epochs).allSatisfy { $0.test != $1.test })
    #expect(plain.states.allSatisfy { $0.averages.isEmpty && $0.averagedSteps == 0 })
  }

  @Test func `averages start with the first step, and running statistics are copied`() throws {
    let resolved = try experiment()
    let story = try Story.of(resolved, dataset: try resolved.dataset.load())
    var expected = story.states[0].model.map(\.values)
    for (step, state) in story.states.enumerated() {
      #expect(state.averagedSteps == step)
      for (index, tensor) in state.model.enumerated() {
        let isCopied = step < 2 || tensor.name.contains("running")
        expected[index] =
          isCopied
          ? tensor.values
          : zip(tensor.values, expected[index]).map { $1.addingProduct(0.25, $0 - $1) }
        #expect(state.averages[index].name == "ema." + tensor.name.dropFirst("model.".count))
      }
      #expect(state.averages.map(\.values) == expected, "step \(step)")
    }
  }

  @Test func `metrics and predictions are those of the averages`() throws {
    let resolved = try experiment()
    let dataset = try resolved.dataset.load()
    let story = try Story.of(resolved, dataset: dataset)
    let state = try #require(story.states.last)
    var answering = state
    answering.model = zip(state.averages, state.model).map {
      NamedTensor(name: $1.name, dimensions: $1.dimensions, values: $0.values)
    }
    (answering.averages, answering.averagedSteps) = ([], 0)
    for (experiment, state) in [(resolved, state), (try experiment(ema: false), answering)] {
      let trainer = try Trainer(experiment, dataset: dataset, threads: 2, resuming: state)
      let evaluation = try #require(trainer.evaluate(dataset.test))
      #expect(evaluation.metrics == story.epochs.last?.test)
      #expect(evaluation.predictions == story.predictions)
    }
    #expect(state.best?.value == story.epochs.compactMap { $0.validation?.accuracy }.max())
  }

  @Test func `resuming from every step ends as the undisturbed training does`() throws {
    let resolved = try experiment()
    let dataset = try resolved.dataset.load()
    let whole = try Story.of(resolved, dataset: dataset)
    let unevaluated = try Story.of(resolved, dataset: dataset, stopAfter: resolved.stepsPerEpoch)
    for state in whole.states + unevaluated.states.suffix(1) {
      let rest = try Story.of(resolved, dataset: dataset, threads: 3, resuming: state)
      #expect(
        rest.states == whole.states.filter { ($0.step, $0.epoch) > (state.step, state.epoch) })
      #expect(rest.epochs == whole.epochs.filter { $0.epoch > state.epoch })
      #expect(rest.predictions == whole.predictions)
    }
  }
}
