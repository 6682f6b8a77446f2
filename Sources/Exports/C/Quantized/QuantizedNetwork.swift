import Engine
import Experiments
package import Runs

/// A network of 8-bit integers: symmetric scales, one for each tensor of activations and one for each
/// output of a weight.
///
/// Sums are 32-bit integers, exact on every machine. The last sums become floats again.
package struct QuantizedNetwork: Sendable {
  /// A layer that has no integer form.
  package struct UnsupportedLayer: Error, Hashable {
    package let index: Int
    package let type: String
    package let reason: String
  }

  struct Step: Sendable {
    let comment: String
    let operation: Operation
    /// Values by number; 0 is the input.
    let inputs: [Int]
    let output: Int
  }

  enum Operation: Sendable {
    case sums(Sums)
    /// Floats from the sums: × `factors`.
    case scores(Sums, factors: [Float])
    /// Floats from the integers of a value.
    case floats(factor: Float)
    /// Of −128 … 127.
    case table([Int8])
    case pool(Window, isMax: Bool)
    case add([FixedPoint])
    case concat([FixedPoint])
    case multiply(channels: Int, areWhole: [Bool], FixedPoint)
  }

  /// What a convolution, or a linear layer as one of an image of one pixel, adds up.
  struct Sums: Sendable {
    let window: Window
    let outputChannels: Int
    let groups: Int
    /// `[O, C ÷ groups, KH, KW]`.
    let weights: [Int8]
    let biases: [Int32]
    /// Of each output channel; empty in scores.
    let factors: [FixedPoint]
    /// 0 after a ReLU, else −127.
    let lowest: Int
  }

  /// Windows over x[channels, H, W].
  struct Window: Sendable {
    let channels: Int
    let down: Axis
    let across: Axis
    /// Whether windows divide the image as evenly as it goes.
    var isAdaptive = false
  }

  struct Axis: Sendable {
    let size, out, kernel, stride, padding, dilation: Int
  }

  /// What makes probabilities of the last floats.
  enum Ending: Sendable { case none, softmax, sigmoid }

  var steps: [Step] = []
  /// Elements of each value.
  var counts: [Int]
  /// What one unit of each value stands for.
  var scales: [Float]
  var ending = Ending.none

  /// - Parameter ranges: the largest size of the input, and of each layer's output, over examples.
  /// - Throws: the first layer that has no integer form.
  package init(_ model: TrainedModel, ranges: [Float]) throws(UnsupportedLayer) {
    counts = [model.experiment.inputShape.count]
    scales = [Self.scale(ranges[0])]
    var builder = QuantizedLayers(model, ranges: ranges)
    try builder.add(to: &self)
  }

  static func scale(_ range: Float) -> Float { range > 0 && range.isFinite ? range / 127 : 1 }

  /// Adds a step; returns the value that it gives.
  mutating func append(
    _ comment: String, _ operation: Operation, _ inputs: [Int], count: Int, scale: Float
  ) -> Int {
    counts.append(count)
    scales.append(scale)
    steps.append(
      Step(comment: comment, operation: operation, inputs: inputs, output: counts.count - 1))
    return counts.count - 1
  }
}
