import Datasets
import Engine

/// The units of losses and predictions: the file's, also where training standardises the values
/// that it learns (`dataset.scale_targets`).
struct TargetUnits: Sendable {
  /// nil if training learns the values of the file.
  private let scaling: ColumnScaling?
  private let lossFactor: Double

  /// - Parameter scaling: of the learnt value; nil if training learns the values of the file.
  init(_ scaling: ColumnScaling?, _ loss: LossConfiguration) {
    self.scaling = scaling
    let deviation = scaling?.deviations.first ?? 1
    // With the errors, δ of huber is scaled too.
    switch loss.kind {
    case .l1: lossFactor = deviation
    case .mse, .huber: lossFactor = deviation * deviation
    default: lossFactor = 1
    }
  }

  /// Adds the losses of the first `count` examples of a batch to `sum`, one by one in the batch's
  /// order.
  func addLosses(of count: Int, in results: BatchResults, to sum: inout Double) {
    guard scaling != nil else { return results.addLosses(of: count, to: &sum) }
    let losses = results.losses(of: count)
    for i in losses.indices { sum += Double(losses[i]) * lossFactor }
  }

  /// Returns the first learnt value for an output of the network.
  func value(of output: Float) -> Double {
    Double(scaling?.unscaled(output, 0) ?? output)
  }
}
