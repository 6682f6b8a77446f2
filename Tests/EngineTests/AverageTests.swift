import CKernels
import Engine
import Testing

/// Exponential moving averages of weights.
@Suite struct AverageTests {
  @Test(arguments: [1, 7, 16, 100, 1031])
  func `each average is one fused multiply-add, on every set`(count: Int) {
    let (weights, before) = (noise(count, 1), noise(count, 2))
    let share = Float(1 - 0.999)
    let expected = zip(weights, before).map { $1.addingProduct(share, $0 - $1) }
    for set in kernelSets {
      var averages = before
      set.average(Int64(count), share, weights, &averages)
      #expect(averages.bits == expected.bits, "\(set.title)")
    }
  }

  /// torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn(0.9), PyTorch 2.13.0.
  @Test func `averages are PyTorch's`() throws {
    let network = try Network(
      architecture: [.linear(LinearConfiguration(outFeatures: 1, bias: false))], input: Shape(2),
      loss: LossConfiguration(.mse(scale: 1)),
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 1),
      seed: 1, batchCapacity: 1, averageDecay: 0.9, threads: 1)
    let weights: [[Float]] = [[1, -2], [3, 0.5], [-1, 8], [0.25, 0.125]]
    let expected: [[Float]] = [
      [1, -2], [1.2000000476837158, -1.75], [0.9800000190734863, -0.7749999761581421],
      [0.9070000052452087, -0.6850000023841858],
    ]
    for (step, values) in weights.enumerated() {
      network.restore(
        model: [NamedTensor(name: "model.0.weight", dimensions: [1, 2], values: values)],
        optimizer: [])
      network.average(isFirst: step == 0)
      #expect(network.averagedModel.map(\.name) == ["ema.0.weight"])
      for (found, torch) in zip(network.averagedModel[0].values, expected[step]) {
        #expect(abs(found - torch) <= 0x1p-23 * abs(torch), "step \(step)")
      }
      let averages = network.averagedModel[0].values
      network.withAverages { #expect(network.parameters.model[0].values == averages) }
      #expect(network.parameters.model[0].values == values)
    }
  }

  @Test(arguments: [1, 2, 3])
  func `any number of threads makes the same averages`(threads: Int) throws {
    let layers: [LayerConfiguration] = [
      .linear(LinearConfiguration(outFeatures: 500)), .batchNorm(BatchNormConfiguration()), .relu,
      .linear(LinearConfiguration(outFeatures: 3)),
    ]
    let network = try Network(
      architecture: layers, input: Shape(300), loss: LossConfiguration(.softmaxCrossEntropy),
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0.9, nesterov: false, weightDecay: 0), learningRate: 0.1),
      seed: 3, batchCapacity: 40, averageDecay: 0.75, threads: threads)
    network.initialize()
    network.restartAverages()
    var expected = network.parameters.model.map(\.values)
    for step in 0..<3 {
      network.train(
        on: NoiseBatch(count: 40, features: 300, outputs: 3, index: UInt32(step)), rate: 0.1,
        step: step)
      network.average(isFirst: step == 0)
      for (index, tensor) in network.parameters.model.enumerated() {
        let isCopied = step == 0 || tensor.name.contains("running")
        expected[index] =
          isCopied
          ? tensor.values
          : zip(tensor.values, expected[index]).map { $1.addingProduct(0.25, $0 - $1) }
      }
      #expect(network.averagedModel.map { $0.values.bits } == expected.map(\.bits))
    }
  }
}
