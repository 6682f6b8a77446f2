package import Engine

/// The facts about a data set that are known without loading it, with the subset's ranges checked.
package struct DatasetDescription: Hashable, Sendable {
  /// The name in definitions: `mnist`.
  package let name: String
  /// The layout of the data, after a split.
  package let layout: DatasetLayout
  /// What every example has in common besides its shape.
  package let facts: DatasetFacts
  /// One example as the network sees it, padded: `[1, 32, 32]`.
  package let shape: Shape
  /// The chosen examples of the train part.
  package let train: ExampleSelection
  /// Positions in the train part; nil if a split gives the validation part, or if there is none.
  package let validation: Range<Int>?
  /// The chosen examples of the test part.
  package let test: ExampleSelection

  /// One example as stored, `[1, 28, 28]`, or `[F]`.
  package var rawShape: Shape { layout.rawShape }

  /// What is learnt.
  package var target: DatasetTarget { facts.target }

  /// How many outputs a network needs: one a class, or one a value.
  package var outputCount: Int {
    switch target {
    case .classes(let count), .values(let count): count
    }
  }
}

extension DatasetConfiguration {
  /// The largest `padding` of a definition.
  package static let maximumPadding = 256

  /// Checks ranges and padding and describes the data set without loading it. If the layout is
  /// known, no file is opened; otherwise no more is read than is necessary.
  ///
  /// - Throws: `DatasetError`. It has a `definitionPath` if the definition is wrong.
  package func describe() throws(DatasetError) -> DatasetDescription {
    if let layout { return try describe(layout) }
    return try describe(OpenedDataset(self).layout)
  }

  /// The same of files that hold so much.
  package func describe(_ layout: DatasetLayout) throws(DatasetError) -> DatasetDescription {
    guard let facts = layout.facts ?? source.format.facts else {
      throw .changed(dataset: source.name)
    }
    try checkImages(layout, facts)
    let isOnePart = facts.isOnePart && !isSplit
    guard !isOnePart || (train != nil && test != nil) else {
      throw .noSplit(
        MissingSplit(
          count: layout.trainCount, hasClasses: facts.target.classCount != nil,
          ownTest: source.format.ownTestAdvice, train: train, validation: validation, test: test))
    }
    let raw = layout.rawShape.dimensions
    let description = DatasetDescription(
      name: source.name, layout: layout, facts: facts,
      shape: facts.holdsPictures
        ? Shape(raw[0], raw[1] + 2 * padding, raw[2] + 2 * padding) : layout.rawShape,
      train: train ?? .range(0..<layout.trainCount), validation: validation,
      test: test ?? .range(0..<layout.testCount))
    try description.check(isOneFile: isOnePart)
    return description
  }

  /// Checks what only pictures can have.
  private func checkImages(
    _ layout: DatasetLayout, _ facts: DatasetFacts
  ) throws(DatasetError) {
    guard (0...Self.maximumPadding).contains(padding) else {
      throw .paddingOutside(found: padding, maximum: Self.maximumPadding)
    }
    guard facts.holdsPictures || (padding == 0 && augmentation == nil) else {
      throw padding == 0 ? .noImages(.augment) : .noImages(.padding)
    }
    guard augmentation?.warps == true else { return }
    let raw = layout.rawShape.dimensions
    let framed = (raw[1] + 2).multipliedReportingOverflow(by: raw[2] + 2)
    guard !framed.overflow, framed.partialValue <= ImageChange.mostFramedPixels else {
      throw .imagesTooLarge(
        height: raw[1], width: raw[2], maximum: ImageChange.mostFramedPixels)
    }
  }
}

extension DatasetDescription {
  fileprivate func check(isOneFile: Bool) throws(DatasetError) {
    let (trainCount, testCount) = (layout.trainCount, layout.testCount)
    try check(train, of: .train, available: trainCount)
    if let validation {
      try check(.range(validation), of: .validation, available: trainCount)
      if case .range(let train) = train, validation.overlaps(train) {
        throw .validationOverlapsTrain(validation: validation, train: train)
      }
    }
    guard testCount > 0 else { return try checkNoTest() }
    try check(test, of: .test, available: testCount)
    if isOneFile, case .range(let test) = test {
      if case .range(let train) = train, test.overlaps(train) {
        throw .testOverlaps(test: test, .train, train)
      }
      if let validation, test.overlaps(validation) {
        throw .testOverlaps(test: test, .validation, validation)
      }
    }
    try checkDraws(isOneFile: isOneFile)
  }

  private func check(
    _ selection: ExampleSelection, of subset: DatasetError.Subset, available: Int
  ) throws(DatasetError) {
    switch selection {
    case .range(let range):
      guard range.lowerBound >= 0, range.upperBound <= available, !range.isEmpty else {
        throw .rangeOutside(subset, found: range, available: available)
      }
    case .drawn(_, isStratified: true):
      guard case .classes = target else { throw .stratifiedWithoutClasses(.subset(subset)) }
    case .drawn: break
    }
  }

  /// Without a test part, validation judges.
  private func checkNoTest() throws(DatasetError) {
    guard test.count == 0 else {
      throw .rangeOutside(.test, found: 0..<test.count, available: 0)
    }
    guard validation != nil || layout.validationCount != nil else { throw .nothingJudges }
    try checkDraws(isOneFile: false)
  }

  private func checkDraws(isOneFile: Bool) throws(DatasetError) {
    let (trainCount, testCount) = (layout.trainCount, layout.testCount)
    if case .drawn(let count, _) = train {
      var others = validation?.count ?? 0
      if isOneFile, case .range(let test) = test { others += test.count }
      let available = trainCount - others
      guard count >= 1, count <= available else {
        throw .countOutside(.train, found: count, available: available)
      }
    }
    if case .drawn(let count, _) = test {
      let others = isOneFile ? train.count + (validation?.count ?? 0) : 0
      guard count >= 1, count <= testCount - others else {
        throw .countOutside(.test, found: count, available: testCount - others)
      }
    }
  }

  /// The positions of the train part that a drawn training subset may use, ascending: without those
  /// of validation, and without those of the test part if both are in one file.
  func drawableTrain(isOneFile: Bool) -> [Int] {
    var taken: [Range<Int>] = validation.map { [$0] } ?? []
    if isOneFile, case .range(let range) = test { taken.append(range) }
    return (0..<layout.trainCount).filter { position in !taken.contains { $0.contains(position) } }
  }
}
