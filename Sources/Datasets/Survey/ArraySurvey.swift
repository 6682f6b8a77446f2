import Arrays
package import Engine

/// What a look at an archive of NumPy arrays found.
package struct ArraySurvey: Hashable, Sendable {
  package let path: String
  package let train: ArraySource.Names
  /// nil if all examples are of one part.
  package let test: ArraySource.Names?
  /// nil if the definition need not say where the channels are.
  package let layout: ArraySource.Layout?
  /// One example, channels first.
  package let shape: Shape
  package let trainCount: Int
  package let testCount: Int
  package let target: DatasetTarget
  /// Whether the examples are bytes of pictures.
  package let holdsPictures: Bool
  /// Whether the definition must say that the labels are classes, because they are stored as floats
  /// or as one-hot rows.
  package let areFractions: Bool
  /// The other arrays of the archive.
  package let unread: [String]
  /// The number of training examples of each class; empty for a regression.
  package let classCounts: [Int]
  /// nil if classes are their numbers.
  package let classNames: [String]?

  /// The most different whole numbers among fractions that are taken for classes.
  package static let mostNumberClasses = 20

  /// - Throws: a `DatasetError` if no arrays look like examples and labels.
  init(_ path: String, _ places: DataSearchPaths) throws(DatasetError) {
    self.path = path
    let names: [String]
    (train, test, names) = try Self.names(path, places)
    let read = [train.x, train.y] + (test.map { [$0.x, $0.y] } ?? [])
    unread = names.filter { !read.contains($0) }
    var source = ArraySource(files: .archive(path, train: train, test: test))
    let opened = try Self.open(&source, places)
    layout = source.layout
    var reader = try opened.learning(from: nil)
    let values = try reader.read(trainRange: 0..<0, testRange: 0..<0).train.targets
    areFractions = values.areNumbersOfClasses
    if areFractions {
      source.classes = .auto
      reader = try source.open(places).learning(from: nil)
    }
    let found = reader.layout
    shape = found.rawShape
    (trainCount, testCount) = (found.trainCount, found.testCount)
    guard let facts = found.facts else { preconditionFailure("arrays have facts") }
    target = facts.target
    holdsPictures = facts.holdsPictures
    classNames = facts.classNames
    var counts = [Int](repeating: 0, count: target.classCount ?? 0)
    for label in try reader.classesToStratify() ?? [] { counts[Int(label)] += 1 }
    classCounts = counts
  }

  /// Opens the archive; if the channels seem to be last, they are.
  private static func open(
    _ source: inout ArraySource, _ places: DataSearchPaths
  ) throws(DatasetError) -> any DatasetReader {
    do throws(DatasetError) {
      return try source.open(places)
    } catch {
      guard case .file(_, .channelsSeemLast) = error else { throw error }
      source.layout = .channelsLast
      return try source.open(places)
    }
  }

  /// The usual names of examples and labels.
  private static let usual = [
    ("x", "y"), ("images", "labels"), ("data", "labels"), ("data", "target"), ("data", "targets"),
    ("features", "labels"), ("features", "target"), ("inputs", "targets"), ("inputs", "labels"),
  ]

  /// Returns the names of the arrays: the usual ones in any letter case, with or without `train`,
  /// or else the only two; and those of all arrays.
  private static func names(
    _ path: String, _ places: DataSearchPaths
  ) throws(DatasetError) -> (ArraySource.Names, ArraySource.Names?, all: [String]) {
    try reading(path) { () throws(DataFileProblem) in
      let bytes = try readDataFile(places.path(of: path), limit: ArraySource.limit)
      let archive = try decoding { () throws(ArrayProblem) in try NPZFile(bytes) }
      let names = archive.names
      func pair(_ x: String, _ y: String) -> ArraySource.Names? {
        guard let x = names.first(where: { $0.lowercased() == x }),
          let y = names.first(where: { $0.lowercased() == y })
        else { return nil }
        return ArraySource.Names(x: x, y: y)
      }
      func pair(of part: String) -> ArraySource.Names? {
        usual.lazy.compactMap { x, y in
          pair("\(x)_\(part)", "\(y)_\(part)") ?? pair("\(part)_\(x)", "\(part)_\(y)")
        }.first
      }
      if let train = pair(of: "train") { return (train, pair(of: "test"), names) }
      if let all = usual.lazy.compactMap({ pair($0, $1) }).first { return (all, nil, names) }
      guard names.count == 2 else {
        throw .noArray("x_train", names: names, key: "train.x")
      }
      let ranks = try names.map { name throws(DataFileProblem) in
        try decoding { () throws(ArrayProblem) in try archive.header(named: name).shape.count }
      }
      let x = ranks[0] >= ranks[1] ? 0 : 1
      return (ArraySource.Names(x: names[x], y: names[1 - x]), nil, names)
    }
  }
}

extension ExampleSet.Targets {
  /// Whether the values can be classes: one of a few whole numbers for each example, or a one-hot
  /// row.
  fileprivate var areNumbersOfClasses: Bool {
    guard case .values(let values, let width) = self else { return false }
    guard width == 1 else { return StoredLabels.values(values, width: width).oneHotClasses != nil }
    guard values.allSatisfy({ Int(exactly: $0) != nil }) else { return false }
    let distinct = Set(values).count
    return distinct <= ArraySurvey.mostNumberClasses && 3 * distinct <= values.count
  }
}
