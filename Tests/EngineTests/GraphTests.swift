import Engine
import Files
import Testing

/// Networks whose layers take other outputs than that of the layer before.
@Suite struct GraphTests {
  static let graphs: [SmallNetwork] = [
    SmallNetwork(
      name: "residual block", input: Shape(2, 6, 6),
      layers: [
        conv(5), .tanh, conv(5), .tanh, conv(5), .add([4, 1]), .sigmoid, .flatten, dense(3),
      ]),
    SmallNetwork(
      name: "residual block with batch norm", input: Shape(2, 6, 6),
      layers: [
        conv(5), .batchNorm(BatchNormConfiguration()), .tanh,
        conv(5), .batchNorm(BatchNormConfiguration()), .tanh,
        conv(5), .batchNorm(BatchNormConfiguration()), .add([7, 2]), .tanh,
        .avgPool2d(PoolConfiguration(kernelSize: 2)), .flatten, dense(3),
      ]),
    SmallNetwork(
      name: "an output taken four times, once twice by one layer", input: Shape(6),
      layers: [
        dense(8), .tanh, dense(8), joined(dense(8), 1), joined(dense(8), 1),
        .add([2, 3, 4, 1]), .tanh, .add([6, 6]), dense(3),
      ]),
    SmallNetwork(
      name: "concat of branches, and of the input", input: Shape(3, 5, 5),
      layers: [
        conv(4), .tanh, joined(conv(2), -1), .sigmoid, .concat([1, 3, -1]), conv(3), .flatten,
        dense(4),
      ]),
    SmallNetwork(
      name: "multiply by channels and by images", input: Shape(2, 4, 4),
      layers: [
        conv(3), .tanh, .avgPool2d(PoolConfiguration(kernelSize: 4)), .sigmoid,
        .multiply([1, 3]), .tanh, joined(conv(3), 1), .multiply([5, 6, 3]), .flatten, dense(3),
      ]),
    SmallNetwork(
      name: "branches of dense layers with batch norm in one", input: Shape(7),
      layers: [
        dense(9), .sigmoid, dense(6), .batchNorm(BatchNormConfiguration()),
        joined(dense(6), 1), .multiply([3, 4]), .add([5, 3]), dense(2),
      ]),
    SmallNetwork(
      name: "batch norm beside the output it normalises, taken twice", input: Shape(5),
      layers: [
        dense(6), .batchNorm(BatchNormConfiguration()), .add([1, 0, 0]), .tanh, dense(3),
      ]),
    SmallNetwork(
      name: "two batch norms, each beside its input, with dropout between", input: Shape(1, 6, 8),
      layers: [
        .batchNorm(BatchNormConfiguration()), .tanh, joined(.sigmoid, 0), .add([2, 1, 0]),
        .dropout(probability: 0.5), .avgPool2d(PoolConfiguration(kernelSize: 2)), .flatten,
        dense(6), .batchNorm(BatchNormConfiguration()), .add([8, 7, 7]),
        .dropout(probability: 0.5), dense(3),
      ]),
    SmallNetwork(
      name: "sums that batch norm makes: of itself and an activation, its input, another's",
      input: Shape(2, 6, 6),
      layers: [
        conv(5), .tanh, conv(5), .batchNorm(BatchNormConfiguration()), .add([3, 1]), .tanh,
        .batchNorm(BatchNormConfiguration()), .add([5, 6]), conv(4),
        .batchNorm(BatchNormConfiguration()), joined(conv(4), 7),
        .batchNorm(BatchNormConfiguration()), .add([9, 11]), .sigmoid,
        .avgPool2d(PoolConfiguration(kernelSize: 2)), .flatten, dense(3),
      ]),
    SmallNetwork(
      name: "a sum that batch norm makes with an activation that nothing else takes",
      input: Shape(2, 4, 4),
      layers: [
        conv(3), .tanh, joined(conv(3), -1), .batchNorm(BatchNormConfiguration()), .add([3, 1]),
        .sigmoid, .flatten, dense(3),
      ]),
    SmallNetwork(
      name: "sums that batch norm makes: with the network's input, and before a softmax",
      input: Shape(6),
      layers: [
        .batchNorm(BatchNormConfiguration()), .add([0, -1]), dense(6), dense(6),
        .batchNorm(BatchNormConfiguration()), .add([4, 2]), .softmax, dense(3),
      ]),
    SmallNetwork(
      name: "an activation of an output that others take as well", input: Shape(5),
      layers: [dense(6), .tanh, .sigmoid, .add([1, 2, 0]), dense(3)]),
  ]

