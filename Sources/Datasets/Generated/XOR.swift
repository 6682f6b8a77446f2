import Engine

/// Exclusive or as a data set.
struct XORSource: DatasetFormat {
  var name: String { "xor" }
  var hasClasses: Bool { true }
  var needsDataFiles: Bool { false }
  var facts: DatasetFacts? { DatasetFacts(target: .classes(2), holdsPictures: false) }

  func open(_ places: DataSearchPaths) -> any DatasetReader { XORReader() }
}

/// Exclusive or: the four examples (0,0), (0,1), (1,0), (1,1) of the classes 0, 1, 1, 0; both
/// parts are these.
struct XORReader: DatasetReader {
  let layout = DatasetLayout(rawShape: Shape(2), trainCount: 4, testCount: 4)

  private static let inputs: [Float] = [0, 0, 0, 1, 1, 0, 1, 1]
  private static let classes: [UInt16] = [0, 1, 1, 0]

  func files() -> [DataFile] {
    var bytes = Self.inputs.map { UInt8($0) }
    bytes += Self.classes.map { UInt8($0) }
    return [DataFile(name: "xor", hashing: bytes)]
  }

  func read(trainRange: Range<Int>, testRange: Range<Int>) -> DatasetContent {
    let part = DatasetPart(values: .floats(Self.inputs), targets: .classes(Self.classes))
    return DatasetContent(train: part, test: part, files: files())
  }
}
