import Engine

/// A data set that was opened and split, and that has learnt from its training part.
struct OpenedDataset {
  let reader: any DatasetReader
  /// The positions that a split gives to each part; nil without a split.
  let parts: SplitParts?
  /// The layout after the split.
  let layout: DatasetLayout
  let facts: DatasetFacts

  /// - Parameter learnt: what another run's training part taught; nil to learn from this one.
  /// - Throws: a `DatasetError` if a file cannot be read, or if it does not fit the definition.
  init(
    _ configuration: DatasetConfiguration, using learnt: LearntEncoding? = nil
  ) throws(DatasetError) {
    var format = configuration.openedSource.format
    if let learnt { format = format.adapted(to: learnt) }
    let opened = try format.open(configuration.places)
    let facts = opened.layout.facts ?? configuration.source.format.facts
    let isOnePart = facts?.isOnePart ?? false
    parts = try configuration.parts(of: opened, isOnePart: isOnePart)
    reader =
      if let learnt { try opened.using(learnt) } else { try opened.learning(from: parts?.train) }
    var layout = reader.layout
    if let parts {
      layout.trainCount = parts.train.count
      layout.validationCount = parts.validation?.count
      layout.testCount = parts.test?.count ?? (isOnePart ? 0 : layout.testCount)
    }
    self.layout = layout
    guard let facts = layout.facts ?? facts else {
      preconditionFailure("a reader has the facts that its definition does not give")
    }
    self.facts = facts
  }

  /// Reads all examples that the selections of a description reach.
  func read(_ description: DatasetDescription) throws(DatasetError) -> DatasetContent {
    let train = description.train.reach(in: layout.trainCount)
    let test = description.test.reach(in: layout.testCount)
    guard parts == nil else {
      return try reader.read(
        trainRange: 0..<reader.layout.trainCount,
        testRange: testIsOfTrainPart ? 0..<0 : test)
    }
    return try reader.read(
      trainRange: description.validation.map { train.hull(with: $0) } ?? train, testRange: test)
  }

  /// Returns the positions in the parts that the reader reads.
  func positions(of chosen: ChosenExamples) -> PartPositions {
    guard let parts else {
      return PartPositions(
        train: chosen.train, validation: chosen.validation, test: chosen.test)
    }
    return PartPositions(
      train: chosen.train.map { parts.train[$0] }, validation: parts.validation,
      test: parts.test.map { own in chosen.test.map { own[$0] } } ?? chosen.test)
  }

  /// Whether the test examples are in the part that the reader reads for training.
  var testIsOfTrainPart: Bool { parts?.test != nil }

  /// The classes of the train part, after the split; nil for a regression.
  func trainClasses(of content: DatasetContent) -> [UInt16]? {
    guard let classes = content.train.classes else { return nil }
    return parts.map { $0.train.map { classes[$0] } } ?? classes
  }

  /// The classes of the test part, after the split; nil for a regression.
  func testClasses(of content: DatasetContent) -> [UInt16]? {
    let part = testIsOfTrainPart ? content.train : content.test
    guard let classes = part.classes else { return nil }
    return parts?.test.map { $0.map { classes[$0] } } ?? classes
  }
}

/// Positions in the parts that a reader reads, ascending.
struct PartPositions {
  var train: [Int]
  var validation: [Int]?
  var test: [Int]
}

extension DatasetConfiguration {
  /// The source; a table whose values to learn must be 0 or 1 refuses others.
  fileprivate var openedSource: DatasetSource {
    guard needsBinaryValues, var table = source.format as? CSVSource else { return source }
    table.isBinary = true
    return .csv(table)
  }

  /// Splits the examples; nil if the definition has no split.
  fileprivate func parts(
    of reader: any DatasetReader, isOnePart: Bool
  ) throws(DatasetError) -> SplitParts? {
    guard isSplit else { return nil }
    if let fold, fold.index >= fold.count {
      throw .foldOutside(index: fold.index, count: fold.count)
    }
    guard validation == nil else { throw .splitWithValidationRange }
    guard split?.test == nil || isOnePart || fold != nil else { throw .splitOfTestPart }
    var examples = SplitParts.Examples(count: reader.layout.trainCount)
    if split?.isStratified == true || fold?.isStratified == true {
      guard let classes = try reader.classesToStratify() else {
        throw .stratifiedWithoutClasses(fold.map { .folds($0.count) } ?? .split)
      }
      examples.classes = classes
    }
    if let group = split?.group { examples.groups = try reader.groups(group) }
    return try SplitParts(split, fold, of: examples)
  }
}
