import Datasets
import Engine
import Experiments
import JSON
import Testing

/// Definitions whose every value is allowed and whose training would not do what it says.
struct TrainableDefinitionTests {
  @Test(arguments: [
    ("optimizer.learning_rate", "1e-46", "1e-46 is 0"),
    ("optimizer.momentum", "0.99999999", "is 1"),
    ("optimizer.momentum", "1e-50", "1e-50 is 0"), ("optimizer.weight_decay", "1e-46", "is 0"),
    ("optimizer.clip_norm", "1e-46", "is 0"),
    ("optimizer", #"{"type": "adam", "eps": 1e-46}"#, "optimizer.eps: 1e-46 is 0"),
    ("optimizer", #"{"type": "adam", "betas": [0.9, 0.99999999]}"#, "betas.1: 0.99999999 is 1"),
    ("optimizer", #"{"type": "adamw", "weight_decay": 1e-46}"#, "weight_decay: 1e-46 is 0"),
    ("optimizer", #"{"type": "rmsprop", "alpha": 0.99999999}"#, "alpha: 0.99999999 is 1"),
    ("schedule", #"{"type": "cosine", "min_rate": 1e-46}"#, "min_rate: 1e-46 is 0"),
    ("schedule", #"{"type": "one_cycle", "max_rate": 1e-46}"#, "max_rate: 1e-46 is 0"),
    ("schedule", #"{"type": "linear", "end_rate": 1e-46}"#, "end_rate: 1e-46 is 0"),
    (
      "architecture.4",
      #"{"type": "linear", "out_features": 10, "init": {"type": "normal", "std": 1e-46}}"#,
      "architecture.4.init.std: 1e-46 is 0"
    ),
    ("architecture.1", #"{"type": "batch_norm", "eps": 1e-46}"#, "eps: 1e-46 is 0"),
    (
      "architecture.1", #"{"type": "batch_norm", "momentum": 0.99999999}"#,
      "momentum: 0.99999999 is 1"
    ),
    ("loss", #"{"type": "mse", "scale": 1e-46}"#, "loss.scale: 1e-46 is 0"),
    // What follows from a number, where each is a number of float32.
    ("loss", #"{"type": "mse", "scale": 4e-45}"#, "scale of the loss that follows from it is 0"),
    (
      "loss", #"{"type": "mse", "scale": 1e-43}"#, "scale of the gradient that follows from it is 0"
    ),
    (
      "loss", #"{"type": "mse", "scale": 3e38, "reduction": "sum"}"#,
      "scale of the gradient that follows from it is infinite"
    ),
  ])
  func `a number that float32 makes another thing is refused`(
    path: String, value: String, expected: String
  ) throws {
    let text = try #require(try complaint(sample(), set: ["\(path)=\(value)"]))
    #expect(text.contains(expected), "\(text)")
    #expect(text.contains("in float32, in which the training computes"), "\(text)")
  }

  @Test(arguments: [
    ("[3, 3]", "3 must be greater than the one before, 3"),
    ("[5, 9, 4]", "4 must be greater than the one before, 9"),
  ])
  func `milestones that do not ascend are refused`(milestones: String, problem: String) throws {
    let setting = "schedule={\"type\": \"multi_step\", \"milestones\": \(milestones)}"
    let text = try #require(try complaint(sample(), set: [setting]))
    #expect(text.contains(problem), "\(text)")
  }

  @Test func `a plateau of a metric that the training does not have is refused`() throws {
    let setting = #"schedule={"type": "plateau", "metric": "validation_loss"}"#
    let text = try #require(try complaint(sample(), set: [setting]))
    #expect(text.contains("schedule.metric: validation_loss needs dataset.subset.validation"))
    let validation = "dataset.subset.validation=[500,600]"
    let schedule = try resolved(sample(), set: [setting, validation]).schedule
    #expect(schedule.plateau?.metric == .validationLoss)
    #expect(schedule.plateau?.plateau == ScheduleConfiguration.Plateau(metric: "validation_loss"))
  }

  @Test func `the refusal names the nearest number there is`() throws {
    #expect(
      try complaint(sample(), set: ["optimizer.weight_decay=1e-46"]) == """
        --set optimizer.weight_decay=1e-46: 1e-46 is 0 in float32, in which the training computes
          write 0 if that is meant; the nearest number that float32 has is 1.4e-45
        """)
    #expect(
      try complaint(sample(), set: ["optimizer.momentum=0.99999999"]) == """
        --set optimizer.momentum=0.99999999: 0.99999999 is 1 in float32, in which the training \
        computes
          the nearest number that float32 has is 0.99999994
        """)
  }

  /// With these the training computes in float64, or float32 only rounds them.
  @Test(arguments: [
    ("optimizer.learning_rate", "0.99999999"), ("optimizer.learning_rate", "1.4e-45"),
    ("optimizer.momentum", "0.9999999"), ("optimizer.weight_decay", "0"),
    ("optimizer.clip_norm", "1.00000001"),
    ("schedule", #"{"type": "exponential", "gamma": 0.99999999}"#),
    ("schedule", #"{"type": "step", "step_size": 5, "gamma": 1e-46}"#),
    ("schedule", #"{"type": "one_cycle", "max_rate": 1, "start_fraction": 0.99999999}"#),
    ("architecture.1", #"{"type": "dropout", "p": 0.99999999}"#),
    ("dataset.augment", #"{"shift": 1023.9999999, "rotate": 179.9999999, "scale": 0.99999999}"#),
    ("loss", #"{"type": "mse", "scale": 1e-40}"#),
  ])
  func `a number that keeps its meaning is taken`(path: String, value: String) throws {
    #expect(try complaint(sample(), set: ["\(path)=\(value)"]) == nil)
  }

  private let normalized =
    #"[{"type": "flatten"}, {"type": "linear", "out_features": 10}, {"type": "batch_norm"}]"#

  @Test(arguments: [
    (33, 32, "the last batch of 33 examples in batches of 32 has 1 example", "use batch_size 31"),
    (33, 1, "a batch has 1 example", "use batch_size 3"),
    (7, 3, "the last batch of 7 examples in batches of 3 has 1 example", "use batch_size 4"),
    (3, 2, "the last batch of 3 examples in batches of 2 has 1 example", "use batch_size 3"),
    (1, 8, "the train part has 1 example", "train on 2 examples or more"),
  ])
  func `a batch of one value per channel is refused before a batch norm`(
    examples: Int, batchSize: Int, problem: String, hint: String
  ) throws {
    let text = try #require(try complaint(training(examples, batchSize, normalized)))
    #expect(text.contains("training.batch_size: \(problem)"), "\(text)")
    #expect(text.contains("architecture.2, batch_norm, needs 2 or more"), "\(text)")
    #expect(text.contains("\n  \(hint)"), "\(text)")
  }

  @Test(arguments: [(33, 31), (33, 33), (33, 100), (34, 32), (2, 2)])
  func `batches of more values are taken`(examples: Int, batchSize: Int) throws {
    #expect(try complaint(training(examples, batchSize, normalized)) == nil)
  }

  @Test(arguments: [(33, 32), (3, 2), (32, 32)])
  func `a short last batch that is left out does not matter`(examples: Int, batchSize: Int) throws {
    let text = training(examples, batchSize, normalized)
    let settings = ["training.drop_last=true"]
    #expect(try complaint(text, set: settings) == nil)
    let experiment = try resolved(text, set: settings)
    #expect(experiment.stepsPerEpoch == 1 && experiment.totalSteps == 2)
    #expect(experiment.outline.stepsPerEpoch == 1)
    let single = try complaint(training(33, 1, normalized), set: settings)
    #expect(single?.contains("a batch has 1 example") == true)
    #expect(single?.contains("use batch_size 2") == true)
  }

  @Test func `leaving out the only batch is refused`() throws {
    let text = try complaint(training(31, 32, normalized), set: ["training.drop_last=true"])
    #expect(
      text == """
        --set training.drop_last=true: true leaves no batch: the train part has 31 examples, and \
        a batch 32
          use batch_size 31 or less
        """)
  }

  @Test(arguments: [
    "training.drop_last=false",
    #"training.early_stopping={"metric": "train_loss", "patience": 2, "min_delta": 0}"#,
  ])
  func `a default that is written out leaves no trace`(setting: String) throws {
    let text = try resolved(sample(), set: [setting]).definition.canonicalText
    #expect(!text.contains("drop_last") && !text.contains("min_delta"))
  }

  @Test func `one image has many values for each channel, unless a channel is one pixel`() throws {
    let images =
      #"[{"type": "batch_norm"}, {"type": "flatten"}, {"type": "linear", "out_features": 10}]"#
    #expect(try complaint(training(33, 32, images)) == nil)
    let pixels = """
      [{"type": "conv2d", "out_channels": 4, "kernel_size": 28}, {"type": "batch_norm"},
       {"type": "flatten"}, {"type": "linear", "out_features": 10}]
      """
    #expect(try complaint(training(33, 32, pixels))?.contains("batch_size") == true)
  }

  @Test func `the definition of an old run is read all the same`() throws {
    let text = training(33, 32, normalized).replacing(
      "\"learning_rate\": 0.1", with: "\"learning_rate\": 1e-46")
    for (purpose, isRefused) in [(DefinitionPurpose.training, true), (.reading, false)] {
      let resolved = try? ExperimentDefinition(
        name: "old", parsing: Array(text.utf8), file: "definition.json", for: purpose
      ).resolved(by: DataFileInspector())
      #expect((resolved == nil) == isRefused)
    }
  }

  @Test(arguments: [
    ("relu", "leaves none below 0"), ("tanh", "leaves them between -1 and 1"),
    ("sigmoid", "leaves them between 0 and 1"), ("elu", "leaves none below -1"),
    ("gelu", "leaves none below -0.17"), ("silu", "leaves none below -0.28"),
    ("hard_swish", "leaves none below -0.375"),
  ])
  func `an activation before a loss of logits is warned of`(type: String, limit: String) throws {
    for ending in ["", #", {"type": "flatten"}"#, #", {"type": "dropout"}"#] {
      let layers =
        #"[{"type": "flatten"}, {"type": "linear", "out_features": 10}, {"type": "\#(type)"}\#(ending)]"#
      let warnings = try resolved(training(32, 8, layers)).warnings
      #expect(
        warnings == [
          "architecture.2: softmax_cross_entropy takes logits, any numbers, but \(type) \(limit); "
            + "remove that layer"
        ])
    }
    #expect(try resolved(sample()).warnings.isEmpty)
    let values = try resolved(sample(), set: [#"loss={"type": "mse"}"#]).warnings
    #expect(values.isEmpty)
  }

  @Test(
    arguments: [
      (nil, "validation_accuracy"), ("validation_loss", "validation_loss"),
      ("train_loss", "train_loss"), ("test_accuracy", "test_accuracy"),
    ] as [(String?, String)])
  func `the best epoch is that of early stopping where it is not chosen`(
    watched: String?, expected: String
  ) throws {
    var settings = ["dataset.subset.validation=[500,600]"]
    if let watched {
      settings.append("training.early_stopping={\"metric\": \"\(watched)\", \"patience\": 3}")
    }
    #expect(try resolved(sample(), set: settings).checkpoint.best.rawValue == expected)
    settings.append("checkpoint.best=\"validation_loss\"")
    #expect(try resolved(sample(), set: settings).checkpoint.best == .validationLoss)
  }

  private func training(_ examples: Int, _ batchSize: Int, _ layers: String) -> String {
    """
    {
      "dataset": { "name": "mnist", "subset": { "train": [0, \(examples)], "test": [0, 10] } },
      "architecture": \(layers),
      "loss": { "type": "softmax_cross_entropy" },
      "optimizer": { "type": "sgd", "learning_rate": 0.1 },
      "training": { "epochs": 2, "batch_size": \(batchSize) }
    }
    """
  }
}
