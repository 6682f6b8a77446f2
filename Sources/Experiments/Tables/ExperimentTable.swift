import Engine
import JSON

/// A definition's own keys. The order is that of `bench show`.
let experimentDescription = ObjectDescription(
  noun: "the definition",
  keys: [
    KeyDescription("$schema", .text, .none, "Where editors find the JSON Schema."),
    KeyDescription("extends", .text, .none, "The definition that this one is merged over."),
    KeyDescription("description", .text, .value(""), "One line about the experiment."),
    KeyDescription(
      "seed", .integer(0...Int.max), .value(42), "Of which every random number is a function."),
    KeyDescription("dataset", .variants(datasets.description), .required, "What is learnt from."),
    KeyDescription(
      "architecture",
      .list(of: .variants(LayerConfiguration.variants.description), noun: "layer", count: 1...1000),
      .required, "The layers, first to last; sizes of inputs are inferred."),
    KeyDescription("loss", .variants(losses.description), .required, "What is made small."),
    KeyDescription(
      "optimizer", .variants(optimizers.description), .required, "How weights are changed."),
    KeyDescription(
      "schedule", .variants(schedules.description), .value([:]),
      "How the learning rate changes with the step."),
    KeyDescription(
      "training", .object(trainingDescription), .required, "How long and in which portions."),
    KeyDescription(
      "checkpoint", .object(checkpointDescription), .value([:]),
      "When to save and what to keep."),
  ])

private let trainingDescription = ObjectDescription(
  noun: "training",
  keys: [
    KeyDescription(
      "epochs", .integer(1...1_000_000), .required, "Times every example is trained."),
    KeyDescription("batch_size", .integer(1...65_536), .required, "Examples a step."),
    KeyDescription("shuffle", .boolean, .value(true), "A new order every epoch, by the seed."),
    KeyDescription(
      "early_stopping", .object(earlyStoppingDescription), .none,
      "Ends the training when a metric no longer improves."),
    KeyDescription(
      "log_every_steps", .integer(1...1_000_000_000), .none,
      "A row in steps.csv after so many steps."),
  ])

private let earlyStoppingDescription = ObjectDescription(
  noun: "training.early_stopping",
  keys: [
    KeyDescription("metric", .choice(metricChoice), .required, "The metric that is watched."),
    KeyDescription(
      "mode",
      .choice(
        ChoiceDescription(noun: "mode", names: EarlyStopping.Mode.allCases.map(\.rawValue))),
      .derived("max for an accuracy, min for a loss"), "Whether less or more of it is better."),
    KeyDescription(
      "patience", .integer(1...1_000_000), .required,
      "Epochs in a row without a better value after which the training ends."),
  ])

private let checkpointDescription = ObjectDescription(
  noun: "checkpoint",
  keys: [
    KeyDescription(
      "every_epochs", .integer(1...1_000_000), .value(1), "Save after so many epochs."),
    KeyDescription("every_steps", .integer(1...1_000_000_000), .none, "Save after so many steps."),
    KeyDescription("keep_last", .integer(2...1_000_000), .value(3), "Newest so many are kept."),
    KeyDescription(
      "best", .choice(metricChoice),
      .derived(
        "the metric of early_stopping; without it the validation metric if there is one, else "
          + "train_loss"),
      "The metric that chooses the best epoch."),
  ])

private let metricChoice = ChoiceDescription(
  noun: "metric", names: MetricName.allCases.map(\.rawValue))
