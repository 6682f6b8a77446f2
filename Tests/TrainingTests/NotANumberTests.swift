import Datasets
import Engine
import Experiments
import Testing
import Training

/// Networks whose outputs are not numbers, and gradients too long to be measured.
@Suite struct NotANumberTests {
  /// A network with a weight that is not a number answers nothing, whatever its loss.
  @Test(arguments: [
    (#"{ "type": "softmax_cross_entropy" }"#, ""),
    (#"{ "type": "softmax_binary_cross_entropy" }"#, ""),
    (#"{ "type": "nll" }"#, #", { "type": "softmax" }"#),
    (#"{ "type": "binary_cross_entropy" }"#, #", { "type": "softmax" }"#),
    (#"{ "type": "binary_cross_entropy" }"#, #", { "type": "sigmoid" }"#),
    (#"{ "type": "mse" }"#, ""), (#"{ "type": "l1" }"#, ""), (#"{ "type": "huber" }"#, ""),
    (#"{ "type": "binary_cross_entropy_with_logits" }"#, ""),
    (#"{ "type": "softmax_cross_entropy", "label_smoothing": 0.1 }"#, ""),
    (#"{ "type": "softmax_cross_entropy", "class_weights": "balanced" }"#, ""),
  ])
  func `an example whose outputs are not numbers is answered wrongly`(
    loss: String, activation: String
  ) throws {
    let text = """
      {
        "dataset": { "name": "mnist", "subset": { "train": [0, 64], "test": [0, 100] } },
        "architecture": [{ "type": "flatten" }, { "type": "linear", "out_features": 10 }\(activation)],
        "loss": \(loss), "optimizer": { "type": "sgd", "learning_rate": 0.1 },
        "training": { "epochs": 1, "batch_size": 16 }
      }
      """
    let experiment = try ExperimentDefinition(name: "nan", parsing: Array(text.utf8), file: "nan")
      .resolved(by: DataFileInspector())
    let dataset = try experiment.dataset.load()
    var state = try #require(try Story.of(experiment, dataset: dataset).states.last)
    // All outputs; or only that of one class, the first, one between or the last.
    for classes in [0..<10, 0..<1, 4..<5, 9..<10] {
      var model = state.model
      for index in model.indices where model[index].name.hasSuffix("bias") {
        var values = model[index].values
        for label in classes { values[label] = .nan }
        model[index] = NamedTensor(
          name: model[index].name, dimensions: model[index].dimensions, values: values)
      }
      state.model = model
      let trainer = try Trainer(experiment, dataset: dataset, threads: 2, resuming: state)
      let result = try #require(trainer.evaluate(dataset.test))
      #expect(result.metrics.accuracy == 0)
      #expect(result.predictions.allSatisfy { !$0.isAnswered && $0.probability?.isNaN == true })
    }
  }

  @Test(arguments: [1, 1e10, 1e38])
  func `a gradient whose norm float32 cannot hold is divergence where it is clipped`(
    rate: Double
  ) throws {
    let experiment = try overflowing(rate: rate, clipNorm: "1")
    let story = try Story.of(experiment, dataset: try experiment.dataset.load())
    guard case .diverged(1, 1, 1, let loss, .gradientNorm) = story.outcome else {
      Issue.record("\(story.outcome)")
      return
    }
    #expect(loss.isFinite)
  }

  @Test func `a gradient as long as float32 can hold is clipped as before`() throws {
    let experiment = try overflowing(rate: 1, clipNorm: "1", scale: "1e10")
    let story = try Story.of(experiment, dataset: try experiment.dataset.load())
    #expect(story.outcome == .finished)
  }

  private func overflowing(
    rate: Double, clipNorm: String, scale: String = "1e20"
  ) throws -> ResolvedExperiment {
    let text = """
      {
        "dataset": { "name": "linear_regression", "points": 32, "test_points": 8 },
        "architecture": [
          { "type": "linear", "out_features": 4 }, { "type": "relu" },
          { "type": "linear", "out_features": 1 }
        ],
        "loss": { "type": "mse", "reduction": "sum", "scale": \(scale) },
        "optimizer": { "type": "sgd", "learning_rate": \(rate), "clip_norm": \(clipNorm) },
        "training": { "epochs": 2, "batch_size": 8 }
      }
      """
    return try ExperimentDefinition(name: "clip", parsing: Array(text.utf8), file: "clip").resolved(
      by: DataFileInspector())
  }
}
