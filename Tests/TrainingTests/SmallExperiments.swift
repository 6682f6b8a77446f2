import Datasets
import Engine
import Experiments
import Testing
import Training

/// A training of seconds on real digits that passes through everything a long one does: a short
/// last batch, momentum, warmup, validation, checkpoints inside epochs.
struct SmallExperiment: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var architecture: String
  var optimizer = #"{ "type": "sgd", "learning_rate": 0.05, "momentum": 0.9 }"#
  var schedule = #"{ "type": "cosine", "warmup_steps": 3 }"#
  var training = #"{ "epochs": 2, "batch_size": 48 }"#
  var checkpoint = #"{ "every_steps": 1 }"#
  var padding = 0
  /// More keys of the data set, each with a comma after it.
  var dataset = ""
  var loss = #"{ "type": "softmax_cross_entropy" }"#

  func resolved() throws -> ResolvedExperiment {
    let text = """
      {
        "description": "small", "seed": 7,
        "dataset": {
          "name": "mnist", \(dataset) "padding": \(padding), "normalize": "standard",
          "subset": { "train": [0, 200], "validation": [200, 230], "test": [5, 50] }
        },
        "architecture": \(architecture),
        "loss": \(loss),
        "optimizer": \(optimizer),
        "schedule": \(schedule),
        "training": \(training),
        "checkpoint": \(checkpoint)
      }
      """
    return try ExperimentDefinition(name: "small", parsing: Array(text.utf8), file: "small.json")
      .resolved(by: DataFileInspector())
  }

  static let lenet = SmallExperiment(
    testDescription: "lenet",
    architecture: """
      [
        { "type": "conv2d", "out_channels": 6, "kernel_size": 5 }, { "type": "tanh" },
        { "type": "avg_pool2d", "kernel_size": 2 }, { "type": "tanh" },
        { "type": "conv2d", "out_channels": 16, "kernel_size": 5 }, { "type": "tanh" },
        { "type": "avg_pool2d", "kernel_size": 2 }, { "type": "tanh" },
        { "type": "conv2d", "out_channels": 120, "kernel_size": 5 }, { "type": "tanh" },
        { "type": "flatten" }, { "type": "linear", "out_features": 84 }, { "type": "tanh" },
        { "type": "linear", "out_features": 10 }
      ]
      """, padding: 2)

  static let mlp = SmallExperiment(
    testDescription: "mlp",
    architecture: """
      [
        { "type": "flatten" }, { "type": "linear", "out_features": 50, "init": "kaiming_normal" },
        { "type": "relu" }, { "type": "linear", "out_features": 10 }
      ]
      """,
    optimizer: """
      { "type": "sgd", "learning_rate": 0.05, "momentum": 0.9, "nesterov": true,
        "weight_decay": 0.001 }
      """)

  static let augmented: SmallExperiment = {
    var experiment = SmallExperiment.cnn
    experiment.dataset = #""augment": { "shift": 2, "rotate": 10, "scale": 0.1 },"#
    return experiment
  }()

  /// Every option that has a state or a rule of its own, in few layers.
  static let everything = SmallExperiment(
    testDescription: "everything",
    architecture: """
      [
        { "type": "conv2d", "out_channels": 4, "kernel_size": 3, "stride": 2, "name": "stem" },
        { "type": "batch_norm", "frozen": true }, { "type": "gelu" },
        { "repeat": 2, "layers": [
          { "type": "conv2d", "out_channels": 4, "kernel_size": 3, "padding": "same",
            "groups": 2, "learning_rate_scale": 0.5 },
          { "type": "batch_norm" }, { "type": "silu" }, { "type": "add", "with": "block_input" }
        ] },
        { "type": "concat", "with": "stem" }, { "type": "max_pool2d", "kernel_size": 2 },
        { "type": "flatten" }, { "type": "linear", "out_features": 12, "frozen": true },
        { "type": "layer_norm" }, { "type": "dropout", "p": 0.2 },
        { "type": "linear", "out_features": 10, "learning_rate_scale": 2 }
      ]
      """,
    optimizer: """
      { "type": "adamw", "learning_rate": 0.01, "weight_decay": 0.01,
        "weight_decay_on": "weights", "clip_norm": 1 }
      """,
    schedule: """
      { "type": "plateau", "metric": "validation_macro_f1", "patience": 0, "factor": 0.5,
        "warmup_steps": 3 }
      """,
    training: """
      { "epochs": 4, "batch_size": 48, "drop_last": true, "ema": { "decay": 0.9 },
        "log_every_steps": 1, "metrics": ["macro_f1", "balanced_accuracy", "top5_accuracy"],
        "early_stopping": { "metric": "validation_top5_accuracy", "patience": 4,
          "min_delta": 0.01 } }
      """,
    checkpoint: #"{ "every_steps": 1, "best": "validation_balanced_accuracy" }"#,
    dataset: #""augment": { "shift": 1 },"#,
    loss: """
      { "type": "softmax_cross_entropy", "label_smoothing": 0.1, "class_weights": "balanced" }
      """)

  static let cnn = SmallExperiment(
    testDescription: "cnn",
    architecture: """
      [
        { "type": "conv2d", "out_channels": 8, "kernel_size": 3, "padding": "same", "bias": false },
        { "type": "relu" }, { "type": "max_pool2d", "kernel_size": 3, "stride": 2 },
        { "type": "conv2d", "out_channels": 7, "kernel_size": 3, "stride": 2 },
        { "type": "sigmoid" }, { "type": "flatten" }, { "type": "linear", "out_features": 10 }
      ]
      """, optimizer: #"{ "type": "sgd", "learning_rate": 0.05 }"#)
}

/// Everything a training told, except how long it took.
struct Story: Equatable {
  var states: [TrainingState] = []
  var epochs: [EpochResult] = []
  var predictions: [Prediction] = []
  var outcome: TrainingOutcome?
  var steps: [Int] = []
  /// What was logged, by step.
  var logs: [Int: StepLog] = [:]

  /// - Parameter stopAfter: ask to stop once so many steps were told.
  static func of(
    _ experiment: ResolvedExperiment, dataset: LoadedDataset, threads: Int = 2,
    kernels: Kernels = .best, resuming: TrainingState? = nil, stopAfter: Int = .max
  ) throws -> Story {
    var story = Story()
    let trainer = try Trainer(
      experiment, dataset: dataset, threads: threads, kernels: kernels, resuming: resuming)
    var told = 0
    story.outcome = try trainer.run(isStopped: { told >= stopAfter }) { event in
      switch event {
      case .finishedStep(let result):
        told += 1
        story.steps.append(result.step)
        story.logs[result.step] = result.log
      case .finishedEpoch(var result):
        result.seconds = 0
        result.examplesPerSecond = 0
        story.epochs.append(result)
      case .reachedCheckpoint(let state): story.states.append(state)
      case .finishedPredictions(let predictions): story.predictions = predictions
      }
    }
    return story
  }

  var weights: String? { epochs.last?.weightsSHA256 }
}
