import Arrays
import Engine

/// Reads a part or two that were decoded, whatever their format.
struct DecodedReader: DatasetReader {
  private let train: DecodedPart
  /// nil: all examples are of one part.
  private let test: DecodedPart?
  /// nil: whole numbers and texts are classes.
  private let classes: ClassChoice?
  /// nil before anything was learnt, and for a regression.
  private var coding: ClassCoding?

  /// - Throws: a `DatasetError` if the parts do not fit each other or the classes.
  init(
    train: DecodedPart, test: DecodedPart?, classes: ClassChoice?
  ) throws(DatasetError) {
    self.train = train
    self.test = test
    self.classes = classes
    // Once, before any use: two inlined looks at the labels end the optimizer of Swift 6.3.1.
    let width = train.labels.width
    if let test {
      if test.element != train.element, test.shape.count == train.shape.count {
        try test.check(isOfPictures: train.holdsPictures)
      }
      guard test.shape == train.shape, test.holdsPictures == train.holdsPictures else {
        throw .file(
          test.names.values,
          .exampleShape(found: test.shape.dimensions, expected: train.shape.dimensions))
      }
      guard test.labels.width == width else {
        throw .file(test.names.labels, .labelWidth(found: test.labels.width, expected: width))
      }
    }
    if width != nil, classes != nil {
      throw .file(train.names.labels, .valuesForClasses)
    }
  }

  var layout: DatasetLayout {
    let target =
      coding.map { DatasetTarget.classes($0.count) } ?? .values(train.labels.width ?? 1)
    return DatasetLayout(
      rawShape: train.shape, trainCount: train.count, testCount: test?.count ?? 0,
      facts: DatasetFacts(
        target: target, classNames: coding?.names, holdsPictures: train.holdsPictures,
        isOnePart: test == nil))
  }

  var learnt: LearntEncoding? {
    coding.map { LearntEncoding(classCount: $0.count, classNames: $0.names) }
  }

  func files() -> [DataFile] { train.files + (test?.files ?? []) }

  func classesToStratify() throws(DatasetError) -> [UInt16]? {
    guard let coding = ClassCoding(learning: train.labels, at: nil) else { return nil }
    return try train.classes(coding)
  }

  func learning(from positions: [Int]?) throws(DatasetError) -> any DatasetReader {
    var reader = self
    switch classes {
    case .count(let count): reader.coding = ClassCoding(count: count)
    case .names(let names): reader.coding = ClassCoding(names: names, takesNumbers: true)
    case .auto, nil: reader.coding = ClassCoding(learning: train.labels, at: positions)
    }
    if let count = reader.coding?.count, count > DatasetTarget.maximumClasses {
      throw .file(
        train.names.labels, .manyClasses(count, limit: DatasetTarget.maximumClasses))
    }
    return reader
  }

  func using(_ learnt: LearntEncoding) throws(DatasetError) -> any DatasetReader {
    var reader = self
    guard train.labels.width == nil else { return reader }
    if case .names = classes, let names = learnt.classNames {
      reader.coding = ClassCoding(names: names, takesNumbers: true)
    } else {
      reader.coding = learnt.classes
    }
    return reader
  }

  func check(_ scaling: ExampleScaling) throws(DatasetError) {
    let isOfPictures = if case .images = scaling { true } else { false }
    try train.check(isOfPictures: isOfPictures)
    try test?.check(isOfPictures: isOfPictures)
  }

  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent {
    let trainPart = try train.part(coding)
    return DatasetContent(
      train: trainPart, test: try test?.part(coding) ?? trainPart, files: files())
  }
}

extension DecodedPart {
  /// Refuses values of another kind: bytes of pictures, or other numbers.
  fileprivate func check(isOfPictures: Bool) throws(DatasetError) {
    guard holdsPictures != isOfPictures else { return }
    guard element != .u1 || holdsPictures else { throw .scalingOf(images: true) }
    throw .file(names.values, .numbersForBytes(isOfPictures ? element : nil))
  }
}

extension LearntEncoding {
  /// nil for a regression.
  var classes: ClassCoding? {
    classNames.map { ClassCoding(names: $0) } ?? classCount.map { ClassCoding(count: $0) }
  }
}
