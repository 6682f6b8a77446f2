import Datasets
import Experiments
import Files
import Testing
import Training

/// Several values that are learnt in other units than the file's.
@Suite struct TargetUnitsTests {
  private static let path = "/tmp/bench-units-\(getpid()).csv"

  /// Two values of two numbers, one of thousands and one of thousandths.
  private func story(_ loss: String, scales: Bool, batch: Int = 10, rate: Double = 0.1) throws
    -> Story
  {
    let file = try #require(fopen(Self.path, "w"))
    for i in 0..<60 {
      let (a, b) = (Double(i * 7 % 13), Double(i * 5 % 11))
      fputs("\(a),\(b),\(4000 + 300 * a - 100 * b),\(0.002 * b - 0.001 * a)\n", file)
    }
    fclose(file)
    defer { unlink(Self.path) }
    let text = """
      {
        "dataset": {
          "name": "csv", "files": { "train": "\(Self.path)" }, "header": false, "label": [2, 3],
          "subset": { "train": [0, 40], "test": [40, 60] }, "normalize": "standard"
          \(scales ? #", "scale_targets": true"# : "")
        },
        "architecture": [{ "type": "linear", "out_features": 2 }],
        "loss": \(loss),
        "optimizer": { "type": "sgd", "learning_rate": \(rate) },
        "training": {
          "epochs": 200, "batch_size": \(batch), "metrics": ["mae"], "log_every_steps": 1
        },
        "checkpoint": { "every_epochs": 1000000 }
      }
      """
    let resolved = try ExperimentDefinition(
      name: "units", parsing: Array(text.utf8), file: "units.json"
    ).resolved(by: DataFileInspector())
    let dataset = try resolved.dataset.load()
    let story = try Story.of(resolved, dataset: dataset)
    #expect(try Story.of(resolved, dataset: dataset, threads: 3) == story)
    return story
  }

  @Test func `both values are found, and predictions have the file's units`() throws {
    let story = try story(#"{ "type": "mse" }"#, scales: true)
    #expect(story.predictions.count == 20)
    for row in story.predictions {
      let second = try #require(row.further.first)
      #expect((1000...9000).contains(row.label) && second.label.magnitude < 1)
      // Of 4,000 and of 0.01, rounded to float32 several times.
      #expect(abs(row.prediction - row.label) < 0.1)
      #expect(abs(second.prediction - second.label) < 1e-5)
    }
  }

  /// The loss of the predictions as they are written.
  @Test(arguments: [
    #"{ "type": "mse", "scale": 0.5 }"#, #"{ "type": "mse", "reduction": "sum" }"#,
    #"{ "type": "l1" }"#,
  ])
  func `losses have the file's units`(loss: String) throws {
    // So slow that errors stay far larger than what float32 rounds of thousands.
    let story = try story(loss, scales: true, rate: 0.00001)
    let errors = story.predictions.flatMap { row in
      [row.prediction - row.label] + row.further.map { $0.prediction - $0.label }
    }
    let factor = loss.contains("0.5") ? 0.5 : 1
    let divisor = loss.contains("sum") ? 20.0 : 40
    let sum = errors.reduce(0) { $0 + (loss.contains("l1") ? $1.magnitude : $1 * $1) }
    let found = try #require(story.epochs.last?.test?.loss)
    // Predictions are rounded to float32 once more than the errors of the loss.
    #expect(abs(found / (sum * factor / divisor) - 1) < 1e-4)
  }

  /// With a large δ, huber is half of mse.
  @Test func `δ of huber is of standardised errors`() throws {
    let huber = try story(#"{ "type": "huber", "delta": 1e6 }"#, scales: true)
    let half = try story(#"{ "type": "mse", "scale": 0.5 }"#, scales: true)
    #expect(huber.epochs.first?.test?.loss == half.epochs.first?.test?.loss)
  }

  @Test func `the loss of a step is that of its examples`() throws {
    let story = try story(#"{ "type": "mse" }"#, scales: true, batch: 40)
    for (epoch, step) in zip(story.epochs, story.steps) {
      #expect(story.logs[step]?.trainLoss == epoch.train.loss)
    }
    #expect(!story.logs.isEmpty)
  }
}
