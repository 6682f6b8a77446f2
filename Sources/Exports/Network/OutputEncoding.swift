import Datasets
import Engine
import Experiments
import Runs

/// How the last layer's outputs become the answer of an exported network.
struct OutputEncoding {
  /// What the loss makes of the outputs.
  enum Probabilities {
    case softmax
    case sigmoid
    /// The outputs are probabilities already, or values.
    case asTheyAre
  }

  let probabilities: Probabilities
  /// The names of the classes; nil for values.
  let classes: [String]?
  /// The outputs of the last layer.
  let outputs: Int
  /// The scaling of values to the file's units: value · deviation + mean. Empty if they are in it.
  var means: [Double] = []
  var deviations: [Double] = []

  init(_ model: TrainedModel) {
    classes = model.classes
    outputs = model.outputs
    probabilities =
      switch model.experiment.loss.kind {
      case .softmaxCrossEntropy, .softmaxBinaryCrossEntropy: .softmax
      case .binaryCrossEntropyWithLogits: .sigmoid
      case .mse, .binaryCrossEntropy, .nll, .l1, .huber: .asTheyAre
      }
    if let targets = model.encoding.targets, targets.means.count == model.outputs {
      means = targets.means
      deviations = targets.deviations
    }
  }
}

extension OutputEncoding {
  /// Whether one output is the probability of the second of two classes.
  var isOfSecondClass: Bool { classes != nil && outputs == 1 }

  /// `probabilities` of classes, else `values`.
  var name: String { classes == nil ? "values" : "probabilities" }

  /// The width of an answer.
  var width: Int { isOfSecondClass ? 2 : outputs }
}
