import Engine
import JSON

/// The losses a definition may name.
let losses = Variants<LossConfiguration>(
  "loss", noun: "loss",
  common: [
    KeyDescription(
      "reduction",
      .choice(ChoiceDescription(noun: "reduction", of: LossConfiguration.Reduction.self)),
      .value("mean"),
      "How the losses of a batch are combined, as in PyTorch.")
  ],
  [
    Variant("softmax_cross_entropy", "Cross-entropy of the softmax of the logits.") { fields in
      LossConfiguration(.softmaxCrossEntropy, reduction: fields.choice("reduction"))
    },
    Variant(
      "softmax_binary_cross_entropy",
      "Binary cross-entropy of the softmax of the logits: the other classes count too."
    ) { fields in
      LossConfiguration(.softmaxBinaryCrossEntropy, reduction: fields.choice("reduction"))
    },
    Variant(
      "binary_cross_entropy", "Binary cross-entropy of probabilities, against one-hot classes."
    ) { fields in
      LossConfiguration(.binaryCrossEntropy, reduction: fields.choice("reduction"))
    },
    Variant("nll", "The negative logarithm of the class's probability.") { fields in
      LossConfiguration(.nll, reduction: fields.choice("reduction"))
    },
    Variant(
      "mse", "Squared error.",
      [
        KeyDescription(
          "scale", .number(.positive), .value(1), "The factor that multiplies the squared error.")
      ]
    ) { fields in
      LossConfiguration(
        .mse(scale: fields.double("scale")), reduction: fields.choice("reduction"))
    },
  ])

extension LossConfiguration.Reduction: DescribedChoice {
  package var summary: String {
    switch self {
    case .mean:
      "The mean over all elements for mse and binary_cross_entropy, over examples otherwise."
    case .sum: "The sum over the batch."
    }
  }
}
