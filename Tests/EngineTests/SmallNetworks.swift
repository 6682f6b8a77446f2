import Engine
import Testing

/// A batch of random examples, labels and targets; a pure function of its index.
struct NoiseBatch: GroupSource {
  let count: Int
  let features: Int
  let outputs: Int
  var index: UInt32 = 1
  /// Whether each example also has the next one's label, the last one the first one's.
  var isMixed = false

  private func value(_ position: Int, _ part: UInt32) -> Float {
    let stream = Philox(seed: 5, purpose: .generator, index: index, subIndex: part)
    return Float(2 * stream.uniform(position) - 1)
  }

  func loadInputs(_ positions: Range<Int>, into x: inout MutableSpan<Float>) {
    for i in x.indices {
      let example = positions.lowerBound + i % 16
      x[i] = positions.contains(example) ? value(example * features + i / 16, 0) : 0
    }
  }

  func label(_ example: Int) -> Int { example * 7 % outputs }

  func loadLabels(_ positions: Range<Int>, into labels: inout MutableSpan<Int32>) {
    for (lane, example) in positions.enumerated() { labels[lane] = Int32(label(example)) }
  }

  func loadValues(_ positions: Range<Int>, into values: inout MutableSpan<Float>) {
    for i in values.indices {
      values[i] = value((positions.lowerBound + i % 16) * outputs + i / 16, 1)
    }
  }

  func loadPartners(
    _ positions: Range<Int>, labels: inout MutableSpan<Int32>, shares: inout MutableSpan<Float>
  ) {
    for (lane, example) in positions.enumerated() {
      labels[lane] = Int32(label((example + 1) % count))
      shares[lane] = (value(example, 2) + 1) / 2
    }
  }
}

/// Examples of ones with label 0 and targets 0.
struct OnesBatch: GroupSource {
  let count: Int
  let features: Int

  func loadInputs(_ positions: Range<Int>, into x: inout MutableSpan<Float>) {
    for i in x.indices { x[i] = i % 16 < positions.count ? 1 : 0 }
  }

  func loadLabels(_ positions: Range<Int>, into labels: inout MutableSpan<Int32>) {
    for lane in labels.indices { labels[lane] = 0 }
  }

  func loadValues(_ positions: Range<Int>, into values: inout MutableSpan<Float>) {
    for i in values.indices { values[i] = 0 }
  }
}

/// A small network of every kind of layer, its input and what it is called.
struct SmallNetwork: Sendable, CustomTestStringConvertible {
  let name: String
  let input: Shape
  let layers: [LayerConfiguration]
  var loss = LossConfiguration(.softmaxCrossEntropy)
  /// The step of a finite difference.
  var epsilon: Float = 0x1p-11
  /// Whether examples are mixed with others.
  var isMixed = false

  var testDescription: String { name }

  static let all: [SmallNetwork] = basic + convolutions + mixed

