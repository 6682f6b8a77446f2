/// A layer that cannot take the input it would get: which of its keys is wrong, and why.
package struct ShapeMismatch: Error, Hashable, Sendable {
  /// The definition's key at fault, as `kernel_size`; nil where the layer itself is.
  package let key: String?
  /// `5 does not fit an input of 16x4x4`.
  package let problem: String
}

/// The shape of one trained tensor and the name it has in a state dict.
package struct ParameterShape: Hashable, Sendable {
  /// `weight`, `bias`, or the name of a running statistic.
  package let name: String
  /// PyTorch's: `[out, in, kH, kW]`, `[out, in]` or `[out]`.
  package let dimensions: [Int]
  /// Whether an optimizer moves it; running statistics are kept, not trained.
  package let isTrained: Bool

  package init(name: String, dimensions: [Int], isTrained: Bool = true) {
    self.name = name
    self.dimensions = dimensions
    self.isTrained = isTrained
  }

  package var count: Int { dimensions.reduce(1, *) }
}

extension LayerConfiguration {
  /// Returns the shape this layer gives for an input, or says which key does not fit.
  package func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    switch self {
    case .conv2d(let layer): try layer.outputShape(for: input)
    case .linear(let layer): try layer.outputShape(for: input)
    case .maxPool2d(let layer), .avgPool2d(let layer): try layer.outputShape(for: input)
    case .flatten: Shape(input.count)
    case .relu, .tanh, .sigmoid, .dropout: input
    case .softmax:
      if input.dimensions.count == 1 {
        input
      } else {
        throw ShapeMismatch(
          key: nil,
          problem: "softmax needs a vector, not an input of \(input); put flatten before it")
      }
    case .batchNorm: input
    }
  }

  /// Returns the shapes of the layer's parameters, weight before bias.
  package func parameterShapes(for input: Shape) -> [ParameterShape] {
    switch self {
    case .conv2d(let layer):
      let size = layer.kernelSize
      return parameters(
        weight: [layer.outChannels, input.dimensions[0], size, size], hasBias: layer.bias)
    case .linear(let layer):
      return parameters(weight: [layer.outFeatures, input.count], hasBias: layer.bias)
    case .batchNorm:
      return ["weight", "bias", "running_mean", "running_var"].map { name in
        ParameterShape(
          name: name, dimensions: [input.dimensions[0]], isTrained: !name.hasPrefix("running"))
      }
    case .maxPool2d, .avgPool2d, .flatten, .relu, .tanh, .sigmoid, .softmax, .dropout:
      return []
    }
  }

  private func parameters(weight: [Int], hasBias: Bool) -> [ParameterShape] {
    let weightShape = ParameterShape(name: "weight", dimensions: weight)
    return hasBias
      ? [weightShape, ParameterShape(name: "bias", dimensions: [weight[0]])] : [weightShape]
  }

  /// Multiply-adds of one example's forward pass, in conv2d and linear layers only.
  package func multiplyAdds(for input: Shape) -> Int {
    guard let output = try? outputShape(for: input) else { return 0 }
    switch self {
    case .conv2d(let layer):
      return output.count * input.dimensions[0] * layer.kernelSize * layer.kernelSize
    case .linear:
      return output.count * input.count
    default:
      return 0
    }
  }
}

extension Conv2dConfiguration {
  /// Zeros before (top, left) and in all (both sides) along one axis.
  package var paddingBeforeAndTotal: (before: Int, total: Int) {
    switch padding {
    case .count(let count): (count, 2 * count)
    case .same: ((kernelSize - 1) / 2, kernelSize - 1)
    }
  }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.dimensions.count == 3 else {
      throw ShapeMismatch(key: nil, problem: "conv2d needs an image, not an input of \(input)")
    }
    let padded = input.dimensions[1...].map { $0 + paddingBeforeAndTotal.total }
    guard padded.allSatisfy({ $0 >= kernelSize }) else {
      throw ShapeMismatch(
        key: "kernel_size", problem: "\(kernelSize) does not fit an input of \(input)")
    }
    return Shape([outChannels] + padded.map { ($0 - kernelSize) / stride + 1 })
  }
}

extension LinearConfiguration {
  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.dimensions.count == 1 else {
      throw ShapeMismatch(
        key: nil, problem: "linear needs a vector, not an input of \(input); put flatten before it")
    }
    return Shape(outFeatures)
  }
}

extension PoolConfiguration {
  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.dimensions.count == 3 else {
      throw ShapeMismatch(key: nil, problem: "pooling needs an image, not an input of \(input)")
    }
    guard input.dimensions[1...].allSatisfy({ $0 >= kernelSize }) else {
      throw ShapeMismatch(
        key: "kernel_size", problem: "\(kernelSize) does not fit an input of \(input)")
    }
    let sizes = input.dimensions[1...].map { ($0 - kernelSize) / stride + 1 }
    return Shape([input.dimensions[0]] + sizes)
  }
}
