extension LayerConfiguration {
  /// Returns the layer at position `index` for an input, or says which key does not fit.
  func layer(for input: Shape, at index: Int) throws(ShapeMismatch) -> any Layer {
    switch self {
    case .conv2d(let configuration) where configuration.covers(input):
      try Linear(covering: configuration, input: input)
    case .conv2d(let configuration): try Conv2d(configuration, input: input)
    case .linear(let configuration): try Linear(configuration, input: input)
    case .maxPool2d(let configuration): try Pool2d(.max, configuration, input: input)
    case .avgPool2d(let configuration): try Pool2d(.average, configuration, input: input)
    case .flatten: Flatten(input: input)
    case .relu: Activation(function: .relu, input: input)
    case .tanh: Activation(function: .tanh, input: input)
    case .sigmoid: Activation(function: .sigmoid, input: input)
    case .softmax: try Softmax(input: input)
    case .dropout(let probability): Dropout(probability: probability, input: input, index: index)
    case .batchNorm(let configuration): BatchNorm(configuration, input: input)
    }
  }
}
