/// What a layer computes from its inputs once it is trained, for other forms of a network.
///
/// It holds every parameter that is not a weight. Shapes and weights are those of the layer.
package enum Computation: Hashable, Sendable {
  /// `y[O, …] = b[O] + w[O, C ÷ groups, …] ⋆ x[C, …]` over one or two axes, the outermost first.
  case convolution(axes: [Axis], groups: Int, hasBias: Bool)
  /// `y[O] = b[O] + w[O, I] · x[I]`.
  case linear(hasBias: Bool)
  /// The largest value of each window. Its axes have no padding.
  case maxPool(axes: [Axis])
  /// The sum of each window divided by its size. Its axes have no padding.
  case averagePool(axes: [Axis])
  /// The mean of windows that divide the image: window i of O over H rows has the rows ⌊i·H ÷ O⌋ to
  /// ⌈(i + 1)·H ÷ O⌉.
  case adaptiveAveragePool
  /// A function of every element.
  case activation(ActivationFunction)
  /// exp(x) ÷ Σ exp(x) over a vector.
  case softmax
  /// Normalisation of each channel by its running statistics, with weight and bias.
  case batchNorm(epsilon: Double)
  /// Normalisation of each of several groups of channels by its own mean and variance. A layer norm
  /// has one group, and one weight for each feature in place of each channel.
  case groupNorm(groups: Int, epsilon: Double, affine: Affine)
  /// An image read as a vector.
  case flatten
  /// The input as it is: a dropout.
  case identity
  /// The inputs added, from left to right.
  case add
  /// The inputs multiplied, from left to right. One of shape [C, 1, 1] scales channels.
  case multiply
  /// The inputs one after the other along their first axis.
  case concat

  /// One axis of a window that moves over the data.
  package struct Axis: Hashable, Sendable {
    package let kernel: Int
    package let stride: Int
    package let dilation: Int
    /// Zeros before the data.
    package let before: Int
    /// Zeros after the data.
    package let after: Int
  }

  /// What the weight and the bias of a normalisation belong to.
  package enum Affine: Hashable, Sendable {
    case none
    case channels
    case features
  }
}

/// A function of one number.
package enum ActivationFunction: Hashable, Sendable {
  case relu, tanh, sigmoid
  case leakyRelu(slope: Float)
  case elu(alpha: Float)
  case gelu, geluTanh, silu, hardSwish
}

extension LayerConfiguration {
  /// What the layer computes from its inputs once it is trained.
  package var computation: Computation { type.computation }
}

extension Computation.Axis {
  init(_ axis: ConvolutionAxis) {
    let (before, total) = axis.paddingBeforeAndTotal
    self.init(
      kernel: axis.kernel, stride: axis.stride, dilation: axis.dilation, before: before,
      after: total - before)
  }

  /// A pooling window.
  init(kernel: Int, stride: Int) {
    self.init(kernel: kernel, stride: stride, dilation: 1, before: 0, after: 0)
  }
}
