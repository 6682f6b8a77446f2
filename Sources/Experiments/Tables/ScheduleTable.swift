package import Engine
import JSON

/// The learning-rate schedules a definition may name; all count steps.
let schedules = Variants<ScheduleConfiguration>(
  "schedule", noun: "schedule", defaultType: "constant",
  common: [
    KeyDescription(
      "warmup_steps", .integer(0...1_000_000_000), .value(0),
      "The number of first steps in which the rate is multiplied by (t + 1) / warmup_steps.")
  ],
  [
    Variant("constant", "The base rate at every step.") { fields in
      schedule(.constant, fields)
    },
    Variant(
      "step", "The base rate, multiplied by gamma after every step_size steps.",
      [
        KeyDescription(
          "step_size", .integer(1...1_000_000_000), .required,
          "The number of steps between two changes."),
        gammaKey(.value(0.1)),
      ]
    ) { fields in
      schedule(.step(stepSize: fields.int("step_size"), gamma: fields.double("gamma")), fields)
    },
    Variant(
      "multi_step", "The base rate, multiplied by gamma at every milestone.",
      [
        KeyDescription(
          "milestones",
          .list(of: .integer(1...1_000_000_000), noun: "step", count: 1...1000), .required,
          "The steps, ascending, from which on the rate is multiplied once more."),
        gammaKey(.value(0.1)),
      ]
    ) { fields in
      schedule(
        .multiStep(
          milestones: fields.array("milestones").compactMap(\.int), gamma: fields.double("gamma")),
        fields)
    },
    Variant(
      "linear", "A straight line from the base rate to end_rate over the whole training.",
      [
        KeyDescription(
          "end_rate", .number(.nonNegative), .value(0), "The rate at the end of the training.")
      ]
    ) { fields in
      schedule(.linear(endRate: fields.double("end_rate")), fields)
    },
    Variant(
      "exponential", "The base rate, multiplied by gamma after every step.",
      [gammaKey(.required)]
    ) { fields in
      schedule(.exponential(gamma: fields.double("gamma")), fields)
    },
    Variant(
      "cosine", "Half a cosine from the base rate to min_rate over the whole training.",
      [
        KeyDescription(
          "min_rate", .number(.nonNegative), .value(0), "The rate at the end of the training.")
      ]
    ) { fields in
      schedule(.cosine(minimumRate: fields.double("min_rate")), fields)
    },
    Variant(
      "one_cycle",
      "Rises from max_rate / 25 to max_rate and falls to near 0, in half cosines. The optimizer's "
        + "learning_rate is not used.",
      [
        KeyDescription("max_rate", .number(.positive), .required, "The largest rate."),
        KeyDescription(
          "start_fraction", .number(.upToOne.unrounded), .value(0.3),
          "The fraction of the training in which the rate rises."),
      ]
    ) { fields in
      schedule(
        .oneCycle(
          maximumRate: fields.double("max_rate"), startFraction: fields.double("start_fraction")),
        fields)
    },
    Variant(
      "plateau", "The base rate, multiplied by factor when a metric stops improving.",
      [
        KeyDescription("metric", .choice(metricChoice), .required, "The metric to watch."),
        KeyDescription(
          "factor", .number(.positiveBelowOne.unrounded), .value(0.1),
          "The factor that multiplies the rate."),
        KeyDescription(
          "patience", .integer(0...1_000_000), .value(10),
          "How many epochs in a row may pass without a better value."),
        KeyDescription("min_rate", .number(.nonNegative), .value(0), "The smallest rate."),
      ]
    ) { fields in
      schedule(
        .plateau(
          ScheduleConfiguration.Plateau(
            metric: fields.string("metric"), factor: fields.double("factor"),
            patience: fields.int("patience"), minimumRate: fields.double("min_rate"))), fields)
    },
  ])

extension ScheduleConfiguration {
  /// What lowers the rate, and the metric it watches; nil for other schedules.
  package var plateau: (plateau: Plateau, metric: MetricName)? {
    guard case .plateau(let plateau) = shape else { return nil }
    guard let metric = MetricName(rawValue: plateau.metric) else {
      preconditionFailure("an unchecked definition")
    }
    return (plateau, metric)
  }
}

private func gammaKey(_ fallback: KeyDescription.Fallback) -> KeyDescription {
  KeyDescription(
    "gamma", .number(.positiveUpToOne.unrounded), fallback, "The factor that multiplies the rate.")
}

private func schedule(
  _ shape: ScheduleConfiguration.Shape, _ fields: Fields
) -> ScheduleConfiguration {
  ScheduleConfiguration(shape, warmupSteps: fields.int("warmup_steps"))
}
