import Datasets
import Engine
import Experiments
import Files
import Testing
import Training

/// Losses as a training uses them.
@Suite struct LossTests {
  private func story(
    _ loss: String, threads: Int = 2, kernels: Kernels = .best, batchSize: Int = 48
  ) throws -> Story {
    let text = """
      {
        "seed": 3,
        "dataset": { "name": "mnist", "subset": { "train": [0, 130], "test": [0, 40] } },
        "architecture": [{ "type": "flatten" }, { "type": "linear", "out_features": 10 }],
        "loss": \(loss), "optimizer": { "type": "sgd", "learning_rate": 0.1 },
        "training": { "epochs": 2, "batch_size": \(batchSize) }
      }
      """
    let experiment = try ExperimentDefinition(name: "loss", parsing: Array(text.utf8), file: "loss")
      .resolved(by: DataFileInspector())
    return try Story.of(
      experiment, dataset: try experiment.dataset.load(), threads: threads, kernels: kernels)
  }

  private func weighted(_ weights: String) -> String {
    #"{ "type": "softmax_cross_entropy", "class_weights": \#(weights) }"#
  }

  @Test func `balanced weights are those of the training subset`() throws {
    let dataset = try DatasetConfiguration(source: .mnist, train: .range(0..<130)).load()
    guard case .classes(let classes) = dataset.train.targets else {
      Issue.record("no classes")
      return
    }
    let weights = (0..<10).map { label in
      "\(130.0 / (10.0 * Double(classes.count { $0 == label })))"
    }
    let listed = try story(weighted("[\(weights.joined(separator: ","))]"))
    let balanced = try story(weighted(#""balanced""#))
    #expect(balanced == listed)
    #expect(balanced.weights != (try story(#"{ "type": "softmax_cross_entropy" }"#)).weights)
  }

  /// A weighted mean is the same where all weights are the same.
  @Test func `weights of 2 train as weights of 1 do, with losses twice as large`() throws {
    let ones = try story(weighted("[1,1,1,1,1,1,1,1,1,1]"))
    let twos = try story(weighted("[2,2,2,2,2,2,2,2,2,2]"))
    let plain = try story(#"{ "type": "softmax_cross_entropy" }"#)
    #expect(ones == plain)
    #expect(twos.weights == plain.weights)
    for (two, one) in zip(twos.epochs, plain.epochs) {
      #expect(
        two.train.loss == 2 * one.train.loss && two.test?.loss == one.test.map { 2 * $0.loss })
    }
  }

  @Test(arguments: [
    #"{ "type": "softmax_cross_entropy", "class_weights": "balanced", "label_smoothing": 0.1 }"#,
    #"{ "type": "binary_cross_entropy_with_logits", "pos_weight": 2 }"#, #"{ "type": "huber" }"#,
  ])
  func `threads and instruction sets do not change a bit`(loss: String) throws {
    let expected = try story(loss, threads: 1)
    #expect(expected.outcome == .finished)
    for kernels in Kernels.available {
      #expect(try story(loss, threads: 3, kernels: kernels) == expected)
    }
  }

  @Test func `a mean over few examples is divided by their weights`() throws {
    let one = try story(weighted("[1,2,3,4,5,6,7,8,9,10]"), batchSize: 1)
    // The weight of the only example is also what the mean is divided by.
    let plain = try story(#"{ "type": "softmax_cross_entropy" }"#, batchSize: 1)
    for (one, plain) in zip(one.states.last?.model ?? [], plain.states.last?.model ?? []) {
      for (left, right) in zip(one.values, plain.values) { #expect(abs(left - right) < 1e-4) }
    }
    #expect(one.epochs.last?.train.loss != plain.epochs.last?.train.loss)
  }
}
