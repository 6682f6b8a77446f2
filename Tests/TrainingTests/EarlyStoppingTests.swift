import Datasets
import Engine
import Experiments
import Testing
import Training

@Suite struct EarlyStoppingTests {
  /// The training loss is least in the end, so that the most of it was in epoch 1.
  private func experiment(
    patience: Int?, epochs: Int = 6, checkpoint: String = #"{ "every_steps": 1 }"#
  ) throws -> ResolvedExperiment {
    var experiment = SmallExperiment.mlp
    let stopping = patience.map {
      #", "early_stopping": { "metric": "train_loss", "mode": "max", "patience": \#($0) }"#
    }
    experiment.training = #"{ "epochs": \#(epochs), "batch_size": 48\#(stopping ?? "") }"#
    experiment.checkpoint = checkpoint
    return try experiment.resolved()
  }

  @Test(arguments: [1, 2, 3])
  func `a training ends when the metric was not better for so many epochs`(patience: Int) throws {
    let resolved = try experiment(patience: patience)
    let dataset = try resolved.dataset.load()
    let story = try Story.of(resolved, dataset: dataset)
    let whole = try Story.of(try experiment(patience: nil), dataset: dataset)
    #expect(whole.epochs.count == 6)
    #expect(story.outcome == .finished)
    // Rates too: a schedule is laid out over all the epochs asked for.
    #expect(story.epochs == Array(whole.epochs.prefix(1 + patience)))
    #expect(story.predictions.count == dataset.test.count)
    #expect(story.states.last?.stoppingBest?.epoch == 1)
    #expect(story.states.last?.stoppingBest?.value == whole.epochs[0].train.loss)
  }

  @Test func `the last epoch is saved whatever the policy`() throws {
    let resolved = try experiment(patience: 2, checkpoint: #"{ "every_epochs": 100 }"#)
    let story = try Story.of(resolved, dataset: try resolved.dataset.load())
    #expect(story.states.map(\.epoch) == [0, 3])
  }

  @Test func `a training that gets better is not ended`() throws {
    var experiment = SmallExperiment.mlp
    experiment.training = """
      { "epochs": 4, "batch_size": 48,
        "early_stopping": { "metric": "train_loss", "patience": 1 } }
      """
    let resolved = try experiment.resolved()
    let story = try Story.of(resolved, dataset: try resolved.dataset.load())
    #expect(story.epochs.map(\.epoch) == [1, 2, 3, 4])
    #expect(story.states.last?.stoppingBest?.epoch == 4)
  }

  /// As Keras's min_delta: a value has to pass the best by more.
  @Test func `an improvement must be larger than min_delta`() throws {
    for (mode, better, worse) in [
      (EarlyStopping.Mode.min, 0.74, 0.75), (.max, 1.26, 1.25),
    ] {
      let stopping = EarlyStopping(metric: .trainLoss, mode: mode, patience: 1, minDelta: 0.25)
      #expect(stopping.isBetter(better, than: 1))
      #expect(!stopping.isBetter(worse, than: 1))
      #expect(!stopping.isBetter(.nan, than: 1))
    }
    var experiment = SmallExperiment.mlp
    experiment.training = """
      { "epochs": 4, "batch_size": 48,
        "early_stopping": { "metric": "train_loss", "patience": 2, "min_delta": 100 } }
      """
    let resolved = try experiment.resolved()
    let story = try Story.of(resolved, dataset: try resolved.dataset.load())
    #expect(story.epochs.map(\.epoch) == [1, 2, 3])
    #expect(story.states.last?.stoppingBest?.epoch == 1)
  }

  @Test func `resuming from every step, also the last, ends as the undisturbed training`() throws {
    let resolved = try experiment(patience: 2)
    let dataset = try resolved.dataset.load()
    let whole = try Story.of(resolved, dataset: dataset)
    #expect(whole.states.map(\.step) == Array(0...15))
    for state in whole.states {
      let rest = try Story.of(resolved, dataset: dataset, threads: 3, resuming: state)
      #expect(rest.outcome == .finished)
      #expect(rest.states == Array(whole.states[(state.step + 1)...]))
      #expect(rest.epochs == whole.epochs.filter { $0.epoch > state.epoch })
      #expect(rest.predictions == whole.predictions)
    }
  }
}
