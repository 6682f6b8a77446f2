import Datasets
import Engine
import JSON

/// Returns the conflict between a loss of class labels and values to learn; nil if there is none.
func labelMisfit(
  _ kind: LossConfiguration.Kind, learning source: DatasetSource
) -> Diagnostic? {
  guard !source.hasClasses, !kind.learnsValues else { return nil }
  return Diagnostic(
    path: JSONPath("loss.type"),
    problem: "\(kind.name) needs class labels, and this data set has values",
    hints: ["use mse"]
      + (source.format.needsDataFiles
        ? ["or, if the labels are classes, add to dataset: \"classes\": \"auto\""] : []))
}

/// Returns the conflict between a loss and its input, probabilities or logits; nil if they fit.
///
/// - Parameters:
///   - layers: the whole network. Its output has the right shape.
///   - source: what says whether class labels are learnt.
func lossMisfit(
  _ kind: LossConfiguration.Kind, after layers: [ResolvedLayer], learning source: DatasetSource
) -> Diagnostic? {
  let path = JSONPath("loss.type")
  let hasClasses = source.hasClasses
  guard let last = layers.last(where: { $0.type != "flatten" }) ?? layers.last else {
    return nil
  }
  let place = "the last layer, \(last.path), is \(last.type)"
  if kind.takesProbabilities.contains(where: { $0.name == last.type }) { return nil }
  if !kind.takesProbabilities.isEmpty {
    let endings = kind.takesProbabilities.map { "{ \"type\": \"\($0.name)\" }" }
    let other = last.output.count > 1 ? ", or use \(kind.nameOnOtherInput)" : ""
    return Diagnostic(
      path: path, problem: "\(kind.name) takes probabilities, but \(place)",
      hints: ["end architecture with \(endings.joined(separator: " or "))\(other)"])
  }
  guard let own = kind.ownFunctions.first(where: { $0.name == last.type }) else { return nil }
  return Diagnostic(
    path: path, problem: "\(kind.name) has its own \(own.name), but \(place)",
    hints: ["remove that layer\(hasClasses ? ", or use \(kind.nameOnOtherInput)" : "")"])
}

/// Returns the conflict between a loss and standardised values to learn; nil if there is none.
func scaledTargetsMisfit(
  _ loss: LossConfiguration, _ dataset: DatasetConfiguration
) -> Diagnostic? {
  guard dataset.source.format.scalesTargets, case .binaryCrossEntropyWithLogits = loss.kind else {
    return nil
  }
  return Diagnostic(
    path: JSONPath("dataset.scale_targets"),
    problem: "true standardises the values, and \(loss.kind.name) learns 0 and 1",
    hints: ["use mse, l1 or huber, or remove it"])
}

/// Returns the conflict between a loss of 0 and 1 and generated values, which are others; nil if
/// there is none. The values of files are checked when they are read.
func valueMisfit(_ kind: LossConfiguration.Kind, of source: DatasetSource) -> Diagnostic? {
  guard case .binaryCrossEntropyWithLogits = kind, source.format is LinearRegressionSource else {
    return nil
  }
  return Diagnostic(
    path: JSONPath("loss.type"),
    problem: "\(kind.name) learns 0 and 1, and \(source.name) has other values",
    hints: ["use mse, l1 or huber"])
}

/// Returns the problem with the number of class weights; nil if there is none.
func classWeightMisfit(_ loss: LossConfiguration, classes: Int?) -> Diagnostic? {
  guard case .list(let weights) = loss.classWeights, let classes, weights.count != classes else {
    return nil
  }
  return Diagnostic(
    path: JSONPath("loss.class_weights"),
    problem: "must have \(classes) weights, one for each class, not \(weights.count)")
}

