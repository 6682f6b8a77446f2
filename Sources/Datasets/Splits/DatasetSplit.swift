/// How examples of one part are separated into training, validation and test.
///
/// The split has a seed of its own, so that experiments with several seeds share it.
package struct DatasetSplit: Hashable, Sendable {
  /// The share of the test part; nil if the data set has one. A fold takes its place.
  package var test: Double?
  /// The share of the validation part; nil for none.
  package var validation: Double?
  /// Whether each part keeps the proportions of the classes.
  package var isStratified: Bool
  package var seed: UInt64
  /// The column whose equal values stay together; nil for none.
  package var group: CSVSource.Column?

  package init(
    test: Double? = nil, validation: Double? = nil, isStratified: Bool = false, seed: UInt64 = 0,
    group: CSVSource.Column? = nil
  ) {
    self.test = test
    self.validation = validation
    self.isStratified = isStratified
    self.seed = seed
    self.group = group
  }
}

/// One of several folds: the examples are divided into `count` parts, of which one is the test part
/// and the others are for training.
package struct DatasetFold: Hashable, Sendable {
  package var count: Int
  /// The fold that is the test part, from 0.
  package var index: Int
  package var seed: UInt64
  package var isStratified: Bool

  package init(count: Int, index: Int, seed: UInt64 = 0, isStratified: Bool = false) {
    self.count = count
    self.index = index
    self.seed = seed
    self.isStratified = isStratified
  }
}
