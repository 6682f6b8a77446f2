package import Datasets
package import Engine
package import Experiments

/// A trained network that answers for examples without labels.
package struct Predictor {
  private let network: Network
  private let kernels: Kernels
  /// The outputs of an example: probabilities of the classes, or values.
  package let width: Int

  /// - Parameter weights: the model's tensors, `model.<layer>.<name>`.
  /// - Throws: a layer that does not fit. Resolved experiments have none.
  package init(
    _ experiment: ResolvedExperiment, weights: [NamedTensor], threads: Int,
    kernels: Kernels = .best
  ) throws(ShapeMismatch) {
    self.kernels = kernels
    width = experiment.layers.last?.output.count ?? 1
    network = try Network(
      architecture: experiment.architecture + experiment.loss.impliedLayer,
      input: experiment.inputShape,
      // A loss of values leaves the last layer's outputs as they are.
      loss: LossConfiguration(.mse(scale: 1)),
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 0),
      seed: 0, batchCapacity: 1, threads: threads, kernels: kernels, keepsOutputs: true)
    network.restore(model: weights, optimizer: [])
  }

  /// The first layers of a network, without what the loss implies.
  ///
  /// - Parameters:
  ///   - count: how many layers; 0 for the input itself as a vector.
  ///   - weights: of the whole network.
  /// - Throws: a layer that does not fit. Resolved experiments have none.
  package init(
    firstLayers count: Int, of experiment: ResolvedExperiment, weights: [NamedTensor],
    threads: Int, kernels: Kernels = .best
  ) throws(ShapeMismatch) {
    self.kernels = kernels
    width = count == 0 ? experiment.inputShape.count : experiment.layers[count - 1].output.count
    network = try Network(
      architecture: count == 0 ? [.flatten] : Array(experiment.architecture.prefix(count)),
      input: experiment.inputShape, loss: LossConfiguration(.mse(scale: 1)),
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 0),
      seed: 0, batchCapacity: 1, threads: threads, kernels: kernels, keepsOutputs: true)
    let prefixes = (0..<count).map { "model.\($0)." }
    network.restore(
      model: weights.filter { tensor in prefixes.contains { tensor.name.hasPrefix($0) } },
      optimizer: [])
  }

  /// Calls `body` with the outputs of each example in its order.
  ///
  /// - Parameter examples: their targets are ignored, but must be `width` values each.
  package func forEachAnswer(to examples: ExampleSet, _ body: ([Float]) -> Void) {
    let source = OrderedExamples(examples, kernels: kernels)
    let batchSize = 1024
    var outputs = [Float](repeating: 0, count: width)
    for start in stride(from: 0, to: source.count, by: batchSize) {
      let range = start..<min(start + batchSize, source.count)
      network.evaluate(source, range)
      for example in 0..<range.count {
        network.results.readOutputs(of: example, into: &outputs)
        body(outputs)
      }
    }
  }
}

extension LossConfiguration {
  /// The layer that makes probabilities of the outputs that this loss takes; empty if they are
  /// probabilities or values.
  fileprivate var impliedLayer: [LayerConfiguration] {
    switch kind {
    case .softmaxCrossEntropy, .softmaxBinaryCrossEntropy: [.softmax]
    case .binaryCrossEntropyWithLogits: [.sigmoid]
    case .mse, .binaryCrossEntropy, .nll, .l1, .huber: []
    }
  }
}
