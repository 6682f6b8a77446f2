import Engine
import JSON

/// The optimizers a definition may name, with PyTorch's rules and defaults.
let optimizers = Variants<OptimizerConfiguration>(
  "optimizer", noun: "optimizer",
  [
    Variant(
      "sgd", "Stochastic gradient descent, torch.optim.SGD without dampening.",
      [
        rateKey(0.001), momentumKey,
        KeyDescription(
          "nesterov", .boolean, .value(false), "Nesterov's momentum; needs momentum."),
        weightDecayKey, clipNormKey,
      ]
    ) { fields in
      configuration(
        .sgd(
          momentum: fields.double("momentum"), nesterov: fields.bool("nesterov"),
          weightDecay: fields.double("weight_decay")), fields)
    },
    Variant(
      "adam", "torch.optim.Adam.",
      [rateKey(0.001), betasKey, epsilonKey, weightDecayKey, clipNormKey]
    ) { fields in
      configuration(.adam(momentEstimates(fields)), fields)
    },
    Variant(
      "adamw", "torch.optim.AdamW: Adam with the weight decay apart from the gradient.",
      [
        rateKey(0.001), betasKey, epsilonKey,
        KeyDescription(
          "weight_decay", .number(.nonNegative), .value(0.01),
          "Share of the weights taken away, times the learning rate."), clipNormKey,
      ]
    ) { fields in
      configuration(.adamw(momentEstimates(fields)), fields)
    },
    Variant(
      "rmsprop", "torch.optim.RMSprop, not centered.",
      [
        rateKey(0.01),
        KeyDescription(
          "alpha", .number(.belowOne), .value(0.99), "Decay of the mean squared gradient."),
        epsilonKey, weightDecayKey, momentumKey, clipNormKey,
      ]
    ) { fields in
      configuration(
        .rmsprop(
          alpha: fields.double("alpha"), epsilon: fields.double("eps"),
          weightDecay: fields.double("weight_decay"), momentum: fields.double("momentum")), fields)
    },
  ])

private func rateKey(_ standard: Double) -> KeyDescription {
  KeyDescription(
    "learning_rate", .number(.positive), .value(.number(standard)), "The schedule's base rate.")
}

private let momentumKey = KeyDescription(
  "momentum", .number(.belowOne), .value(0), "Factor of the velocity.")

private let weightDecayKey = KeyDescription(
  "weight_decay", .number(.nonNegative), .value(0), "L2 penalty added to gradients.")

private let betasKey = KeyDescription(
  "betas", .list(of: .number(.belowOne), noun: "number", count: 2...2), .value([0.9, 0.999]),
  "Decay of the mean gradient, and of the mean squared gradient.")

private let epsilonKey = KeyDescription(
  "eps", .number(.nonNegative), .value(1e-8), "Added to what the step is divided by.")

private let clipNormKey = KeyDescription(
  "clip_norm", .number(.positive), .none,
  "Largest norm of the whole gradient; a longer one is scaled down.")

private func configuration(
  _ rule: OptimizerConfiguration.Rule, _ fields: Fields
) -> OptimizerConfiguration {
  OptimizerConfiguration(
    rule, learningRate: fields.double("learning_rate"),
    clipNorm: fields.optional("clip_norm")?.double)
}

private func momentEstimates(_ fields: Fields) -> OptimizerConfiguration.MomentEstimates {
  let betas = fields.doubles("betas")
  return OptimizerConfiguration.MomentEstimates(
    beta1: betas[0], beta2: betas[1], epsilon: fields.double("eps"),
    weightDecay: fields.double("weight_decay"))
}
