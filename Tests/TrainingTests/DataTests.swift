import Datasets
import Engine
import Experiments
import Files
import Testing
import Training

/// What the data ask of a training beside images of ten classes.
@Suite struct DataTests {
  private func story(_ text: String) throws -> Story {
    let resolved = try ExperimentDefinition(
      name: "small", parsing: Array(text.utf8), file: "small.json"
    ).resolved(by: DataFileInspector())
    return try Story.of(resolved, dataset: try resolved.dataset.load())
  }

  private func xor(
    _ loss: String, epochs: Int, last: String = #", { "type": "sigmoid" }"#
  ) throws -> Story {
    try story(
      """
      {
        "dataset": { "name": "xor" },
        "architecture": [
          { "type": "linear", "out_features": 8 }, { "type": "tanh" },
          { "type": "linear", "out_features": 1 }\(last)
        ],
        "loss": \(loss),
        "optimizer": { "type": "sgd", "learning_rate": 1 },
        "training": { "epochs": \(epochs), "batch_size": 4 },
        "checkpoint": { "every_epochs": 1000000 }
      }
      """)
  }

  @Test(arguments: [
    #"{ "type": "mse", "scale": 0.5 }"#, #"{ "type": "binary_cross_entropy" }"#,
    #"{ "type": "binary_cross_entropy_with_logits" }"#,
  ])
  func `one output tells two classes apart, with the probability of the one it names`(
    loss: String
  ) throws {
    let takesLogits = loss.contains("logits")
    let story =
      takesLogits ? try xor(loss, epochs: 2000, last: "") : try xor(loss, epochs: 2000)
    #expect(story.epochs.last?.test?.accuracy == 1)
    #expect(story.predictions.map(\.label) == [0, 1, 1, 0])
    #expect(story.predictions.map(\.prediction) == [0, 1, 1, 0])
    #expect(story.predictions.allSatisfy { ($0.probability ?? 0) > 0.8 })
  }

  @Test func `an output near one half is no answer by itself`() throws {
    let story = try xor(#"{ "type": "mse" }"#, epochs: 1)
    #expect(story.predictions.allSatisfy { (0.5...0.9).contains($0.probability ?? 0) })
  }

  @Test func `a plane is found again, and its predictions are values`() throws {
    let story = try story(
      """
      {
        "dataset": { "name": "linear_regression" },
        "architecture": [{ "type": "linear", "out_features": 1 }],
        "loss": { "type": "mse", "scale": 0.5, "reduction": "sum" },
        "optimizer": { "type": "sgd", "learning_rate": 0.001 },
        "training": { "epochs": 10, "batch_size": 64 }
      }
      """)
    let weights = try #require(story.states.last?.model).flatMap(\.values)
    for (weight, expected) in zip(weights, [3, 4, 2, 5] as [Float]) {
      // The noise of 2,000 points moves each by about 0.5 / sqrt(2000) = 0.011.
      #expect(abs(weight - expected) < 0.05)
    }
    #expect(story.epochs.allSatisfy { $0.train.accuracy == nil && $0.test?.accuracy == nil })
    #expect(story.predictions.allSatisfy { $0.probability == nil })
    #expect(story.predictions.contains { $0.prediction < 0 })
  }

  @Test func `of several values the first is told, and not the largest`() throws {
    let path = "/tmp/bench-training-\(getpid()).csv"
    let file = try #require(fopen(path, "w"))
    defer { unlink(path) }
    for i in 0..<20 { fputs("\(i % 2),\(i % 2),5\n", file) }
    fclose(file)
    let story = try story(
      """
      {
        "dataset": {
          "name": "csv", "files": { "train": "\(path)" }, "header": false, "label": [1, 2],
          "subset": { "train": [0, 10], "test": [10, 20] }
        },
        "architecture": [{ "type": "linear", "out_features": 2 }],
        "loss": { "type": "mse" },
        "optimizer": { "type": "sgd", "learning_rate": 0.3 },
        "training": { "epochs": 200, "batch_size": 10 },
        "checkpoint": { "every_epochs": 1000000 }
      }
      """)
    #expect(story.predictions.map(\.label) == (10..<20).map { Double($0 % 2) })
    #expect(story.predictions.allSatisfy { abs($0.prediction - $0.label) < 0.01 })
  }

  @Test func `augmented images are other images in every epoch, and never in the test`() throws {
    var plain = SmallExperiment.cnn
    // No step changes a weight, so that losses are of the images alone.
    plain.optimizer = #"{ "type": "sgd", "learning_rate": 1e-30 }"#
    var augmented = plain
    augmented.dataset = SmallExperiment.augmented.dataset
    let stories = try [plain, augmented].map { experiment in
      let resolved = try experiment.resolved()
      return try Story.of(resolved, dataset: try resolved.dataset.load())
    }
    let losses = stories.map { $0.epochs.map(\.train.loss) }
    #expect(abs(losses[0][0] - losses[0][1]) < 1e-12)
    #expect(abs(losses[1][0] - losses[1][1]) > 1e-6)
    #expect(abs(losses[1][0] - losses[0][0]) > 1e-6)
    #expect(stories[0].epochs.map(\.test) == stories[1].epochs.map(\.test))
    #expect(stories[0].epochs.map(\.validation) == stories[1].epochs.map(\.validation))
  }

  @Test(arguments: [SmallExperiment.augmented, .mixed])
  func `every instruction set and thread count augments to the same bits`(
    experiment: SmallExperiment
  ) throws {
    let resolved = try experiment.resolved()
    let dataset = try resolved.dataset.load()
    let expected = try Story.of(resolved, dataset: dataset, threads: 1)
    for kernels in Kernels.available {
      for threads in [1, 2, 3, 7] {
        let found = try Story.of(resolved, dataset: dataset, threads: threads, kernels: kernels)
        #expect(found == expected, "\(kernels.name), \(threads) threads")
      }
    }
  }
}
