import Engine
import Testing

/// A batch of random examples, labels and targets; a pure function of its index.
private struct NoiseBatch: GroupSource {
  let count: Int
  let features: Int
  let outputs: Int
  var index: UInt32 = 1

  private func value(_ position: Int, _ part: UInt32) -> Float {
    let stream = Philox(seed: 5, purpose: .generator, index: index, subIndex: part)
    return Float(2 * stream.uniform(position) - 1)
  }

  private func examples(of group: Int) -> Int { min(16, count - group * 16) }

  func loadInputs(of group: Int, into x: inout MutableSpan<Float>) {
    for i in x.indices {
      let example = group * 16 + i % 16
      x[i] = i % 16 < examples(of: group) ? value(example * features + i / 16, 0) : 0
    }
  }

  func loadLabels(of group: Int, into labels: inout MutableSpan<Int32>) {
    for lane in 0..<examples(of: group) {
      labels[lane] = Int32((group * 16 + lane) * 7 % outputs)
    }
  }

  func loadValues(of group: Int, into values: inout MutableSpan<Float>) {
    for i in values.indices { values[i] = value((group * 16 + i % 16) * outputs + i / 16, 1) }
  }
}

/// A small network of every kind of layer, its input and what it is called.
struct SmallNetwork: Sendable, CustomTestStringConvertible {
  let name: String
  let input: Shape
  let layers: [LayerConfiguration]
  var loss = LossConfiguration(.softmaxCrossEntropy)

  var testDescription: String { name }

  static let all: [SmallNetwork] = [
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
      ]),
    SmallNetwork(
      name: "activation first, mse mean", input: Shape(1, 5, 5),
      layers: [
        .sigmoid, .avgPool2d(PoolConfiguration(kernelSize: 2, stride: 1)), .flatten,
        .linear(LinearConfiguration(outFeatures: 6)), .tanh,
        .linear(LinearConfiguration(outFeatures: 2)),
      ], loss: LossConfiguration(.mse(scale: 1))),
  ]

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

  fileprivate func batch(_ count: Int, index: UInt32 = 1) throws -> NoiseBatch {
    let output = try layers.reduce(input) { shape, layer in try layer.outputShape(for: shape) }
    return NoiseBatch(count: count, features: input.count, outputs: output.count, index: index)
  }
}

extension Network {
  /// The training loss: the mean or the sum of the batch's.
  fileprivate func loss(of batch: NoiseBatch, _ configuration: LossConfiguration) -> Double {
    evaluate(batch)
    var sum = 0.0
    results.addLosses(of: batch.count, to: &sum)
    return configuration.reduction == .mean ? sum / Double(batch.count) : sum
  }
}

@Suite struct NetworkTests {
  /// (L(w + εd) − L(w − εd)) / 2ε against g · d, for directions d of ±1 over one tensor.
  @Test(arguments: SmallNetwork.all)
  func `gradients are finite differences of the loss`(small: SmallNetwork) throws {
    let network = try small.network()
    let batch = try small.batch(37)
    let start = network.parameters.model
    network.train(on: batch, rate: 1, step: 0)
    let moved = network.parameters.model
    for (i, tensor) in start.enumerated() {
      let gradient = zip(tensor.values, moved[i].values).map { Double($0) - Double($1) }
      let signs = noise(tensor.values.count, UInt32(i)).map { $0 < 0 ? Float(-1) : 1 }
      let epsilon: Float = 0x1p-14
      let losses = [epsilon, -epsilon].map { step in
        var shifted = start
        shifted[i] = NamedTensor(
          name: tensor.name, dimensions: tensor.dimensions,
          values: zip(tensor.values, signs).map { $0 + step * $1 })
        network.restore(model: shifted, optimizer: [])
        return network.loss(of: batch, small.loss)
      }
      let slope = (losses[0] - losses[1]) / Double(2 * epsilon)
      var product = 0.0
      var scale = 0.0
      for (slope, sign) in zip(gradient, signs) {
        product += slope * Double(sign)
        scale += abs(slope)
      }
      // The loss is rounded to 2^-24 of its size, the difference is of second order in ε.
      let tolerance = 1e-3 * scale + 2e-4 * max(1, abs(losses[0]))
      #expect(abs(slope - product) < tolerance, "\(tensor.name): \(slope) and \(product)")
    }
  }

