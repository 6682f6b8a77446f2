/// Where examples come from.
package enum DatasetSource: Hashable, Sendable {
  /// The 60,000 + 10,000 digits inside the binary.
  case mnist
  /// 60,000 + 10,000 pictures of clothes, from files that are found or fetched.
  case fashionMNIST
  /// Any two pairs of IDX files.
  case idx(IDXSource)
  /// One or two files of comma-separated values.
  case csv(CSVSource)
  /// Exclusive or: four examples.
  case xor
  /// Points near a plane, made by a generator.
  case linearRegression(LinearRegressionSource)

  /// Whether what is to be learnt are class labels; a regression has no accuracy.
  package var hasClasses: Bool { target.classCount != nil }

  /// Whether examples are images, which can be padded and augmented.
  package var hasImages: Bool {
    switch self {
    case .mnist, .fashionMNIST, .idx: true
    case .csv, .xor, .linearRegression: false
    }
  }

  /// As definitions name it.
  package var name: String {
    switch self {
    case .mnist: "mnist"
    case .fashionMNIST: "fashion_mnist"
    case .idx: "idx"
    case .csv: "csv"
    case .xor: "xor"
    case .linearRegression: "linear_regression"
    }
  }

  /// Finds out what there is, reading no more than that takes.
  func open(_ places: DataSearchPaths) throws(DatasetError) -> any DatasetReader {
    switch self {
    case .mnist: MNISTReader()
    case .fashionMNIST: FashionMNISTReader(places: places)
    case .idx(let source): try IDXReader(source, places: places)
    case .csv(let source): try CSVReader(source, places: places)
    case .xor: XORReader()
    case .linearRegression(let source): LinearRegressionReader(source: source)
    }
  }
}

/// One data set, opened: what it holds, and the way to its examples.
protocol DatasetReader {
  var layout: DatasetLayout { get }

  /// What the look of the files says about the definition.
  func remarks() throws(DatasetError) -> [DatasetRemark]

  /// The files with their digests.
  func files() throws(DatasetError) -> [DataFile]

  /// Reads the parts, or of each at least these examples.
  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent
}

extension DatasetReader {
  func remarks() throws(DatasetError) -> [DatasetRemark] { [] }
}

/// What is to be learnt of an example.
package enum DatasetTarget: Hashable, Sendable {
  /// One of so many classes.
  case classes(Int)
  /// So many values.
  case values(Int)

  /// nil for values.
  package var classCount: Int? { if case .classes(let count) = self { count } else { nil } }
  /// nil for classes.
  package var valueCount: Int? { if case .values(let count) = self { count } else { nil } }
}

/// What a reader has read.
struct DatasetContent {
  let train: DatasetPart
  let test: DatasetPart
  let files: [DataFile]
}

/// A part's examples, or at least those that were asked for.
struct DatasetPart {
  enum Values {
    /// Bytes; the part's first image begins at `offset`, which is negative where images are left
    /// out before those that are needed.
    case images([UInt8], offset: Int)
    /// As many values an example as its shape has, example after example.
    case floats([Float])
  }

  let values: Values
  let targets: ExampleSet.Targets
}
