package import Datasets
package import Engine
package import Experiments

/// The gradient of the training loss at saved weights, over examples that are the same for every
/// checkpoint of a run.
///
/// The examples are spread evenly over the training part, because a sorted file has its classes one
/// after another, and form one batch, without augmentation and without dropout; batch normalisation
/// uses their own statistics. The loss is their mean even if training sums losses. Weight decay is
/// not added and nothing is clipped.
package final class LossGradient {
  /// Enough to see the gradient's size, and few enough for some milliseconds.
  package static let mostExamples = 256

  /// How many there are.
  package let count: Int
  private let network: Network
  private let examples: OrderedExamples

  /// - Parameters:
  ///   - dataset: the experiment's loaded data.
  ///   - threads: any number; it never changes a result.
  /// - Throws: a layer that does not fit. Resolved experiments have none.
  package init(
    _ experiment: ResolvedExperiment, dataset: LoadedDataset, threads: Int,
    kernels: Kernels = .best
  ) throws(ShapeMismatch) {
    let available = dataset.train.count
    let count = min(available, Self.mostExamples)
    self.count = count
    var loss = experiment.loss.weighted(by: dataset)
    loss.reduction = .mean
    network = try Network(
      architecture: experiment.architecture.map(\.withoutChance), input: experiment.inputShape,
      loss: loss,
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 0),
      seed: experiment.seed, batchCapacity: count, threads: threads, kernels: kernels)
    let order = (0..<count).map { Int32($0 * available / count) }
    examples = OrderedExamples(dataset.train, order: order, kernels: kernels)
  }

  /// Returns the gradient of each trained tensor, under the names of the weights.
  ///
  /// - Parameter model: every tensor of the experiment's network, as a checkpoint has them.
  package func values(at model: [NamedTensor]) -> [NamedTensor] {
    network.restore(model: model, optimizer: [])
    network.train(on: examples, rate: 0, step: 0, keepsGradient: true)
    return network.parameters.gradient
  }
}
