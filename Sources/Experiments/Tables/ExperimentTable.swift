import Engine
import JSON

/// A definition's own keys. The order is that of `bench show`.
let experimentDescription = ObjectDescription(
  noun: "the definition",
  keys: [
    KeyDescription("$schema", .text, .none, "The path of the JSON Schema, for editors."),
    KeyDescription("extends", .text, .none, "The name of the definition that this one extends."),
    KeyDescription("description", .text, .value(""), "One line about the experiment."),
    KeyDescription(
      "seed", .integer(0...Int.max), .value(42), "The seed of all random numbers."),
    KeyDescription(
      "dataset", .variants(datasets.description), .required, "The data to learn from."),
    KeyDescription(
      "architecture",
      .list(of: layerKind, noun: "layer", count: 1...1000), .required,
      "The layers in the order of computation. Input sizes are inferred."),
    KeyDescription(
      "init_from", .object(initialWeightsDescription), .none,
      "Weights to start from in place of those drawn by the seed."),
    KeyDescription("loss", .variants(losses.description), .required, "The loss to minimise."),
    KeyDescription(
      "optimizer", .variants(optimizers.description), .required, "How the weights are updated."),
    KeyDescription(
      "schedule", .variants(schedules.description), .value([:]),
      "How the learning rate changes from step to step."),
    KeyDescription(
      "training", .object(trainingDescription), .required, "How long to train and in which batches."
    ),
    KeyDescription(
      "checkpoint", .object(checkpointDescription), .value([:]),
      "When to save checkpoints and which to keep."),
  ])

let trainingDescription = ObjectDescription(
  noun: "training",
  keys: [
    KeyDescription(
      "epochs", .integer(1...1_000_000), .required, "How many times to train on every example."),
    KeyDescription(
      "batch_size", .integer(1...65_536), .required, "The number of examples per step."),
    KeyDescription(
      "shuffle", .boolean, .value(true),
      "Whether to shuffle the examples anew in each epoch, with the seed."),
    KeyDescription(
      "drop_last", .boolean, .implied(false),
      "Whether an epoch leaves out its last batch if that has fewer examples than batch_size."),
    KeyDescription(
      "early_stopping", .object(earlyStoppingDescription), .none,
      "Ends the training when a metric stops improving."),
    KeyDescription(
      "ema", .object(averageDescription), .none,
      "Evaluates, predicts and exports with exponential moving averages of the weights."),
    KeyDescription(
      "log_every_steps", .integer(1...1_000_000_000), .none,
      "Write a row to steps.csv every this many steps."),
    KeyDescription(
      "metrics",
      .list(
        of: .choice(quantityChoice), noun: "metric", count: 0...MetricQuantity.further.count),
      .implied([]),
      "Further columns of metrics.csv, of the validation part and of the test part."),
  ])

private let averageDescription = ObjectDescription(
  noun: "training.ema",
  keys: [
    KeyDescription(
      "decay", .number(.belowOne.unrounded), .required,
      "The share of an average that is left after each step.")
  ])

let earlyStoppingDescription = ObjectDescription(
  noun: "training.early_stopping",
  keys: [
    KeyDescription("metric", .choice(metricChoice), .required, "The metric to watch."),
    KeyDescription(
      "mode",
      .choice(ChoiceDescription(noun: "mode", of: EarlyStopping.Mode.self)),
      .derived("max if larger values of the metric are better, else min"),
      "Whether smaller or larger values are better."),
    KeyDescription(
      "patience", .integer(1...1_000_000), .required,
      "How many epochs in a row may pass without a better value."),
    KeyDescription(
      "min_delta", .number(.nonNegative.unrounded), .implied(0),
      "A value is better only if it improves by more than this."),
  ])

private let checkpointDescription = ObjectDescription(
  noun: "checkpoint",
  keys: [
    KeyDescription(
      "every_epochs", .integer(1...1_000_000), .value(1),
      "Save a checkpoint every this many epochs."),
    KeyDescription(
      "every_steps", .integer(1...1_000_000_000), .none, "Save a checkpoint every this many steps."),
    KeyDescription(
      "keep_last", .integer(2...1_000_000), .value(3), "How many of the newest checkpoints to keep."
    ),
    KeyDescription(
      "best", .choice(metricChoice),
      .derived(
        "the metric of early_stopping; without it the validation metric if there is one, else "
          + "train_loss"),
      "The metric that chooses the best epoch."),
  ])

let metricChoice = ChoiceDescription(noun: "metric", of: MetricName.self)

private let quantityChoice = ChoiceDescription(
  noun: "metric",
  MetricQuantity.further.map { .init($0.rawValue, $0.summary + ".") })

extension EarlyStopping.Mode: DescribedChoice {
  package var summary: String {
    switch self {
    case .min: "Smaller values are better."
    case .max: "Larger values are better."
    }
  }
}
