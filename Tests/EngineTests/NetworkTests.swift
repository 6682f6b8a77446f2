import Engine
import Files
import Testing

@Suite struct NetworkTests {
  /// (L(w + εd) − L(w − εd)) / 2ε against g · d, for directions d of ±1 over one tensor.
  @Test(arguments: SmallNetwork.all)
  func `gradients are finite differences of the loss`(small: SmallNetwork) throws {
    let network = try small.network()
    let batch = try small.batch(37)
    let start = network.parameters.model
    network.train(on: batch, rate: 1, step: 0)
    let moved = network.parameters.model
    for (i, tensor) in start.enumerated() where !tensor.name.contains("running") {
      let gradient = zip(tensor.values, moved[i].values).map { Double($0) - Double($1) }
      let signs = noise(tensor.values.count, UInt32(i)).map { $0 < 0 ? Float(-1) : 1 }
      let epsilon = small.epsilon
      let losses = [epsilon, -epsilon].map { step in
        var shifted = start
        shifted[i] = NamedTensor(
          name: tensor.name, dimensions: tensor.dimensions,
          values: zip(tensor.values, signs).map { $0 + step * $1 })
        network.restore(model: shifted, optimizer: [])
        return network.trainingLoss(of: batch, small.loss)
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

  @Test(arguments: SmallNetwork.all)
  func `a step that keeps its gradient has the same bits`(small: SmallNetwork) throws {
    for momentum in [0, 0.9] {
      let hashes = try [false, true].map { keepsGradient in
        let network = try small.network(threads: 2, momentum: momentum)
        for (step, count) in [100, 33].enumerated() {
          network.train(
            on: try small.batch(count, index: UInt32(step)), rate: 0.01, step: step,
            keepsGradient: keepsGradient)
        }
        return network.parameters.sha256
      }
      #expect(hashes[0] == hashes[1])
    }
  }

  @Test func `a convolution that covers its image is a dense layer, bit by bit`() throws {
    let image = Shape(3, 5, 5)
    let networks = try [
      [LayerConfiguration.conv2d(Conv2dConfiguration(outChannels: 9, kernelSize: 5)), .flatten],
      [.linear(LinearConfiguration(outFeatures: 9))],
    ].map { layers in
      let small = SmallNetwork(
        name: "", input: layers.count == 2 ? image : Shape(image.count), layers: layers)
      return (network: try small.network(threads: 2, momentum: 0.9), batch: try small.batch(37))
    }
    // The same draws: a weight [9, 3, 5, 5] lies, and is initialised, as one of [9, 75].
    #expect(networks[0].network.parameters.model[0].dimensions == [9, 3, 5, 5])
    for (network, batch) in networks {
      for step in 0..<3 { network.train(on: batch, rate: 0.1, step: step) }
    }
    for (first, second) in zip(
      networks[0].network.parameters.model, networks[1].network.parameters.model)
    {
      #expect(first.values.bits == second.values.bits)
    }
  }

  @Test func `restored weights and momentum go on with the same bits`() throws {
    let small = SmallNetwork.all[2]
    let whole = try small.network(momentum: 0.9)
    for step in 0..<3 {
      whole.train(on: try small.batch(40, index: UInt32(step)), rate: 0.1, step: step)
    }
    let resumed = try small.network(momentum: 0.9)
    resumed.restore(model: whole.parameters.model, optimizer: whole.parameters.optimizerState)
    for network in [whole, resumed] {
      for step in 3..<6 {
        network.train(on: try small.batch(40, index: UInt32(step)), rate: 0.1, step: step)
      }
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

  /// Of few outputs and many inputs, threads share the columns.
  @Test(
    arguments: [
      .sgd(momentum: 0.9, nesterov: false, weightDecay: 0),
      .adam(OptimizerConfiguration.MomentEstimates()),
    ] as [OptimizerConfiguration.Rule])
  func `a wide layer of few outputs moves the same on any number of threads`(
    rule: OptimizerConfiguration.Rule
  ) throws {
    let hashes = try [1, 2, 3].map { threads in
      let network = try Network(
        architecture: [.linear(.init(outFeatures: 15))], input: Shape(2100),
        loss: LossConfiguration(.mse(scale: 1), reduction: .mean),
        optimizer: OptimizerConfiguration(rule, learningRate: 0.1), seed: 3, batchCapacity: 40,
        threads: threads)
      network.initialize()
      for step in 0..<2 {
        network.train(on: OnesBatch(count: 40, features: 2100), rate: 0.1, step: step)
      }
      return network.parameters.sha256
    }
    #expect(Set(hashes).count == 1)
  }

  /// In batches of at most eight examples, threads share the rows of the large first layer, in the
  /// forward pass and in the update.
  @Test(arguments: [1, 5, 8])
  func `a wide layer of few examples moves the same on any number of threads`(count: Int) throws {
    let hashes = try [1, 2, 3, 7].map { threads in
      let network = try Network(
        architecture: [.linear(.init(outFeatures: 300)), .tanh, .linear(.init(outFeatures: 5))],
        input: Shape(230), loss: LossConfiguration(.mse(scale: 1), reduction: .mean),
        optimizer: OptimizerConfiguration(
          .sgd(momentum: 0.9, nesterov: false, weightDecay: 0), learningRate: 0.1),
        seed: 3, batchCapacity: count, threads: threads)
      network.initialize()
      for step in 0..<3 {
        network.train(on: OnesBatch(count: count, features: 230), rate: 0.1, step: step)
      }
      return network.parameters.sha256
    }
    #expect(Set(hashes).count == 1)
  }

  @Test func `dropout drops its share, differs by step, and rests while evaluating`() throws {
    let network = try Network(
      architecture: [.dropout(probability: 0.25)], input: Shape(10),
      loss: LossConfiguration(.mse(scale: 1), reduction: .sum),
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 1),
      seed: 3, batchCapacity: 1000, threads: 2)
    let batch = OnesBatch(count: 1000, features: 10)
    var sums: [Double] = []
    for step in 0..<2 {
      var sum = 0.0
      network.train(on: batch, rate: 0, step: step)
      network.results.addLosses(of: batch.count, to: &sum)
      sums.append(sum)
      // Targets are 0, a kept 1 becomes 4/3: each loss is 16/9 times the number kept. Five
      // standard deviations of 10,000 draws are 217.
      #expect(abs(sum * 9 / 16 - 7500) < 217)
    }
    #expect(sums[0] != sums[1])
    var sum = 0.0
    network.evaluate(batch)
    network.results.addLosses(of: batch.count, to: &sum)
    #expect(sum == 10_000)
  }

  @Test func `clipping limits the step, and leaves a small gradient alone`() throws {
    let small = SmallNetwork.all[0]
    let batch = try small.batch(20)
    func moved(clip: Double?) throws -> Double {
      let network = try Network(
        architecture: small.layers, input: small.input, loss: small.loss,
        optimizer: OptimizerConfiguration(
          .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 1, clipNorm: clip),
        seed: 3, batchCapacity: 20, threads: 2)
      network.initialize()
      let before = network.parameters.model.flatMap(\.values)
      network.train(on: batch, rate: 1, step: 0)
      let after = network.parameters.model.flatMap(\.values)
      var square = 0.0
      for (old, new) in zip(before, after) { square += Double(old - new) * Double(old - new) }
      return square.squareRoot()
    }
    let free = try moved(clip: nil)
    #expect(try moved(clip: 100) == free)
    #expect(abs(try moved(clip: free / 3) - free / 3) < 1e-5)
  }

  @Test func `running statistics follow the batches with the momentum`() throws {
    let network = try Network(
      architecture: [.batchNorm(BatchNormConfiguration(momentum: 0.25))], input: Shape(1),
      loss: LossConfiguration(.mse(scale: 1)),
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 1),
      seed: 3, batchCapacity: 32, threads: 1)
    network.initialize()
    #expect(network.parameters.model.map(\.values) == [[1], [0], [0], [1]])
    network.train(on: OnesBatch(count: 32, features: 1), rate: 0, step: 0)
    // A batch of ones: mean 1, variance 0.
    #expect(network.parameters.model.map(\.values) == [[1], [0], [0.25], [0.75]])
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
