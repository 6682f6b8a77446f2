/// What every example of a data set has in common, besides its shape.
package struct DatasetFacts: Hashable, Sendable {
  /// What is learnt.
  package var target: DatasetTarget
  /// The names of the classes in their order; nil if they have only numbers.
  package var classNames: [String]?
  /// Whether the values are bytes of pictures, which are divided by 255, padded and augmented.
  package var holdsPictures: Bool
  /// Whether all examples are of one part, so that the definition must separate training from
  /// test.
  package var isOnePart: Bool

  package init(
    target: DatasetTarget, classNames: [String]? = nil, holdsPictures: Bool, isOnePart: Bool = false
  ) {
    self.target = target
    self.classNames = classNames
    self.holdsPictures = holdsPictures
    self.isOnePart = isOnePart
  }
}

/// What is learnt from an example.
package enum DatasetTarget: Hashable, Sendable {
  /// One of this many classes.
  case classes(Int)
  /// This many values.
  case values(Int)

  /// The most classes of a data set.
  package static let maximumClasses = 65_536

  /// nil for values.
  package var classCount: Int? { if case .classes(let count) = self { count } else { nil } }
  /// nil for classes.
  package var valueCount: Int? { if case .values(let count) = self { count } else { nil } }
}
