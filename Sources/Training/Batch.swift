import Datasets
import Engine
import Experiments

/// Examples in the order in which an epoch visits them; batches are taken from it.
///
/// A class, since every step makes a batch: a reference is cheaper than copies of all the arrays.
final class OrderedExamples: Sendable {
  let examples: ExampleSet
  /// Positions in `examples`.
  let order: [Int32]
  /// Changes images as they are loaded; nil: as they are.
  let augmenter: Augmenter?
  /// Those the network computes with.
  let kernels: Kernels

  init(_ examples: ExampleSet, order: [Int32], augmenter: Augmenter? = nil, kernels: Kernels) {
    self.examples = examples
    self.order = order
    self.augmenter = augmenter
    self.kernels = kernels
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
      }, kernels: kernels)
  }

  /// All examples in their own order.
  convenience init(_ examples: ExampleSet, kernels: Kernels) {
    self.init(examples, order: (0..<Int32(examples.count)).map { $0 }, kernels: kernels)
  }

  var count: Int { order.count }
}

/// Some consecutive examples of an order, in groups of 16.
struct Batch: GroupSource {
  private let source: OrderedExamples
  private let range: Range<Int>

  /// - Parameter range: positions in the order.
  init(_ source: OrderedExamples, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= source.count)
    self.source = source
    self.range = range
  }

  var count: Int { range.count }

  /// Positions in the order of a group's examples, at most 16.
  private func positions(of group: Int) -> Range<Int> {
    let start = range.lowerBound + group * laneCount
    return start..<min(start + laneCount, range.upperBound)
  }

  func loadInputs(of group: Int, into x: inout MutableSpan<Float>) {
    let order = source.order
    source.examples.gather(
      order.span, positions(of: group), augmenter: source.augmenter, into: &x,
      kernels: source.kernels)
  }

  func loadLabels(of group: Int, into labels: inout MutableSpan<Int32>) {
    guard case .classes(let array) = source.examples.targets else { return }
    let positions = positions(of: group)
    let order = source.order
    let classes = array.span
    for lane in 0..<positions.count {
      labels[lane] = Int32(classes[Int(order[positions.lowerBound + lane])])
    }
  }

  func loadValues(of group: Int, into values: inout MutableSpan<Float>) {
    let width = values.count / laneCount
    let positions = positions(of: group)
    let order = source.order
    for i in values.indices { values[i] = 0 }
    switch source.examples.targets {
    case .classes(let array):
      let classes = array.span
      for lane in 0..<positions.count {
        let label = classes[Int(order[positions.lowerBound + lane])]
        if width == 1 {
          values[lane] = Float(label)
        } else {
          values[Int(label) * laneCount + lane] = 1
        }
      }
    case .values(let array, let targetWidth):
      precondition(targetWidth == width)
      let targets = array.span
      for lane in 0..<positions.count {
        let example = Int(order[positions.lowerBound + lane])
        for k in 0..<width { values[k * laneCount + lane] = targets[example * width + k] }
      }
    }
  }

  /// How many of the examples were predicted right; 0 where targets are no classes.
  func correct(in results: BatchResults) -> Int {
    guard case .classes(let array) = source.examples.targets else { return 0 }
    let classes = array.span
    let order = source.order
    let predictions = results.predictedClasses(of: count)
    var correct = 0
    for i in predictions.indices
    where predictions[i] == Int32(classes[Int(order[range.lowerBound + i])]) {
      correct += 1
    }
    return correct
  }
}
