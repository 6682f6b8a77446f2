package import Engine

/// The layout of a data set: the size of one example and the number of examples. Everything else
/// that a definition needs follows from the definition itself, or is in `facts`.
package struct DatasetLayout: Hashable, Sendable {
  /// One example as stored, `[1, 28, 28]` or `[F]`.
  package let rawShape: Shape
  /// The examples of the train part; of a split, those that it gives to training.
  package var trainCount: Int
  /// The examples of the test part, 0 if there is none.
  package var testCount: Int
  /// The examples that a split gives to validation; nil if it gives none.
  package var validationCount: Int?
  /// What only the data say; nil if the definition says it all.
  package var facts: DatasetFacts?

  package init(
    rawShape: Shape, trainCount: Int, testCount: Int, validationCount: Int? = nil,
    facts: DatasetFacts? = nil
  ) {
    self.rawShape = rawShape
    self.trainCount = trainCount
    self.testCount = testCount
    self.validationCount = validationCount
    self.facts = facts
  }

  /// Whether files of this source can be so: no file that can be read holds more than 1 GiB.
  package func isPossible(for source: DatasetSource) -> Bool {
    let limit = 1 << 30
    guard let known = facts ?? source.format.facts else { return false }
    let sizes = rawShape.dimensions + [trainCount]
    guard sizes.allSatisfy((1...limit).contains), !rawShape.dimensions.isEmpty,
      (validationCount == nil ? 1...limit : 0...limit).contains(testCount)
    else { return false }
    let count = rawShape.dimensions.reduce(1) { min($0, limit) * $1 }
    let rank = rawShape.dimensions.count
    return (known.holdsPictures ? rank == 3 : rank == 1 || facts != nil) && count <= limit
  }
}
