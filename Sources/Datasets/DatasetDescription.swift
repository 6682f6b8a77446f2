package import Engine

/// What is known of a data set without loading it, with the subset's ranges checked.
package struct DatasetDescription: Hashable, Sendable {
  /// As definitions name it, `mnist`.
  package let name: String
  /// One example as stored, `[1, 28, 28]`.
  package let rawShape: Shape
  /// One example as the network sees it, padded: `[1, 32, 32]`.
  package let shape: Shape
  package let classCount: Int
  /// Examples in the data set's own train part.
  package let trainCount: Int
  /// Examples in the data set's own test part.
  package let testCount: Int
  /// The chosen examples, positions in the train part.
  package let train: Range<Int>
  /// Positions in the train part; nil: no validation.
  package let validation: Range<Int>?
  /// Positions in the test part.
  package let test: Range<Int>
}

extension DatasetConfiguration {
  /// The largest `padding` a definition may ask for.
  package static let maximumPadding = 256

  /// Checks ranges and padding and says what the data set holds, without loading it.
  ///
  /// - Throws: `DatasetError` with a `definitionPath`.
  package func describe() throws(DatasetError) -> DatasetDescription {
    guard (0...Self.maximumPadding).contains(padding) else {
      throw .paddingOutside(found: padding, maximum: Self.maximumPadding)
    }
    switch source {
    case .mnist: return try describe(name: "mnist", layout: MNIST.layout)
    }
  }

  private func describe(
    name: String, layout: ImageLayout
  ) throws(DatasetError) -> DatasetDescription {
    let train = self.train ?? 0..<layout.trainCount
    let test = self.test ?? 0..<layout.testCount
    try check(train, of: .train, available: layout.trainCount)
    if let validation {
      try check(validation, of: .validation, available: layout.trainCount)
      guard !validation.overlaps(train) else {
        throw .validationOverlapsTrain(validation: validation, train: train)
      }
    }
    try check(test, of: .test, available: layout.testCount)
    return DatasetDescription(
      name: name, rawShape: Shape(1, layout.height, layout.width),
      shape: Shape(1, layout.height + 2 * padding, layout.width + 2 * padding),
      classCount: layout.classCount, trainCount: layout.trainCount, testCount: layout.testCount,
      train: train, validation: validation, test: test)
  }

  private func check(
    _ range: Range<Int>, of subset: DatasetError.Subset, available: Int
  ) throws(DatasetError) {
    guard range.lowerBound >= 0, range.upperBound <= available, !range.isEmpty else {
      throw .rangeOutside(subset, found: range, available: available)
    }
  }
}

/// How many images of which size a data set has.
struct ImageLayout {
  let trainCount: Int
  let testCount: Int
  let height: Int
  let width: Int
  let classCount: Int
}
