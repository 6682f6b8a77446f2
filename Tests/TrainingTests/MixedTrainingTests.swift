import Datasets
import Engine
import Experiments
import Testing
import Training

/// Trainings whose examples are mixed with the next ones of their batches.
@Suite struct MixedTrainingTests {
  /// One linear layer of zeros, so that every class has the same chance and only the targets differ.
  private func story(_ augmentation: String, batchSize: Int) throws -> Story {
    var experiment = SmallExperiment.mlp
    experiment.dataset = #""augment": \#(augmentation),"#
    experiment.architecture = """
      [{ "type": "flatten" }, { "type": "linear", "out_features": 10, "init": "zeros" }]
      """
    experiment.optimizer = #"{ "type": "sgd", "learning_rate": 0.1 }"#
    experiment.training = #"{ "epochs": 1, "batch_size": \#(batchSize) }"#
    let resolved = try experiment.resolved()
    return try Story.of(resolved, dataset: try resolved.dataset.load())
  }

  @Test func `the partner of a batch's last example is its first one`() throws {
    // A batch of one example is mixed with itself: but for the rounding of its pixels it is the
    // example, and so are both labels.
    let (alone, mixed) = (
      try story("{}", batchSize: 1), try story(#"{ "mixup": 1 }"#, batchSize: 1)
    )
    let (a, b) = (alone.epochs[0].train.loss, mixed.epochs[0].train.loss)
    #expect(abs(a - b) < 1e-4 * a)
    #expect(alone.epochs[0].train.accuracy == mixed.epochs[0].train.accuracy)
    // In batches of two it is not.
    let (plain, pairs) = (
      try story("{}", batchSize: 2), try story(#"{ "mixup": 1 }"#, batchSize: 2)
    )
    #expect(abs(plain.epochs[0].train.loss - pairs.epochs[0].train.loss) > 0.01)
  }

  @Test func `evaluation mixes nothing`() throws {
    var experiment = SmallExperiment.mlp
    experiment.optimizer = #"{ "type": "sgd", "learning_rate": 1e-30 }"#
    let plain = try experiment.resolved()
    experiment.dataset = #""augment": { "mixup": 0.01 },"#
    let mixed = try experiment.resolved()
    let stories = try [plain, mixed].map { try Story.of($0, dataset: try $0.dataset.load()) }
    #expect(stories[0].epochs.map(\.test) == stories[1].epochs.map(\.test))
    #expect(stories[0].epochs.map(\.validation) == stories[1].epochs.map(\.validation))
    #expect(stories[0].epochs.map(\.train) != stories[1].epochs.map(\.train))
  }
}
