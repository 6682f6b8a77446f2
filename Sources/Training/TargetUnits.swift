import Datasets
import Engine

/// The units of losses and predictions: the file's, also where training standardises the values
/// that it learns (`dataset.scale_targets`).
struct TargetUnits: Sendable {
  /// nil if training learns the values of the file.
  private let scaling: ColumnScaling?
  private let loss: LossConfiguration.Kind
  /// What the terms of each value are multiplied by.
  private let factors: [Double]
  /// What the sum of an example's terms is multiplied by.
  private let share: Double

  /// - Parameter scaling: of the learnt values; nil if training learns the values of the file.
  init(_ scaling: ColumnScaling?, _ loss: LossConfiguration) {
    self.scaling = scaling
    self.loss = loss.kind
    let deviations = scaling?.deviations ?? []
    factors =
      switch loss.kind {
      case .l1: deviations
      // With the errors, δ of huber is scaled too.
      default: deviations.map { $0 * $0 }
      }
    share = loss.shareOfTerms(outputs: deviations.count)
  }

  /// Whether the network has to keep its outputs: several values have no common factor.
  var needOutputs: Bool { factors.count > 1 }

  /// Adds the losses of a batch's examples to `sum`, one by one in the batch's order.
  ///
  /// - Parameter range: the batch's positions in the source.
  func addLosses(
    of range: Range<Int>, in source: OrderedExamples, _ results: BatchResults,
    to sum: inout Double
  ) {
    guard let factor = factors.first else { return results.addLosses(of: range.count, to: &sum) }
    let losses = results.losses(of: range.count)
    guard needOutputs, case .values(let targets, let width) = source.examples.targets else {
      for i in losses.indices { sum += Double(losses[i]) * factor }
      return
    }
    var outputs = [Float](repeating: 0, count: width)
    for (i, position) in range.enumerated() {
      // Training ends with a loss that float32 cannot hold.
      guard losses[i].isFinite else {
        sum += Double(losses[i])
        continue
      }
      results.readOutputs(of: i, into: &outputs)
      let first = Int(source.order[position]) * width
      var terms = 0.0
      for k in outputs.indices { terms += term(of: outputs[k] - targets[first + k]) * factors[k] }
      sum += terms * share
    }
  }

  /// The loss of a standardised error.
  private func term(of error: Float) -> Double {
    let error = Double(error)
    switch loss {
    case .l1: return error.magnitude
    case .huber(let delta):
      let part = min(error.magnitude, delta)
      return part * (error.magnitude - part / 2)
    default: return error * error
    }
  }

  /// Returns a learnt value, counted from 0, for an output of the network.
  func value(_ target: Int, of output: Float) -> Double {
    Double(scaling?.unscaled(output, target) ?? output)
  }
}