  private static let basic: [SmallNetwork] = [
    SmallNetwork(
      name: "linear", input: Shape(7), layers: [.linear(LinearConfiguration(outFeatures: 3))]),
    SmallNetwork(
      name: "mlp, mse sum", input: Shape(9),
      layers: [
        .linear(LinearConfiguration(outFeatures: 20)), .sigmoid,
        .linear(LinearConfiguration(outFeatures: 33, bias: false)), .tanh,
        .linear(LinearConfiguration(outFeatures: 4)),
      ], loss: LossConfiguration(.mse(scale: 0.5), reduction: .sum)),
    SmallNetwork(
      name: "lenet", input: Shape(1, 12, 12),
      layers: [
        .conv2d(Conv2dConfiguration(outChannels: 3, kernelSize: 3)), .tanh,
        .avgPool2d(PoolConfiguration(kernelSize: 2)), .tanh,
        .conv2d(Conv2dConfiguration(outChannels: 8, kernelSize: 5)), .tanh, .flatten,
        .linear(LinearConfiguration(outFeatures: 5)),
      ]),
    SmallNetwork(
      name: "strides, padding, overlapping max pool", input: Shape(2, 9, 8),
      layers: [
        .conv2d(
          Conv2dConfiguration(outChannels: 7, kernelSize: 4, padding: .same, bias: false)), .tanh,
        .maxPool2d(PoolConfiguration(kernelSize: 3, stride: 2)),
        .conv2d(Conv2dConfiguration(outChannels: 4, kernelSize: 3, stride: 2, padding: .count(1))),
        .sigmoid, .tanh, .flatten, .linear(LinearConfiguration(outFeatures: 3)),
      ],
      // So small that hardly a window's largest value changes places.
      epsilon: 0x1p-14),
    SmallNetwork(
      name: "one window that leaves inputs out", input: Shape(2, 6, 6),
      layers: [
        .tanh, .conv2d(Conv2dConfiguration(outChannels: 5, kernelSize: 5, stride: 2)), .tanh,
        .flatten, .linear(LinearConfiguration(outFeatures: 3)),
      ]),
    SmallNetwork(
      name: "activation first, mse mean", input: Shape(1, 5, 5),
      layers: [
        .sigmoid, .avgPool2d(PoolConfiguration(kernelSize: 2, stride: 1)), .flatten,
        .linear(LinearConfiguration(outFeatures: 6)), .tanh,
        .linear(LinearConfiguration(outFeatures: 2)),
      ], loss: LossConfiguration(.mse(scale: 1))),
    SmallNetwork(
      name: "softmax, nll", input: Shape(6),
      layers: [
        .linear(LinearConfiguration(outFeatures: 20)), .tanh,
        .linear(LinearConfiguration(outFeatures: 5)), .softmax,
      ], loss: LossConfiguration(.nll, reduction: .sum)),
    SmallNetwork(
      name: "softmax, binary cross-entropy", input: Shape(6),
      layers: [.linear(LinearConfiguration(outFeatures: 4)), .softmax],
      loss: LossConfiguration(.binaryCrossEntropy)),
    SmallNetwork(
      name: "sigmoid, binary cross-entropy", input: Shape(6),
      layers: [.linear(LinearConfiguration(outFeatures: 4)), .sigmoid],
      loss: LossConfiguration(.binaryCrossEntropy, reduction: .sum)),
    SmallNetwork(
      name: "softmax binary cross-entropy", input: Shape(6),
      layers: [.linear(LinearConfiguration(outFeatures: 4))],
      loss: LossConfiguration(.softmaxBinaryCrossEntropy)),
    SmallNetwork(
      name: "batch norm of images and vectors", input: Shape(2, 7, 7),
      layers: [
        .conv2d(Conv2dConfiguration(outChannels: 5, kernelSize: 3, bias: false)),
        .batchNorm(BatchNormConfiguration()), .tanh,
        .avgPool2d(PoolConfiguration(kernelSize: 2)), .flatten,
        .linear(LinearConfiguration(outFeatures: 9)),
        .batchNorm(BatchNormConfiguration(epsilon: 1e-3, momentum: 0.3)), .sigmoid,
        .linear(LinearConfiguration(outFeatures: 3)),
      ]),
    SmallNetwork(
      name: "batch norm first and last", input: Shape(5),
      layers: [
        .batchNorm(BatchNormConfiguration()), .linear(LinearConfiguration(outFeatures: 3)),
        .batchNorm(BatchNormConfiguration()),
      ]),
    SmallNetwork(
      name: "dropout of images and vectors", input: Shape(1, 6, 6),
      layers: [
        .conv2d(Conv2dConfiguration(outChannels: 3, kernelSize: 3)), .tanh,
        .dropout(probability: 0.3), .flatten, .dropout(probability: 0.5),
        .linear(LinearConfiguration(outFeatures: 3)),
      ]),
    SmallNetwork(
      name: "layer norm of images and vectors", input: Shape(2, 7, 7),
      layers: [
        .conv2d(Conv2dConfiguration(outChannels: 5, kernelSize: 3)), .tanh,
        .layerNorm(LayerNormConfiguration()), .sigmoid, .flatten,
        .linear(LinearConfiguration(outFeatures: 9)),
        .layerNorm(LayerNormConfiguration(epsilon: 1e-3)), .tanh,
        .linear(LinearConfiguration(outFeatures: 3)),
      ]),
    SmallNetwork(
      name: "group norm of images and vectors", input: Shape(2, 7, 7),
      layers: [
        .groupNorm(GroupNormConfiguration(groups: 2)),
        .conv2d(Conv2dConfiguration(outChannels: 6, kernelSize: 3)), .tanh,
        .groupNorm(GroupNormConfiguration(groups: 3)), .sigmoid, .flatten,
        .linear(LinearConfiguration(outFeatures: 8)),
        .groupNorm(GroupNormConfiguration(groups: 2, epsilon: 1e-3)), .tanh,
        .groupNorm(GroupNormConfiguration(groups: 1, affine: false)),
        .linear(LinearConfiguration(outFeatures: 3)),
      ]),
    SmallNetwork(
      name: "layer norm first, before batch norm, and not affine", input: Shape(2, 4, 4),
      layers: [
        .layerNorm(LayerNormConfiguration()),
        .conv2d(Conv2dConfiguration(outChannels: 4, kernelSize: 3, bias: false)),
        .batchNorm(BatchNormConfiguration()), .tanh,
        .layerNorm(LayerNormConfiguration(affine: false)), .flatten,
        .linear(LinearConfiguration(outFeatures: 3)),
      ]),
    SmallNetwork(
      name: "input activations of images and vectors", input: Shape(2, 7, 7),
      layers: [
        .conv2d(Conv2dConfiguration(outChannels: 5, kernelSize: 3)), .gelu(),
        .conv2d(Conv2dConfiguration(outChannels: 4, kernelSize: 2)), .tanh, .gelu(.tanh),
        .flatten, .linear(LinearConfiguration(outFeatures: 9)), .silu,
        .linear(LinearConfiguration(outFeatures: 6)), .elu(alpha: 0.5), .sigmoid,
        .linear(LinearConfiguration(outFeatures: 3)),
      ]),
    SmallNetwork(
      name: "input activations with kinks, first and last", input: Shape(9),
      layers: [
        .leakyRelu(negativeSlope: 0.25), .linear(LinearConfiguration(outFeatures: 8)),
        .hardSwish, .leakyRelu(), .linear(LinearConfiguration(outFeatures: 4)), .elu(),
      ], epsilon: 0x1p-14),
    SmallNetwork(
      name: "weighted classes, smoothed labels, mean", input: Shape(2, 7, 7),
      layers: [
        .conv2d(Conv2dConfiguration(outChannels: 5, kernelSize: 3)), .tanh, .flatten,
        .linear(LinearConfiguration(outFeatures: 4)),
      ], loss: weighted(.list([0.5, 2, 1, 4]), smoothing: 0.1)),
    SmallNetwork(
      name: "weighted classes of a tiny network, mean", input: Shape(2),
      layers: [.linear(LinearConfiguration(outFeatures: 3))],
      loss: weighted(.list([0.5, 2, 1]))),
    SmallNetwork(
      name: "smoothed labels, sum", input: Shape(6),
      layers: [.linear(LinearConfiguration(outFeatures: 4))],
      loss: weighted(nil, smoothing: 0.3, reduction: .sum)),
    SmallNetwork(
      name: "binary cross-entropy with logits", input: Shape(6),
      layers: [.linear(LinearConfiguration(outFeatures: 4))],
      loss: LossConfiguration(.binaryCrossEntropyWithLogits(positiveWeight: 2.5))),
    SmallNetwork(
      name: "huber", input: Shape(6), layers: [.linear(LinearConfiguration(outFeatures: 4))],
      loss: LossConfiguration(.huber(delta: 0.5), reduction: .sum)),
    SmallNetwork(
      name: "l1", input: Shape(6), layers: [.linear(LinearConfiguration(outFeatures: 4))],
      loss: LossConfiguration(.l1), epsilon: 0x1p-14),
  ]

