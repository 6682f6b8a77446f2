import Datasets
import Engine

/// Some consecutive examples of an order over an example set, in groups of 16.
struct Batch: GroupSource {
  private let examples: ExampleSet
  private let order: [Int32]
  private let range: Range<Int>
  private let augmenter: Augmenter?

  /// - Parameters:
  ///   - range: positions in `order`.
  ///   - augmenter: changes images as they are loaded; nil: as they are.
  init(
    _ examples: ExampleSet, order: [Int32], range: Range<Int>, augmenter: Augmenter? = nil
  ) {
    self.examples = examples
    self.order = order
    self.range = range
    self.augmenter = augmenter
  }

  var count: Int { range.count }

  /// Positions in the example set of a group's examples, at most 16.
  private func positions(of group: Int) -> Range<Int> {
    let start = range.lowerBound + group * laneCount
    return start..<min(start + laneCount, range.upperBound)
  }

  func loadInputs(of group: Int, into x: inout MutableSpan<Float>) {
    examples.gather(
      order.span.extracting(positions(of: group)), augmenter: augmenter, into: &x)
  }

  func loadLabels(of group: Int, into labels: inout MutableSpan<Int32>) {
    guard case .classes(let classes) = examples.targets else { return }
    let classSpan = classes.span
    for (lane, position) in positions(of: group).enumerated() {
      labels[lane] = Int32(classSpan[Int(order[position])])
    }
  }

  func loadValues(of group: Int, into values: inout MutableSpan<Float>) {
    let width = values.count / laneCount
    for i in values.indices { values[i] = 0 }
    for (lane, position) in positions(of: group).enumerated() {
      let example = Int(order[position])
      switch examples.targets {
      case .classes(let classes) where width == 1:
        values[lane] = Float(classes[example])
      case .classes(let classes):
        values[Int(classes[example]) * laneCount + lane] = 1
      case .values(let targets, let targetWidth):
        precondition(targetWidth == width)
        for k in 0..<width { values[k * laneCount + lane] = targets[example * width + k] }
      }
    }
  }

  /// How many of the examples were predicted right; 0 where targets are no classes.
  func correct(in results: BatchResults) -> Int {
    guard case .classes(let classes) = examples.targets else { return 0 }
    var correct = 0
    for i in 0..<count
    where results.prediction(of: i).winner == Int(classes[Int(order[range.lowerBound + i])]) {
      correct += 1
    }
    return correct
  }
}