  @Test(arguments: SmallNetwork.all)
  func `threads and instruction sets do not change a bit`(small: SmallNetwork) throws {
    var expected: SHA256Digest?
    for kernels in Kernels.available {
      for threads in [1, 2, 3, 7] {
        let network = try small.network(threads: threads, kernels: kernels, momentum: 0.9)
        for (step, count) in [100, 17, 64, 1, 33].enumerated() {
          network.train(on: try small.batch(count, index: UInt32(step)), rate: 0.01, step: step)
        }
        let hash = network.parameters.sha256
        #expect(hash == expected ?? hash, "\(kernels.name), \(threads) threads")
        expected = hash
      }
    }
  }

  @Test func `restored weights and momentum go on with the same bits`() throws {
    let small = SmallNetwork.all[2]
    let whole = try small.network(momentum: 0.9)
    for step in 0..<3 { whole.train(on: try small.batch(40, index: UInt32(step)), rate: 0.1, step: step) }
    let resumed = try small.network(momentum: 0.9)
    resumed.restore(model: whole.parameters.model, optimizer: whole.parameters.optimizerState)
    for network in [whole, resumed] {
      for step in 3..<6 { network.train(on: try small.batch(40, index: UInt32(step)), rate: 0.1, step: step) }
    }
    #expect(whole.parameters.sha256 == resumed.parameters.sha256)
    #expect(whole.parameters.optimizerState == resumed.parameters.optimizerState)
  }

  @Test func `lanes past the batch's end change nothing`() throws {
    let small = SmallNetwork.all[0]
    // Sixteen examples as one full group, and the same with a seventeenth in a group of its own:
    // their losses are the same.
    let network = try small.network()
    network.evaluate(try small.batch(16))
    let first = (0..<16).map { network.results.prediction(of: $0).value }
    network.evaluate(try small.batch(17))
    #expect((0..<16).map { network.results.prediction(of: $0).value } == first)
  }

  @Test func `tensors are named and ordered as in a state dict`() throws {
    let network = try SmallNetwork.all[2].network(momentum: 0.5)
    #expect(
      network.parameters.model.map(\.name) == [
        "model.0.weight", "model.0.bias", "model.4.weight", "model.4.bias", "model.7.weight",
        "model.7.bias",
      ])
    #expect(network.parameters.model[2].dimensions == [8, 3, 5, 5])
    #expect(network.parameters.optimizerState[0].name == "optimizer.momentum.0.weight")
  }

  @Test func `a weight that is not finite is noticed`() throws {
    let network = try SmallNetwork.all[0].network()
    #expect(network.weightsAreFinite)
    network.train(on: try SmallNetwork.all[0].batch(5), rate: .infinity, step: 0)
    #expect(!network.weightsAreFinite)
  }

  @Test(arguments: [
    (Initializer.uniformFanIn, 0.1 / 3.0.squareRoot()),
    (.kaimingNormal, 0.02.squareRoot()), (.normal(std: 0.3), 0.3), (.zeros, 0),
    (.xavierUniform, (2.0 / 300).squareRoot()),
  ])
  func `first weights have their initializer's deviation`(
    initializer: Initializer, deviation: Double
  ) throws {
    let network = try Network(
      architecture: [
        .linear(LinearConfiguration(outFeatures: 200, weightInitializer: initializer))
      ], input: Shape(100), loss: LossConfiguration(.softmaxCrossEntropy),
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 1),
      seed: 1, batchCapacity: 16, threads: 1)
    network.initialize()
    let values = network.parameters.model[0].values.map(Double.init)
    let measured = (values.reduce(0) { $0 + $1 * $1 } / 20_000).squareRoot()
    // Five standard errors of a deviation from 20,000 values.
    #expect(abs(measured - deviation) <= 0.025 * deviation)
  }
}