  static func weighted(
    _ weights: LossConfiguration.ClassWeights?, smoothing: Double = 0,
    reduction: LossConfiguration.Reduction = .mean
  ) -> LossConfiguration {
    var loss = LossConfiguration(.softmaxCrossEntropy, reduction: reduction)
    (loss.classWeights, loss.labelSmoothing) = (weights, smoothing)
    return loss
  }

  func network(
    threads: Int = 1, kernels: Kernels = .best, momentum: Double = 0
  ) throws -> Network {
    let network = try Network(
      architecture: layers, input: input, loss: loss,
      optimizer: OptimizerConfiguration(
        .sgd(momentum: momentum, nesterov: false, weightDecay: 0), learningRate: 1),
      seed: 3, batchCapacity: 100, threads: threads, kernels: kernels)
    network.initialize()
    return network
  }

  func batch(_ count: Int, index: UInt32 = 1) throws -> NoiseBatch {
    let output = try layers.reduce(input) { shape, layer in try layer.outputShape(for: shape) }
    return NoiseBatch(
      count: count, features: input.count, outputs: output.count, index: index, isMixed: isMixed)
  }
}

extension Network {
  /// The loss as training sees it, dropout and batch statistics included: the mean or the sum of
  /// the batch's. A rate of 0 moves nothing.
  func trainingLoss(of batch: NoiseBatch, _ configuration: LossConfiguration) -> Double {
    train(on: batch, rate: 0, step: 0)
    var sum = 0.0
    results.addLosses(of: batch.count, to: &sum)
    guard configuration.reduction == .mean else { return sum }
    guard case .list(let weights) = configuration.classWeights else {
      return sum / Double(batch.count)
    }
    return sum / (0..<batch.count).reduce(0) { $0 + weights[batch.label($1)] }
  }
}
