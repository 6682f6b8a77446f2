/// What a definition says of one layer; sizes that follow from the layer's input are inferred.
///
/// Names and defaults are PyTorch's.
package enum LayerConfiguration: Hashable, Sendable {
  case conv2d(Conv2dConfiguration)
  case linear(LinearConfiguration)
  case maxPool2d(PoolConfiguration)
  case avgPool2d(PoolConfiguration)
  case flatten
  case relu
  case tanh
  case sigmoid
  /// Over the features of a vector.
  case softmax
  /// Zeroes each element with this probability while training, and scales the others up.
  case dropout(probability: Double)
  case batchNorm(BatchNormConfiguration)
}

/// Normalisation of each channel (or feature) over the batch, torch.nn.BatchNorm1d and 2d.
package struct BatchNormConfiguration: Hashable, Sendable {
  /// Added to the variance.
  package var epsilon: Double
  /// The share of a batch's statistics in the running ones.
  package var momentum: Double

  package init(epsilon: Double = 1e-5, momentum: Double = 0.1) {
    self.epsilon = epsilon
    self.momentum = momentum
  }
}

/// A two-dimensional convolution: `y[O, OH, OW] = b[O] + w[O, C, K, K] ⋆ x[C, H, W]`.
package struct Conv2dConfiguration: Hashable, Sendable {
  package var outChannels: Int
  package var kernelSize: Int
  package var stride: Int
  package var padding: Padding
  package var bias: Bool
  package var weightInitializer: Initializer
  package var biasInitializer: Initializer

  package init(
    outChannels: Int, kernelSize: Int, stride: Int = 1, padding: Padding = .count(0),
    bias: Bool = true, weightInitializer: Initializer = .uniformFanIn,
    biasInitializer: Initializer = .uniformFanIn
  ) {
    self.outChannels = outChannels
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
    self.bias = bias
    self.weightInitializer = weightInitializer
    self.biasInitializer = biasInitializer
  }
}

/// Zeros around a convolution's input.
package enum Padding: Hashable, Sendable {
  /// As many on every side.
  case count(Int)
  /// As many as keep the size; an odd one goes right and bottom. Needs stride 1.
  case same
}

/// A dense layer: `y[O] = b[O] + w[O, I] · x[I]`.
package struct LinearConfiguration: Hashable, Sendable {
  package var outFeatures: Int
  package var bias: Bool
  package var weightInitializer: Initializer
  package var biasInitializer: Initializer

  package init(
    outFeatures: Int, bias: Bool = true, weightInitializer: Initializer = .uniformFanIn,
    biasInitializer: Initializer = .uniformFanIn
  ) {
    self.outFeatures = outFeatures
    self.bias = bias
    self.weightInitializer = weightInitializer
    self.biasInitializer = biasInitializer
  }
}

/// A square pooling window; windows overlap where the stride is smaller than the kernel.
package struct PoolConfiguration: Hashable, Sendable {
  package var kernelSize: Int
  package var stride: Int

  package init(kernelSize: Int, stride: Int? = nil) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
  }
}

/// How a parameter gets its first values, drawn from the Philox stream of its layer.
package enum Initializer: Hashable, Sendable {
  /// U(−√(1/fan_in), √(1/fan_in)); for a bias the bound of its layer's weight.
  case uniformFanIn
  /// N(0, √(2/fan_in)); He et al., Delving Deep into Rectifiers, 2015.
  case kaimingNormal
  /// U(±√(6/(fan_in + fan_out))); Glorot & Bengio, Understanding the difficulty of training
  /// deep feedforward neural networks, 2010.
  case xavierUniform
  /// N(0, std).
  case normal(std: Double)
  case zeros
  /// A batch normalisation's weight.
  case ones
}
