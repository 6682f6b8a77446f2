import Datasets
import Experiments
package import Runs

/// How good a network's answers are before and after it was quantized.
package struct QuantizationLoss: Hashable, Sendable {
  /// Right answers of a classification, the root of the mean squared error of a regression.
  package let before: Double
  package let after: Double
  package let examples: Int
  package let isClassification: Bool

  /// - Parameter examples: those without a target do not count.
  package init(_ network: QuantizedNetwork, of model: TrainedModel, on examples: [AnsweredExample])
  {
    isClassification = model.experiment.isClassification
    var (before, after) = (0.0, 0.0)
    var count = 0
    for example in examples {
      guard let target = example.target else { continue }
      let answers = model.encoding.inFileUnits(network.outputs(of: example.input))
      if isClassification {
        before += Self.answer(example.outputs) == target ? 1 : 0
        after += Self.answer(answers) == target ? 1 : 0
      } else {
        before += Self.square(Double(example.outputs[0]) - target)
        after += Self.square(Double(answers[0]) - target)
      }
      count += 1
    }
    self.examples = count
    let divisor = isClassification ? 1 : Double(max(count, 1))
    self.before = isClassification ? before : (before / divisor).squareRoot()
    self.after = isClassification ? after : (after / divisor).squareRoot()
  }

  private static func square(_ x: Double) -> Double { x * x }

  /// The first class of the largest output; of a single one whether it is more than one half.
  private static func answer(_ outputs: [Float]) -> Double {
    guard outputs.count > 1 else { return outputs[0] > 0.5 ? 1 : 0 }
    var best = 0
    for (k, value) in outputs.enumerated() where value > outputs[best] { best = k }
    return Double(best)
  }
}
