import Datasets
import Engine

/// Returns what is wrong between a loss and what it is given: probabilities or logits, class labels
/// or values; nil where they fit.
///
/// - Parameters:
///   - layers: the whole network, whose output has the right shape.
///   - hasClasses: whether class labels are to be learnt.
func lossMisfit(
  _ kind: LossConfiguration.Kind, after layers: [ResolvedLayer], hasClasses: Bool
) -> Finding? {
  let path = JSONPath("loss.type")
  guard hasClasses || kind.learnsValues else {
    return Finding(
      path: path, problem: "\(kind.name) needs class labels, and this data set has values",
      hints: ["use mse"])
  }
  guard let last = layers.last(where: { $0.configuration != .flatten }) ?? layers.last else {
    return nil
  }
  let place = "the last layer, architecture.\(last.index), is \(last.type)"
  if kind.takesProbabilities.contains(last.configuration) { return nil }
  if !kind.takesProbabilities.isEmpty {
    let endings = kind.takesProbabilities.compactMap(\.activationName).map {
      "{ \"type\": \"\($0)\" }"
    }
    let other = last.output.count > 1 ? ", or use \(kind.nameOnOtherInput)" : ""
    return Finding(
      path: path, problem: "\(kind.name) takes probabilities, but \(place)",
      hints: ["end architecture with \(endings.joined(separator: " or "))\(other)"])
  }
  guard kind.takesLogits, last.configuration == .softmax else { return nil }
  return Finding(
    path: path, problem: "\(kind.name) has its own softmax, but \(place)",
    hints: ["remove that layer, or use \(kind.nameOnOtherInput)"])
}

extension LossConfiguration.Kind {
  /// As definitions name it.
  fileprivate var name: String {
    switch self {
    case .softmaxCrossEntropy: "softmax_cross_entropy"
    case .mse: "mse"
    case .binaryCrossEntropy: "binary_cross_entropy"
    case .softmaxBinaryCrossEntropy: "softmax_binary_cross_entropy"
    case .nll: "nll"
    }
  }

  /// The same loss of logits where this one is of probabilities, and the other way round.
  fileprivate var nameOnOtherInput: String {
    switch self {
    case .softmaxCrossEntropy: "nll"
    case .nll: "softmax_cross_entropy"
    case .softmaxBinaryCrossEntropy: "binary_cross_entropy"
    case .binaryCrossEntropy: "softmax_binary_cross_entropy"
    case .mse: "mse"
    }
  }

  /// Whether targets may be any numbers.
  fileprivate var learnsValues: Bool {
    if case .mse = self { true } else { false }
  }

  fileprivate var takesLogits: Bool {
    self == .softmaxCrossEntropy || self == .softmaxBinaryCrossEntropy
  }

  /// The layers whose outputs are the probabilities it takes; none where it takes something else.
  fileprivate var takesProbabilities: [LayerConfiguration] {
    switch self {
    case .nll: [.softmax]
    case .binaryCrossEntropy: [.softmax, .sigmoid]
    default: []
    }
  }
}

extension LayerConfiguration {
  fileprivate var activationName: String? {
    switch self {
    case .softmax: "softmax"
    case .sigmoid: "sigmoid"
    default: nil
    }
  }
}
