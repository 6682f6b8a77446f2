import Engine
import Testing

/// Networks whose steps one thread takes in one call; a timed network takes the same
/// steps layer by layer.
@Suite struct CompactNetworkTests {
  static let compact: [(network: SmallNetwork, batch: Int)] = [
    (
      SmallNetwork(
        name: "xor", input: Shape(2),
        layers: [
          .linear(LinearConfiguration(outFeatures: 2)), .sigmoid,
          .linear(LinearConfiguration(outFeatures: 1)), .sigmoid,
        ], loss: LossConfiguration(.mse(scale: 0.5), reduction: .sum)), 4
    ),
    (
      SmallNetwork(
        name: "linear regression", input: Shape(3),
        layers: [.linear(LinearConfiguration(outFeatures: 1))],
        loss: LossConfiguration(.mse(scale: 0.5), reduction: .sum)), 64
    ),
    (
      SmallNetwork(
        name: "wide, no bias, relu and tanh", input: Shape(1, 3, 3),
        layers: [
          .flatten, .linear(LinearConfiguration(outFeatures: 7, bias: false)), .relu,
          .linear(LinearConfiguration(outFeatures: 5)), .tanh, .flatten,
          .linear(LinearConfiguration(outFeatures: 3)),
        ]), 8
    ),
    (
      SmallNetwork(
        name: "one weight", input: Shape(1),
        layers: [.linear(LinearConfiguration(outFeatures: 1, bias: false))],
        loss: LossConfiguration(.mse(scale: 1))), 33
    ),
    (
      SmallNetwork(
        name: "probabilities", input: Shape(5),
        layers: [.linear(LinearConfiguration(outFeatures: 3)), .sigmoid],
        loss: LossConfiguration(.binaryCrossEntropy)), 17
    ),
    (
      SmallNetwork(
        name: "logits", input: Shape(4),
        layers: [.linear(LinearConfiguration(outFeatures: 3))],
        loss: LossConfiguration(.softmaxCrossEntropy)), 20
    ),
    (
      SmallNetwork(
        name: "logits of any class", input: Shape(4),
        layers: [.linear(LinearConfiguration(outFeatures: 3))],
        loss: LossConfiguration(.softmaxBinaryCrossEntropy)), 5
    ),
    (
      SmallNetwork(
        name: "probabilities of labels", input: Shape(2),
        layers: [.linear(LinearConfiguration(outFeatures: 3)), .sigmoid],
        loss: LossConfiguration(.nll)), 16
    ),
  ]

  private static func network(
    _ small: SmallNetwork, batch: Int, clipNorm: Double?, threads: Int, kernels: Kernels,
    isTimed: Bool
  ) throws -> Network {
    let network = try Network(
      architecture: small.layers, input: small.input, loss: small.loss,
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0.9, nesterov: true, weightDecay: 0.01), learningRate: 1,
        clipNorm: clipNorm),
      seed: 3, batchCapacity: batch, threads: threads, kernels: kernels, isTimed: isTimed)
    network.initialize()
    return network
  }

  /// The bits of the losses and predictions of the last batch.
  private static func results(of network: Network, _ count: Int) -> [UInt64] {
    (0..<count).flatMap { example in
      var loss = 0.0
      network.results.addLosses(of: example + 1, to: &loss)
      let (winner, value) = network.results.prediction(of: example)
      let first = network.results.firstOutput(of: example)
      return [
        loss.bitPattern, UInt64(winner), UInt64(value.bitPattern), UInt64(first.bitPattern),
      ]
    }
  }

  @Test(arguments: compact)
  func `one call for all layers has the bits of a call for each`(
    small: SmallNetwork, batch: Int
  ) throws {
    for kernels in Kernels.available {
      for (threads, clipNorm) in [(1, nil), (3, 0.5)] as [(Int, Double?)] {
        let (fast, slow) = (
          try Self.network(
            small, batch: batch, clipNorm: clipNorm, threads: threads, kernels: kernels,
            isTimed: false),
          try Self.network(
            small, batch: batch, clipNorm: clipNorm, threads: threads, kernels: kernels,
            isTimed: true)
        )
        #expect(fast.isCompact && !slow.isCompact)
        for (step, count) in [batch, 1, batch / 2 + 1, batch, batch].enumerated() {
          let examples = try small.batch(count, index: UInt32(step))
          for network in [fast, slow] {
            network.train(on: examples, rate: 0.1, step: step, keepsGradient: true)
          }
          #expect(Self.results(of: fast, count) == Self.results(of: slow, count))
          #expect(fast.gradientNorm().bitPattern == slow.gradientNorm().bitPattern)
          #expect(fast.parameters.sha256 == slow.parameters.sha256, "\(kernels.name) step \(step)")
        }
        // More groups than are taken at a time.
        let examples = try small.batch(150)
        for network in [fast, slow] { network.evaluate(examples) }
        #expect(Self.results(of: fast, 150) == Self.results(of: slow, 150))
      }
    }
  }

  @Test(arguments: SmallNetwork.all)
  func `other layers and larger batches go layer by layer`(small: SmallNetwork) throws {
    #expect(!(try small.network().isCompact))
  }
}
