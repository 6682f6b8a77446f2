import Engine
import Testing

/// The engine against PyTorch's figures: layers, losses and optimizers through whole networks,
/// whose weights after a step of plain SGD at rate 1 are the old ones less the gradient.
@Suite struct PyTorchTests {
  private static let fixtures = Result { try PyTorchFixtures.read() }

  @Test(arguments: try fixtures.get().cases)
  func `losses, gradients and steps are PyTorch's`(expected: PyTorchCase) throws {
    for threads in [1, 3] {
      let network = try expected.network(threads: threads)
      for (step, batch) in expected.batches.enumerated() {
        network.train(
          on: batch.examples, rate: Float(expected.optimizer.learningRate), step: step)
        let losses = network.losses(of: batch.labels.count)
        #expect(expected.losses[step].distance(to: losses) <= 1, "losses of step \(step)")
        for (tensor, figure) in zip(network.parameters.model, expected.weights[step]) {
          let distance = figure.distance(to: tensor.values.map(Double.init))
          #expect(distance <= 1, "\(tensor.name) after step \(step)")
        }
      }
    }
  }

  @Test(arguments: try fixtures.get().cases)
  func `evaluations are PyTorch's`(expected: PyTorchCase) throws {
    let network = try expected.network(threads: 1)
    for (step, batch) in expected.batches.enumerated() {
      network.train(on: batch.examples, rate: Float(expected.optimizer.learningRate), step: step)
    }
    let first = expected.batches[0]
    network.evaluate(first.examples)
    let count = first.labels.count
    #expect(expected.evaluated.distance(to: network.losses(of: count)) <= 1)
    let largest = (0..<count).map { Double(network.results.prediction(of: $0).value) }
    #expect(expected.largest.distance(to: largest) <= 1)
  }

  @Test(arguments: try fixtures.get().schedules)
  func `rates are PyTorch's`(expected: PyTorchSchedule) throws {
    let schedule = try expected.configuration()
    for (step, exact) in expected.rates.enumerated() {
      let rate = schedule.rate(at: step, of: expected.rates.count, base: expected.rate)
      // Half a unit in float32's last place, and the nine digits of the figure.
      #expect(abs(Double(rate) - exact) <= 0x1p-24 * exact + 5e-9 * exact, "step \(step)")
    }
  }

  @Test func `every kind of layer, loss, optimizer and schedule has figures`() throws {
    let fixtures = try Self.fixtures.get()
    #expect(
      Set(fixtures.cases.flatMap { $0.architecture.map(\.type) }) == [
        "conv2d", "linear", "max_pool2d", "avg_pool2d", "flatten", "relu", "tanh", "sigmoid",
        "softmax", "dropout", "batch_norm", "layer_norm",
        "group_norm", "conv1d", "max_pool1d", "avg_pool1d", "adaptive_avg_pool2d",
        "leaky_relu", "elu", "gelu", "silu", "hard_swish",
      ])
    #expect(
      Set(fixtures.cases.map(\.loss.type)) == [
        "softmax_cross_entropy", "softmax_binary_cross_entropy", "binary_cross_entropy", "nll",
        "mse", "l1", "huber", "binary_cross_entropy_with_logits",
      ])
    #expect(Set(fixtures.cases.map(\.optimizer.type)) == ["sgd", "adam", "adamw", "rmsprop"])
    #expect(
      Set(fixtures.schedules.map(\.type)) == [
        "constant", "step", "multi_step", "linear", "exponential", "cosine", "one_cycle",
      ])
  }
}

extension PyTorchCase {
  /// The network with the case's weights.
  fileprivate func network(threads: Int) throws -> Network {
    let network = try Network(
      architecture: architecture.map { try $0.configuration() }, input: Shape(input),
      loss: loss.configuration(), optimizer: optimizer.configuration(), seed: seed,
      batchCapacity: batches.map(\.labels.count).max() ?? 0, threads: threads)
    network.initialize()
    let tensors = model.map { tensor in
      NamedTensor(
        name: "model.\(tensor.name)", dimensions: tensor.dimensions,
        values: tensor.values.map { $0 / 64 })
    }
    network.restore(model: tensors, optimizer: network.parameters.optimizerState)
    return network
  }
}

extension Network {
  /// The loss of each of the first examples of the last batch.
  fileprivate func losses(of count: Int) -> [Double] {
    var sums = [0.0]
    for examples in 1...count {
      var sum = 0.0
      results.addLosses(of: examples, to: &sum)
      sums.append(sum)
    }
    return zip(sums.dropFirst(), sums).map { $0 - $1 }
  }
}

extension PyTorchBatch {
  fileprivate var examples: FixtureBatch { FixtureBatch(self) }
}

/// A batch of fixed examples.
private struct FixtureBatch: GroupSource {
  let batch: PyTorchBatch

  init(_ batch: PyTorchBatch) { self.batch = batch }

  var count: Int { batch.labels.count }

  /// Writes the 32nds of some examples, turned so that examples are innermost.
  private func load(
    _ values: [Float], _ positions: Range<Int>, into x: inout MutableSpan<Float>
  ) {
    let width = values.count / count
    for i in x.indices {
      let example = positions.lowerBound + i % 16
      x[i] = positions.contains(example) ? values[example * width + i / 16] / 32 : 0
    }
  }

  func loadInputs(_ positions: Range<Int>, into x: inout MutableSpan<Float>) {
    load(batch.inputs, positions, into: &x)
  }

  func loadLabels(_ positions: Range<Int>, into labels: inout MutableSpan<Int32>) {
    for (lane, example) in positions.enumerated() { labels[lane] = batch.labels[example] }
  }

  func loadValues(_ positions: Range<Int>, into values: inout MutableSpan<Float>) {
    load(batch.values, positions, into: &values)
  }
}