/// Returns the conflict between a loss of values and examples that are mixed with others, of whose
/// labels each has a share; nil if there is none.
func mixingMisfit(
  _ kind: LossConfiguration.Kind, _ augmentation: Augmentation?
) -> Diagnostic? {
  guard let augmentation, augmentation.mixes, !kind.takesLabels else { return nil }
  let key = augmentation.mixup == nil ? "cutmix" : "mixup"
  return Diagnostic(
    path: JSONPath("dataset.augment").appending(key),
    problem: "\(key) needs a loss of class labels, and \(kind.name) is one of values",
    hints: ["use softmax_cross_entropy, softmax_binary_cross_entropy or nll"])
}

/// Returns the problem with a loss's scale: float32 turns it, or the scale of its gradient, into 0
/// or infinity. Returns nil if there is none.
///
/// - Parameters:
///   - outputs: the outputs of one example.
///   - batchSize: the number of examples in the largest batch.
func scaleMisfit(_ loss: LossConfiguration, outputs: Int, batchSize: Int) -> Diagnostic? {
  guard let scale = loss.unusableScale(outputs: outputs, batchSize: batchSize) else { return nil }
  return Diagnostic(
    path: JSONPath("loss.scale"),
    problem: "the scale of the \(scale.isOfGradient ? "gradient" : "loss") that follows from it is "
      + "\(scale.value == 0 ? "0" : "infinite") in float32, in which the training computes")
}

/// Returns a warning about a network that ends in an activation although its loss takes logits; nil
/// if there is none.
///
/// - Parameter layers: the whole network.
func logitsWarning(_ kind: LossConfiguration.Kind, after layers: [ResolvedLayer]) -> String? {
  let last = layers.last { !$0.configuration.passesValuesOn }
  guard !kind.ownFunctions.isEmpty, let last, let limit = last.configuration.outputLimit else {
    return nil
  }
  return "\(last.path): \(kind.name) takes logits, any numbers, but \(last.type) "
    + "\(limit); remove that layer"
}

extension LossConfiguration.Kind {
  /// The name in definitions.
  fileprivate var name: String {
    switch self {
    case .softmaxCrossEntropy: "softmax_cross_entropy"
    case .mse: "mse"
    case .binaryCrossEntropy: "binary_cross_entropy"
    case .softmaxBinaryCrossEntropy: "softmax_binary_cross_entropy"
    case .nll: "nll"
    case .binaryCrossEntropyWithLogits: "binary_cross_entropy_with_logits"
    case .l1: "l1"
    case .huber: "huber"
    }
  }

  /// The corresponding loss for logits if this one takes probabilities, and vice versa.
  fileprivate var nameOnOtherInput: String {
    switch self {
    case .softmaxCrossEntropy: "nll"
    case .nll: "softmax_cross_entropy"
    case .softmaxBinaryCrossEntropy: "binary_cross_entropy"
    case .binaryCrossEntropy: "softmax_binary_cross_entropy"
    case .binaryCrossEntropyWithLogits: "binary_cross_entropy"
    case .mse, .l1, .huber: name
    }
  }

  /// Whether targets may be values.
  fileprivate var learnsValues: Bool {
    switch self {
    case .mse, .l1, .huber, .binaryCrossEntropyWithLogits: true
    case .softmaxCrossEntropy, .softmaxBinaryCrossEntropy, .binaryCrossEntropy, .nll: false
    }
  }

  /// The functions of the logits that the loss applies itself, so that no layer before it may; empty
  /// if it does not take logits.
  fileprivate var ownFunctions: [LayerConfiguration] {
    switch self {
    case .softmaxCrossEntropy, .softmaxBinaryCrossEntropy: [.softmax]
    case .binaryCrossEntropyWithLogits: [.sigmoid, .softmax]
    case .mse, .l1, .huber, .binaryCrossEntropy, .nll: []
    }
  }

  /// The layers whose outputs are the probabilities that the loss takes; empty if it takes
  /// something else.
  fileprivate var takesProbabilities: [LayerConfiguration] {
    switch self {
    case .nll: [.softmax]
    case .binaryCrossEntropy: [.softmax, .sigmoid]
    default: []
    }
  }
}
