import Engine
import JSON

/// The optimizers a definition may name, with PyTorch's rules and defaults.
let optimizers = Variants<OptimizerConfiguration>(
  "optimizer", noun: "optimizer",
  last: [
    KeyDescription(
      "weight_decay_on",
      .choice(
        ChoiceDescription(
          noun: "weight_decay_on",
          [
            .init("all", "Every parameter decays."),
            .init("weights", "Neither biases nor the parameters of normalisations decay."),
          ])), .implied("all"), "Which parameters weight decay applies to.")
  ],
  [
    Variant(
      "sgd", "Stochastic gradient descent, torch.optim.SGD without dampening.",
      [
        rateKey(0.001), momentumKey,
        KeyDescription(
          "nesterov", .boolean, .value(false),
          "Whether to use Nesterov momentum, which needs momentum."),
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
      "adamw", "torch.optim.AdamW: Adam with decoupled weight decay.",
      [
        rateKey(0.001), betasKey, epsilonKey,
        KeyDescription(
          "weight_decay", .number(.nonNegative), .value(0.01),
          "The decoupled weight decay, which is multiplied by the learning rate."), clipNormKey,
      ]
    ) { fields in
      configuration(.adamw(momentEstimates(fields)), fields)
    },
    Variant(
      "rmsprop", "torch.optim.RMSprop, not centered.",
      [
        rateKey(0.01),
        KeyDescription(
          "alpha", .number(.belowOne), .value(0.99), "The decay rate of the mean squared gradient."),
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
    "learning_rate", .number(.positive), .value(.number(standard)),
    "The base learning rate of the schedule.")
}

private let momentumKey = KeyDescription(
  "momentum", .number(.belowOne), .value(0), "The momentum factor.")

private let weightDecayKey = KeyDescription(
  "weight_decay", .number(.nonNegative), .value(0),
  "The factor of the L2 penalty, which is added to the gradient.")

private let betasKey = KeyDescription(
  "betas", .list(of: .number(.belowOne), noun: "number", count: 2...2), .value([0.9, 0.999]),
  "The decay rates of the mean gradient and of the mean squared gradient.")

private let epsilonKey = KeyDescription(
  "eps", .number(.nonNegative), .value(1e-8), "The number added to the denominator of the step.")

private let clipNormKey = KeyDescription(
  "clip_norm", .number(.positive), .none,
  "The largest norm of the whole gradient. A longer gradient is scaled down.")

private func configuration(
  _ rule: OptimizerConfiguration.Rule, _ fields: Fields
) -> OptimizerConfiguration {
  var configuration = OptimizerConfiguration(
    rule, learningRate: fields.double("learning_rate"),
    clipNorm: fields.optional("clip_norm")?.double)
  configuration.decaysWeightsOnly = fields.string("weight_decay_on") == "weights"
  return configuration
}

private func momentEstimates(_ fields: Fields) -> OptimizerConfiguration.MomentEstimates {
  let betas = fields.doubles("betas")
  return OptimizerConfiguration.MomentEstimates(
    beta1: betas[0], beta2: betas[1], epsilon: fields.double("eps"),
    weightDecay: fields.double("weight_decay"))
}