  private static func conv(_ channels: Int) -> LayerConfiguration {
    .conv2d(Conv2dConfiguration(outChannels: channels, kernelSize: 3, padding: .same))
  }

  private static func dense(_ features: Int) -> LayerConfiguration {
    .linear(LinearConfiguration(outFeatures: features))
  }

  private static func joined(_ layer: LayerConfiguration, _ input: Int) -> LayerConfiguration {
    var layer = layer
    layer.inputs = [input]
    return layer
  }

  @Test(arguments: graphs)
  func `gradients are finite differences of the loss`(small: SmallNetwork) throws {
    try NetworkTests().`gradients are finite differences of the loss`(small: small)
  }

  @Test(arguments: graphs)
  func `threads and instruction sets do not change a bit`(small: SmallNetwork) throws {
    try NetworkTests().`threads and instruction sets do not change a bit`(small: small)
  }

  /// Batch norm makes a sum only if it is the input computed last. The second network computes a
  /// convolution last: its sum is a pass of its own.
  @Test func `a sum that batch norm makes has the bits of one by itself`() throws {
    let norm = LayerConfiguration.batchNorm(BatchNormConfiguration())
    let end: [LayerConfiguration] = [.relu, .flatten, Self.dense(3)]
    let fused = try Self.network(
      [Self.conv(4), .tanh, Self.conv(4), Self.joined(Self.conv(4), 1), norm, .add([4, 2])] + end)
    let apart = try Self.network(
      [Self.conv(4), .tanh, Self.conv(4), norm, Self.joined(Self.conv(4), 1), .add([3, 4])] + end)
    // Layer 2 of the first is layer 4 of the second, and so on.
    let names = ["2": "4", "3": "2", "4": "3"]
    func tensorsOfFused() -> [NamedTensor] {
      fused.parameters.model.map { tensor in
        var parts = tensor.name.split(separator: ".").map(String.init)
        parts[1] = names[parts[1]] ?? parts[1]
        return NamedTensor(
          name: parts.joined(separator: "."), dimensions: tensor.dimensions, values: tensor.values)
      }
    }
    apart.replace(tensorsOfFused())
    for step in 0..<3 {
      let batch = NoiseBatch(count: 40, features: 72, outputs: 3, index: UInt32(step))
      fused.train(on: batch, rate: 0.1, step: step)
      apart.train(on: batch, rate: 0.1, step: step)
    }
    let expected = apart.parameters.model
    for tensor in tensorsOfFused() {
      let twin = expected.first { $0.name == tensor.name }
      #expect(twin?.values.bits == tensor.values.bits, "\(tensor.name)")
    }
  }

  private static func network(_ layers: [LayerConfiguration]) throws -> Network {
    let network = try Network(
      architecture: layers, input: Shape(2, 6, 6),
      loss: LossConfiguration(.softmaxCrossEntropy),
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 0.1),
      seed: 3, batchCapacity: 40, threads: 2)
    network.initialize()
    return network
  }

  @Test func `inputs that do not join are refused`() {
    let cases: [(LayerConfiguration, String)] = [
      (.add([0, 1]), "add cannot join inputs of 4 and 5"),
      (.multiply([0, 1]), "multiply cannot join inputs of 4 and 5"),
    ]
    for (join, problem) in cases {
      let error = #expect(throws: ShapeMismatch.self) {
        _ = try LayerWork.of(
          [Self.dense(4), Self.dense(5), join], input: Shape(3), batch: 1, slots: 0)
      }
      #expect(error?.problem == problem)
      #expect(error?.key == "with")
    }
  }

  /// A large layer of a single group is shared by all threads, and its bits stay.
  @Test func `threads that share the features of one group give the same bits`() throws {
    for examples in [1, 3, 8] {
      let hashes = try [1, 2, 3, 7].map { threads in
        let network = try Network(
          architecture: [
            Self.dense(300), .tanh, Self.dense(257), .relu, Self.dense(70), .tanh, Self.dense(10),
          ], input: Shape(301), loss: LossConfiguration(.softmaxCrossEntropy),
          optimizer: OptimizerConfiguration(
            .sgd(momentum: 0.9, nesterov: false, weightDecay: 0), learningRate: 0.1),
          seed: 3, batchCapacity: 32, threads: threads)
        network.initialize()
        for step in 0..<3 {
          let batch = NoiseBatch(count: examples, features: 301, outputs: 10, index: UInt32(step))
          network.train(on: batch, rate: 0.1, step: step)
        }
        return network.parameters.sha256
      }
      #expect(Set(hashes).count == 1, "\(examples) examples")
    }
  }
}
