import Datasets
import Engine
import Experiments
import Testing
import Training

/// Trainings whose rate follows a metric.
@Suite struct PlateauTests {
  /// A rate with which nothing improves.
  private func experiment(_ metric: String = "train_loss") throws -> ResolvedExperiment {
    var experiment = SmallExperiment.mlp
    experiment.optimizer = #"{ "type": "sgd", "learning_rate": 1e-7 }"#
    experiment.training = #"{ "epochs": 6, "batch_size": 48 }"#
    experiment.schedule = """
      { "type": "plateau", "metric": "\(metric)", "factor": 0.5, "patience": 1,
        "warmup_steps": 3 }
      """
    return try experiment.resolved()
  }

  @Test(arguments: ["train_loss", "validation_accuracy"])
  func `the rate falls after epochs without a better value`(metric: String) throws {
    let resolved = try experiment(metric)
    let story = try Story.of(resolved, dataset: try resolved.dataset.load())
    let rates = [1, 1, 1, 0.5, 0.5, 0.25].map { Float($0 * 1e-7) }
    #expect(story.epochs.map(\.learningRate) == rates)
    #expect(story.states.last?.plateau?.rate == 0.25e-7)
    #expect(story.states.last?.plateau?.badEpochs == 1)
    let best = metric == "train_loss" ? story.epochs[0].train.loss : nil
    if let best { #expect(story.states.last?.plateau?.best == best) }
  }

  @Test func `resuming from every step ends as the undisturbed training does`() throws {
    let resolved = try experiment()
    let dataset = try resolved.dataset.load()
    let whole = try Story.of(resolved, dataset: dataset)
    #expect(whole.states.count == 31)
    for state in whole.states {
      let rest = try Story.of(resolved, dataset: dataset, threads: 3, resuming: state)
      #expect(rest.states == whole.states.filter { $0.step > state.step })
      #expect(rest.epochs == whole.epochs.filter { $0.epoch > state.epoch })
    }
  }

  @Test func `a rate that follows the test part is warned of`() throws {
    let warnings = try experiment("test_loss").warnings
    #expect(warnings.contains { $0.hasPrefix("schedule.metric: test_loss lowers") })
  }
}
