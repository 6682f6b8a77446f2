import Engine

/// The losses a definition may name.
let losses = Variants<LossConfiguration>(
  "loss", noun: "loss", later: ["binary_cross_entropy", "softmax_binary_cross_entropy", "nll"],
  common: [
    KeyDescription(
      "reduction",
      .choice(ChoiceDescription(noun: "reduction", names: ["mean", "sum"])), .value("mean"),
      "How the losses of a batch become one, as PyTorch's.")
  ],
  [
    Variant("softmax_cross_entropy", "Cross-entropy of the softmax of the logits.") { fields in
      LossConfiguration(.softmaxCrossEntropy, reduction: fields.choice("reduction"))
    },
    Variant(
      "mse", "Squared error.",
      [KeyDescription("scale", .number(.positive), .value(1), "Factor of the squared error.")]
    ) { fields in
      LossConfiguration(
        .mse(scale: fields.double("scale")), reduction: fields.choice("reduction"))
    },
  ])

/// The optimizers a definition may name.
let optimizers = Variants<OptimizerConfiguration>(
  "optimizer", noun: "optimizer", later: ["adam", "adamw", "rmsprop"],
  common: [
    KeyDescription(
      "learning_rate", .number(.positive), .required, "The schedule's base rate.")
  ],
  laterKeys: ["clip_norm"],
  [
    Variant(
      "sgd", "Stochastic gradient descent, torch.optim.SGD without dampening.",
      [
        KeyDescription("momentum", .number(.belowOne), .value(0), "Factor of the velocity."),
        KeyDescription(
          "nesterov", .boolean, .value(false), "Nesterov's momentum; needs momentum."),
        KeyDescription(
          "weight_decay", .number(.nonNegative), .value(0), "L2 penalty added to gradients."),
      ]
    ) { fields in
      OptimizerConfiguration(
        .sgd(
          momentum: fields.double("momentum"), nesterov: fields.bool("nesterov"),
          weightDecay: fields.double("weight_decay")),
        learningRate: fields.double("learning_rate"))
    }
  ])

/// The learning-rate schedules a definition may name.
let schedules = Variants<ScheduleConfiguration>(
  "schedule", noun: "schedule", later: ["step", "exponential", "one_cycle"],
  defaultType: "constant",
  common: [
    KeyDescription(
      "warmup_steps", .integer(0...1_000_000_000), .value(0),
      "Steps over which the rate is multiplied by (t + 1) / warmup_steps.")
  ],
  [
    Variant("constant", "The base rate throughout.") { fields in
      ScheduleConfiguration(.constant, warmupSteps: fields.int("warmup_steps"))
    },
    Variant(
      "cosine", "Half a cosine from the base rate to min_rate over the whole training.",
      [
        KeyDescription(
          "min_rate", .number(.nonNegative), .value(0), "The rate at the training's end.")
      ]
    ) { fields in
      ScheduleConfiguration(
        .cosine(minimumRate: fields.double("min_rate")), warmupSteps: fields.int("warmup_steps"))
    },
  ])
