import CKernels
import JSON

/// What a definition says of a dropout.
struct DropoutConfiguration: LayerType {
  static let name = "dropout"
  static let documentation = "Sets elements to zero at random during training."
  static let keys = [
    KeyDescription(
      "p", .number(.belowOne.unrounded), .value(0.5),
      "The probability that an element becomes zero. The others are divided by 1 - p.")
  ]

  /// The probability that an element is dropped.
  let probability: Double

  init(probability: Double) {
    self.probability = probability
  }

  init(_ fields: Fields) {
    probability = fields.double("p")
  }

  var summary: String { "dropout \(probability)" }
  var passesValuesOn: Bool { true }
  var computation: Computation { .identity }
  var withoutChance: DropoutConfiguration { DropoutConfiguration(probability: 0) }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { input }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .transform(Dropout(probability: probability, input: input, index: index))
  }
}

extension LayerConfiguration {
  /// - Parameter probability: of each element to be dropped.
  package static func dropout(probability: Double) -> LayerConfiguration {
    LayerConfiguration(DropoutConfiguration(probability: probability))
  }
}

/// Zeroes each element with probability p while training and divides the others by 1 − p.
///
/// Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014,
/// inverted as torch.nn.Dropout. The mask is a function of (seed, step, layer, example, feature):
/// backward makes it again.
struct Dropout: TransformLayer {
  let probability: Double
  let input: Shape
  /// Position in the architecture, by which two dropouts of a network differ.
  let index: Int

  var output: Shape { input }
  var keptPerGroup: Int { 0 }
  var scratchCount: Int { 0 }
  var isSpatial: Bool { input.dimensions.dropFirst().contains { $0 > 1 } }

  init(probability: Double, input: Shape, index: Int) {
    precondition(probability >= 0 && probability < 1)
    self.index = index
    self.probability = probability
    self.input = input
  }

  func forward(
    x: Span<Float>, y: inout MutableSpan<Float>, kept: inout MutableSpan<Float>,
    weights: Weights, pass: Pass, kernels: Kernels
  ) {
    apply(to: x, into: &y, pass: pass, kernels: kernels)
  }

  func backward(
    x: Span<Float>, of function: ElementaryFunction?, dy: Span<Float>,
    dx: inout MutableSpan<Float>, kept: Span<Float>, weights: Weights, pass: Pass,
    scratch: inout MutableSpan<Float>, kernels: Kernels
  ) {
    apply(to: dy, into: &dx, pass: pass, kernels: kernels)
    if let function { kernels.backpropagate(function, y: x, gradient: &dx) }
  }

  private func apply(
    to x: Span<Float>, into y: inout MutableSpan<Float>, pass: Pass, kernels: Kernels
  ) {
    guard pass.isTraining, probability > 0 else {
      for i in x.indices { y[i] = x[i] }
      return
    }
    let lanes = input.count * laneCount
    for (position, group) in pass.groups.enumerated() {
      var part = y.slice(position * lanes..<(position + 1) * lanes)
      // An example has at most 65,536 others in its batch.
      let rule = bench_dropout(
        seed: pass.seed, sub_index: UInt32(index) << 16 | UInt32(group * laneCount),
        step: UInt32(truncatingIfNeeded: pass.step), purpose: RandomPurpose.dropout.rawValue,
        threshold: UInt32(probability * 0x1p32), scale: Float(1 / (1 - probability)))
      kernels.dropout(
        rule, x: x.extracting(position * lanes..<(position + 1) * lanes), y: &part)
    }
  }
}
