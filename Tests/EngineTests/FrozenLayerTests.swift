import Engine
import Testing

/// Layers whose weights stay, or move at another rate.
@Suite struct FrozenLayerTests {
  private func network(
    _ layers: [LayerConfiguration], input: Shape = Shape(2, 6, 6),
    optimizer: OptimizerConfiguration
  ) throws -> Network {
    let network = try Network(
      architecture: layers, input: input, loss: LossConfiguration(.softmaxCrossEntropy),
      optimizer: optimizer, seed: 3, batchCapacity: 40, threads: 2)
    network.initialize()
    return network
  }

  private static let layers: [LayerConfiguration] = [
    .conv2d(Conv2dConfiguration(outChannels: 4, kernelSize: 3)),
    .batchNorm(BatchNormConfiguration()), .tanh, .flatten,
    .linear(LinearConfiguration(outFeatures: 5)), .tanh,
    .linear(LinearConfiguration(outFeatures: 3)),
  ]

  private static let rules: [OptimizerConfiguration.Rule] = [
    .sgd(momentum: 0.9, nesterov: false, weightDecay: 0.1),
    .adamw(OptimizerConfiguration.MomentEstimates(weightDecay: 0.1)),
  ]

  private func moved(_ network: Network, steps: Int = 3) -> Set<String> {
    let before = network.parameters.model
    for step in 0..<steps {
      network.train(
        on: NoiseBatch(count: 40, features: 72, outputs: 3, index: UInt32(step)), rate: 0.1,
        step: step)
    }
    let after = network.parameters.model
    return Set(zip(before, after).filter { $0.values.bits != $1.values.bits }.map(\.0.name))
  }

  @Test(arguments: rules)
  func `frozen parameters stay, and have no state`(rule: OptimizerConfiguration.Rule) throws {
    var layers = Self.layers
    (layers[0].isFrozen, layers[1].isFrozen) = (true, true)
    let network = try network(layers, optimizer: OptimizerConfiguration(rule, learningRate: 0.1))
    #expect(
      moved(network) == [
        "model.4.weight", "model.4.bias", "model.6.weight", "model.6.bias",
      ])
    #expect(network.parameters.optimizerState.allSatisfy { !$0.name.contains(".0.") })
  }

  /// In the middle of a network the gradient passes a frozen batch norm by its running statistics.
  @Test func `a frozen batch norm is a fixed scale and shift`() throws {
    var layers = Self.layers
    layers[1].isFrozen = true
    let optimizer = OptimizerConfiguration(
      .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 1)
    // Mean 0 and variance 1, as they begin: y = x ÷ √(1 + ε).
    expectSlope(of: try network(layers, optimizer: optimizer)) { network, batch in
      var sum = 0.0
      network.evaluate(batch)
      network.results.addLosses(of: 40, to: &sum)
      return sum / 40
    }
  }

  /// The norm that learns reads its gradient after all groups have passed: the buffer holds a whole
  /// block. The gradient of the frozen one lies in a buffer for one group, so the two buffers differ.
  @Test func `a frozen batch norm hands the gradient to one that learns`() throws {
    var layers = Self.layers
    var frozen = LayerConfiguration.batchNorm(BatchNormConfiguration())
    frozen.isFrozen = true
    layers.insert(contentsOf: [frozen, layers[0]], at: 2)
    let optimizer = OptimizerConfiguration(
      .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 1)
    expectSlope(of: try network(layers, optimizer: optimizer)) { network, batch in
      network.trainingLoss(of: batch, LossConfiguration(.softmaxCrossEntropy))
    }
  }

  /// A step's gradient of one weight is the slope of the loss, by finite differences.
  private func expectSlope(of network: Network, loss: (Network, NoiseBatch) -> Double) {
    let batch = NoiseBatch(count: 40, features: 72, outputs: 3)
    let start = network.parameters.model
    network.train(on: batch, rate: 1, step: 0)
    let end = network.parameters.model
    var losses: [Double] = []
    let (index, epsilon) = (0, Float(0x1p-10))
    for sign in [Float(1), -1] {
      var shifted = start
      var values = start[index].values
      values[7] += sign * epsilon
      shifted[index] = NamedTensor(
        name: start[index].name, dimensions: start[index].dimensions, values: values)
      network.restore(model: shifted, optimizer: [])
      losses.append(loss(network, batch))
    }
    let slope = (losses[0] - losses[1]) / Double(2 * epsilon)
    let gradient = Double(start[index].values[7] - end[index].values[7])
    #expect(abs(slope - gradient) < 1e-3 * max(1, abs(slope)))
  }

  @Test(arguments: rules)
  func `a scaled rate is the rate of a layer`(rule: OptimizerConfiguration.Rule) throws {
    var layers = Self.layers
    layers[4].learningRateScale = 0.25
    let optimizer = OptimizerConfiguration(rule, learningRate: 0.1)
    let scaled = try network(layers, optimizer: optimizer)
    let plain = try network(Self.layers, optimizer: optimizer)
    let slow = try network(Self.layers, optimizer: optimizer)
    let batch = NoiseBatch(count: 40, features: 72, outputs: 3)
    scaled.train(on: batch, rate: 0.1, step: 0)
    plain.train(on: batch, rate: 0.1, step: 0)
    slow.train(on: batch, rate: Float(0.1 * 0.25), step: 0)
    for (index, tensor) in scaled.parameters.model.enumerated() {
      let expected = (tensor.name.contains(".4.") ? slow : plain).parameters.model[index]
      #expect(tensor.values.bits == expected.values.bits, "\(tensor.name)")
    }
  }

  @Test(arguments: rules)
  func `decay on weights leaves biases and norms alone`(rule: OptimizerConfiguration.Rule) throws {
    var weightsOnly = OptimizerConfiguration(rule, learningRate: 0.1)
    weightsOnly.decaysWeightsOnly = true
    let all = OptimizerConfiguration(rule, learningRate: 0.1)
    let networks = try [weightsOnly, all].map { try network(Self.layers, optimizer: $0) }
    let batch = NoiseBatch(count: 40, features: 72, outputs: 3)
    for network in networks { network.train(on: batch, rate: 0.1, step: 0) }
    for (first, second) in zip(networks[0].parameters.model, networks[1].parameters.model) {
      let decays = ["model.0.weight", "model.4.weight", "model.6.weight"].contains(first.name)
      // Biases of 0 and running statistics do not decay either way.
      if decays { #expect(first.values.bits == second.values.bits) }
      if first.name == "model.1.weight" { #expect(first.values.bits != second.values.bits) }
    }
  }
}
