import Datasets
import Engine
import Experiments
import Testing
import Training

@Suite struct ResumeTests {
  /// From every step, before and after the evaluation that ends an epoch, with other threads each
  /// time.
  @Test(
    arguments: BitEqualityTests.pinned.map(\.experiment) + [.augmented],
    [
      #"{ "type": "sgd", "learning_rate": 0.05 }"#,
      #"{ "type": "sgd", "learning_rate": 0.05, "momentum": 0.9 }"#,
      #"{ "type": "adam", "learning_rate": 0.005 }"#,
    ])
  func `resuming from every step ends as the undisturbed training does`(
    experiment: SmallExperiment, optimizer: String
  ) throws {
    var experiment = experiment
    experiment.optimizer = optimizer
    let resolved = try experiment.resolved()
    let dataset = try resolved.dataset.load()
    let whole = try Story.of(resolved, dataset: dataset)
    #expect(whole.outcome == .finished)
    #expect(whole.states.map(\.step) == Array(0...resolved.totalSteps))
    let unevaluated = try Story.of(resolved, dataset: dataset, stopAfter: resolved.stepsPerEpoch)
    for (index, state) in (whole.states + unevaluated.states.suffix(1)).enumerated() {
      let threads = [1, 2, 3, 8][index % 4]
      let rest = try Story.of(resolved, dataset: dataset, threads: threads, resuming: state)
      #expect(
        rest.states == whole.states.filter { ($0.step, $0.epoch) > (state.step, state.epoch) })
      #expect(rest.epochs == whole.epochs.filter { $0.epoch > state.epoch })
      #expect(rest.predictions == whole.predictions)
    }
  }

  /// Averages, a plateau, a frozen normalisation, rates by layer: from every step, with other
  /// threads each time.
  @Test func `every option resumes from every step with the same bits`() throws {
    let resolved = try SmallExperiment.everything.resolved()
    let dataset = try resolved.dataset.load()
    let whole = try Story.of(resolved, dataset: dataset, threads: 1)
    #expect(whole.outcome == .finished && whole.states.count == 4 * 4 + 1)
    let rates = whole.states.compactMap(\.plateau?.rate)
    #expect(Set(rates).count > 1, "the plateau lowers the rate")
    for (index, state) in whole.states.enumerated() {
      let rest = try Story.of(
        resolved, dataset: dataset, threads: [1, 2, 3, 7][index % 4], resuming: state)
      #expect(rest.states == Array(whole.states[(index + 1)...]))
      #expect(rest.epochs == whole.epochs.filter { $0.epoch > state.epoch })
      #expect(rest.logs == whole.logs.filter { $0.key > state.step })
      #expect(rest.predictions == whole.predictions)
    }
    // What is frozen stays as it was drawn.
    func frozen(_ state: TrainingState?) -> [NamedTensor]? {
      state?.model.filter { $0.name.hasPrefix("model.1.") || $0.name.hasPrefix("model.14.") }
    }
    #expect(frozen(whole.states.last)?.count == 6)
    #expect(frozen(whole.states.last) == frozen(whole.states.first))
  }

  @Test func `a training stopped again and again ends as the undisturbed one does`() throws {
    var experiment = SmallExperiment.mlp
    experiment.checkpoint = #"{ "every_epochs": 1 }"#
    let resolved = try experiment.resolved()
    let dataset = try resolved.dataset.load()
    let whole = try Story.of(resolved, dataset: dataset)
    var epochs: [EpochResult] = []
    var state: TrainingState?
    var last: Story?
    for part in [1, 3, 0, 2, 1, .max] {
      let story = try Story.of(resolved, dataset: dataset, resuming: state, stopAfter: part)
      epochs += story.epochs
      if case .stopped(let step) = story.outcome {
        state = story.states.last ?? state
        #expect(state?.step == step)
      }
      last = story
    }
    #expect(last?.outcome == .finished)
    #expect(epochs == whole.epochs)
    #expect(last?.predictions == whole.predictions)
  }

  /// A stop in the evaluation keeps the trained epoch: no step of it is trained again.
  @Test func `a stop during the evaluation loses no step`() throws {
    let resolved = try SmallExperiment.cnn.resolved()
    let dataset = try resolved.dataset.load()
    let whole = try Story.of(resolved, dataset: dataset)
    let stopped = try Story.of(
      resolved, dataset: dataset, stopAfter: resolved.stepsPerEpoch)
    #expect(stopped.outcome == .stopped(step: resolved.stepsPerEpoch))
    let state = try #require(stopped.states.last)
    #expect(state.epoch == 0 && state.batch == resolved.stepsPerEpoch)
    let rest = try Story.of(resolved, dataset: dataset, resuming: state)
    #expect(rest.steps.first == resolved.stepsPerEpoch + 1)
    #expect(rest.epochs == whole.epochs)
  }

  @Test func `steps and epochs are told in order, and the best epoch is the chosen metric's`()
    throws
  {
    let resolved = try SmallExperiment.lenet.resolved()
    let story = try Story.of(resolved, dataset: try resolved.dataset.load())
    #expect(resolved.stepsPerEpoch == 5)
    #expect(story.steps == Array(1...10))
    #expect(story.epochs.map(\.epoch) == [1, 2])
    #expect(story.predictions.map(\.index) == Array(5..<50))
    let accuracies = story.epochs.compactMap { $0.validation?.accuracy }
    let best = try #require(story.states.last?.best)
    #expect(best.value == accuracies.max())
    #expect(best.epoch == (accuracies[1] > accuracies[0] ? 2 : 1))
  }

  @Test func `a rate that is far too large ends in divergence, not in a checkpoint`() throws {
    var experiment = SmallExperiment.mlp
    experiment.optimizer = #"{ "type": "sgd", "learning_rate": 1e30 }"#
    let resolved = try experiment.resolved()
    let story = try Story.of(resolved, dataset: try resolved.dataset.load())
    guard case .diverged(let step, 1, _, _, _) = story.outcome else {
      Issue.record("\(String(describing: story.outcome))")
      return
    }
    #expect((story.states.map(\.step).max() ?? 0) < step)
    for tensor in story.states.flatMap(\.model) {
      let isFinite = tensor.values.allSatisfy { $0.isFinite }
      #expect(isFinite, "\(tensor.name)")
    }
  }
}
