/// A part of a data set as a training uses it.
package enum CheckedPart: String, Hashable, Sendable, CaseIterable {
  case train
  case validation
  case test

  /// As in `the training part`.
  var words: String { self == .train ? "training" : rawValue }
}

/// Equal examples, in one part or in two.
package struct Duplicates: Hashable, Sendable {
  /// The part with the earlier examples.
  package let earlier: CheckedPart
  /// The part whose examples are repetitions; the same for repetitions within a part.
  package let part: CheckedPart
  /// The number of examples of `part` that are equal to an earlier one.
  package internal(set) var count = 0
  /// The number of these whose label differs from that of the first equal example.
  package internal(set) var otherLabels = 0
  /// The first few: the position of the earlier example and of the repetition, each in its own part
  /// of the files.
  package internal(set) var pairs: [Pair] = []

  package struct Pair: Hashable, Sendable {
    package let earlier: Int
    package let repetition: Int

    package init(earlier: Int, repetition: Int) {
      self.earlier = earlier
      self.repetition = repetition
    }
  }

  /// The most pairs that are kept.
  package static let mostPairs = 5
}
