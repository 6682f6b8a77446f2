import Datasets
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
    Variant(
      "softmax_cross_entropy", "Cross-entropy of the softmax of the logits.",
      [
        KeyDescription(
          "label_smoothing", .number(.upToOne), .implied(0),
          "The share of each label that is spread evenly over all classes."),
        KeyDescription(
          "class_weights",
          .either(
            .list(of: .number(.positive), noun: "weight", count: 2...DatasetTarget.maximumClasses),
            .word("balanced")),
          .none,
          "Factors of the losses of the classes' examples, one for each class; or \"balanced\" for "
            + "n / (k * c) where c of n training examples are in one of k classes. The mean of a "
            + "batch is divided by the sum of its examples' weights."),
      ]
    ) { fields in
      var loss = LossConfiguration(.softmaxCrossEntropy, reduction: fields.choice("reduction"))
      loss.labelSmoothing = fields.double("label_smoothing")
      loss.classWeights = fields.optional("class_weights").map { value in
        value.array.map { .list($0.compactMap(\.double)) } ?? .balanced
      }
      return loss
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
    Variant(
      "binary_cross_entropy_with_logits",
      "Binary cross-entropy of the sigmoid of the logits, against classes or columns of 0 and 1.",
      [
        KeyDescription(
          "pos_weight", .number(.positive), .value(1),
          "The factor of the losses where the target is 1.")
      ]
    ) { fields in
      LossConfiguration(
        .binaryCrossEntropyWithLogits(positiveWeight: fields.double("pos_weight")),
        reduction: fields.choice("reduction"))
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
    Variant("l1", "Absolute error.") { fields in
      LossConfiguration(.l1, reduction: fields.choice("reduction"))
    },
    Variant(
      "huber", "Half the squared error up to delta, and beyond it a line.",
      [
        KeyDescription(
          "delta", .number(.positive), .value(1),
          "The absolute error from which on the loss is a line.")
      ]
    ) { fields in
      LossConfiguration(
        .huber(delta: fields.double("delta")), reduction: fields.choice("reduction"))
    },
  ])

extension LossConfiguration.Reduction: DescribedChoice {
  package var summary: String {
    switch self {
    case .mean:
      "The mean over all elements for losses of values and binary_cross_entropy, over examples "
        + "otherwise."
    case .sum: "The sum over the batch."
    }
  }
}
