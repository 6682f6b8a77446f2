import Engine
import JSON

/// The layers a definition may name. A layer is added here, in one entry.
let layers = Variants<LayerConfiguration>(
  "layer", noun: "layer",
  [
    Variant("conv2d", "Two-dimensional convolution.", convolutionKeys) { fields in
      .conv2d(
        Conv2dConfiguration(
          outChannels: fields.int("out_channels"), kernelSize: fields.int("kernel_size"),
          stride: fields.int("stride"),
          padding: fields["padding"].int.map(Padding.count) ?? .same, bias: fields.bool("bias"),
          weightInitializer: initializers.make(fields["init"]),
          biasInitializer: initializers.make(fields["bias_init"])))
    },
    Variant("linear", "Dense layer.", linearKeys) { fields in
      .linear(
        LinearConfiguration(
          outFeatures: fields.int("out_features"), bias: fields.bool("bias"),
          weightInitializer: initializers.make(fields["init"]),
          biasInitializer: initializers.make(fields["bias_init"])))
    },
    Variant("max_pool2d", "Largest value of each window.", poolKeys) { fields in
      .maxPool2d(pool(fields))
    },
    Variant("avg_pool2d", "Mean of each window.", poolKeys) { fields in
      .avgPool2d(pool(fields))
    },
    Variant("flatten", "An image as one vector of features.") { _ in .flatten },
    Variant("relu", "max(0, x).") { _ in .relu },
    Variant("tanh", "Hyperbolic tangent.") { _ in .tanh },
    Variant("sigmoid", "1 / (1 + exp(-x)).") { _ in .sigmoid },
    Variant("softmax", "exp(x) over its sum, of a vector.") { _ in .softmax },
    Variant("dropout", "Zeroes elements at random while training.", dropoutKeys) { fields in
      .dropout(probability: fields.double("p"))
    },
    Variant(
      "batch_norm", "Each channel, or feature, normalised over the batch.", batchNormKeys
    ) { fields in
      .batchNorm(
        BatchNormConfiguration(
          epsilon: fields.double("eps"), momentum: fields.double("momentum")))
    },
  ])

private let convolutionKeys =
  [
    KeyDescription("out_channels", .integer(1...65_536), .required, "Channels of the output."),
    KeyDescription("kernel_size", .integer(1...1024), .required, "Side of the square kernel."),
    KeyDescription("stride", .integer(1...1024), .value(1), "Step between windows."),
    KeyDescription(
      "padding", .either(.integer(0...1024), .word("same")), .value(0),
      "Zeros on every side, or \"same\" to keep the size (needs stride 1)."),
  ] + parameterKeys

private let linearKeys =
  [
    KeyDescription("out_features", .integer(1...1_048_576), .required, "Values of the output.")
  ] + parameterKeys

private let parameterKeys = [
  KeyDescription("bias", .boolean, .value(true), "Whether there is a bias."),
  KeyDescription(
    "init", .variants(initializers.description), .value("uniform_fan_in"),
    "First values of the weight."),
  KeyDescription(
    "bias_init", .variants(initializers.description), .value("uniform_fan_in"),
    "First values of the bias; uniform_fan_in takes the weight's bound."),
]

private let poolKeys = [
  KeyDescription("kernel_size", .integer(1...1024), .required, "Side of the square window."),
  KeyDescription(
    "stride", .integer(1...1024), .sameAs("kernel_size"),
    "Step between windows; smaller than the window, they overlap."),
]

private let dropoutKeys = [
  KeyDescription(
    "p", .number(.belowOne.unrounded), .value(0.5),
    "Probability of each element; the others are divided by 1 - p.")
]

private let batchNormKeys = [
  KeyDescription("eps", .number(.positive), .value(1e-5), "Added to the variance."),
  KeyDescription(
    "momentum", .number(.upToOne), .value(0.1), "Share of a batch in the running statistics."),
]

private func pool(_ fields: Fields) -> PoolConfiguration {
  PoolConfiguration(kernelSize: fields.int("kernel_size"), stride: fields.int("stride"))
}

/// How parameters get their first values.
let initializers = Variants<Initializer>(
  "initializer", noun: "initializer", allowsBareName: true,
  [
    Variant("uniform_fan_in", "U(-sqrt(1/fan_in), sqrt(1/fan_in)).") { _ in .uniformFanIn },
    Variant("kaiming_normal", "N(0, sqrt(2/fan_in)).") { _ in .kaimingNormal },
    Variant("xavier_uniform", "U(+-sqrt(6/(fan_in + fan_out))).") { _ in .xavierUniform },
    Variant(
      "normal", "N(0, std).",
      [KeyDescription("std", .number(.positive), .required, "Standard deviation.")]
    ) { fields in .normal(std: fields.double("std")) },
    Variant("zeros", "All zero.") { _ in .zeros },
  ])
