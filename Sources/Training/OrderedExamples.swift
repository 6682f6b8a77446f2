import Datasets
import Engine
import Experiments

/// Examples in the order in which an epoch visits them. Batches are parts of it.
///
/// A class, because every step passes it around and a reference is cheaper than copies of all
/// arrays.
final class OrderedExamples: Sendable {
  let examples: ExampleSet
  /// Positions in `examples`.
  let order: [Int32]
  /// Changes images when they are loaded; nil to leave them unchanged.
  let augmenter: Augmenter?
  /// The examples of a batch, in which each has its partner to be mixed with.
  private let batchSize: Int
  /// The kernels that the network uses.
  let kernels: Kernels
  /// Whether examples are mixed with others of their batch.
  let isMixed: Bool

  init(
    _ examples: ExampleSet, order: [Int32], augmenter: Augmenter? = nil, batchSize: Int? = nil,
    kernels: Kernels
  ) {
    self.examples = examples
    self.order = order
    self.augmenter = augmenter
    self.batchSize = batchSize ?? order.count
    self.kernels = kernels
    isMixed = augmenter?.augmentation.mixes ?? false
  }

  /// The examples of one epoch of an experiment, from 1.
  convenience init(
    _ examples: ExampleSet, _ experiment: ResolvedExperiment, epoch: Int, kernels: Kernels
  ) {
    self.init(
      examples,
      order: epochOrder(
        count: examples.count, seed: experiment.seed, epoch: epoch,
        shuffled: experiment.training.shuffle),
      augmenter: experiment.dataset.augmentation.map {
        Augmenter($0, seed: experiment.seed, epoch: epoch)
      }, batchSize: experiment.training.batchSize, kernels: kernels)
  }

  /// All examples in their own order.
  convenience init(_ examples: ExampleSet, kernels: Kernels) {
    self.init(examples, order: (0..<Int32(examples.count)).map { $0 }, kernels: kernels)
  }

  var count: Int { order.count }
}

extension OrderedExamples: GroupSource {
  func loadInputs(_ positions: Range<Int>, into x: inout MutableSpan<Float>) {
    let order = order
    examples.gather(order.span, positions, augmenter: augmenter, into: &x, kernels: kernels)
    guard isMixed, let augmenter else { return }
    let partners = partners(of: positions)
    examples.mix(
      order.span.extracting(positions), with: partners.span.extracting(0..<positions.count),
      augmenter: augmenter, into: &x, kernels: kernels)
  }

  /// Returns the partners of at most 16 examples, as positions in the set. The partner of an example
  /// is the next one of its batch; that of the last example is the first.
  private func partners(of positions: Range<Int>) -> [16 of Int32] {
    let order = order
    var partners = [16 of Int32](repeating: 0)
    for (lane, position) in positions.enumerated() {
      let start = position - position % batchSize
      let isLast = position + 1 == min(start + batchSize, order.count)
      partners[lane] = order[isLast ? start : position + 1]
    }
    return partners
  }

  func loadPartners(
    _ positions: Range<Int>, labels: inout MutableSpan<Int32>, shares: inout MutableSpan<Float>
  ) {
    guard let augmenter, case .classes(let array) = examples.targets else { return }
    let (classes, partners, indices) = (array.span, partners(of: positions), examples.indices)
    let order = order
    for lane in 0..<positions.count {
      let example = indices[Int(order[positions.lowerBound + lane])]
      labels[lane] = Int32(classes[Int(partners[lane])])
      shares[lane] = augmenter.mixture(of: example, in: examples.shape).labelShare
    }
  }

  func loadLabels(_ positions: Range<Int>, into labels: inout MutableSpan<Int32>) {
    guard case .classes(let array) = examples.targets else { return }
    let classes = array.span
    let order = order
    for lane in 0..<positions.count {
      labels[lane] = Int32(classes[Int(order[positions.lowerBound + lane])])
    }
  }

  func loadValues(_ positions: Range<Int>, into values: inout MutableSpan<Float>) {
    let order = order
    let chosen = order.span.extracting(positions)
    switch examples.targets {
    case .classes(let classes): kernels.gather(chosen, of: classes.span, into: &values)
    case .values(let targets, let width):
      precondition(values.count == width * laneCount)
      kernels.gather(chosen, of: targets.span, into: &values)
    }
  }

  /// Returns the number of examples of a batch that were predicted correctly; 0 if targets are not
  /// classes. An example whose outputs are not numbers counts as wrong. Of an example that is mixed
  /// with another, its own label counts, however small its share is.
  func correct(_ range: Range<Int>, in results: BatchResults) -> Int {
    guard case .classes(let array) = examples.targets else { return 0 }
    let classes = array.span
    let order = order
    let predictions = results.predictedClasses(of: range.count)
    let losses = results.losses(of: range.count)
    var correct = 0
    for i in predictions.indices
    where predictions[i] == Int32(classes[Int(order[range.lowerBound + i])]) && !losses[i].isNaN {
      correct += 1
    }
    return correct
  }
}
