/// The source of examples.
package enum DatasetSource: Hashable, Sendable {
  /// The 60,000 + 10,000 digits inside the binary.
  case mnist
  /// 60,000 + 10,000 pictures of clothes, from installed or downloaded files.
  case fashionMNIST
  /// Any two pairs of IDX files.
  case idx(IDXSource)
  /// One or two files of comma-separated values.
  case csv(CSVSource)
  /// Exclusive or: four examples.
  case xor
  /// Points near a plane, made by a generator.
  case linearRegression(LinearRegressionSource)

  /// Whether class labels are learnt. A regression has no accuracy.
  package var hasClasses: Bool { target.classCount != nil }

  /// Whether examples are images, which can be padded and augmented.
  package var hasImages: Bool {
    switch self {
    case .mnist, .fashionMNIST, .idx: true
    case .csv, .xor, .linearRegression: false
    }
  }

  /// The name in definitions.
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

  /// Opens the data set and determines its layout, reading no more than is necessary.
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

/// An opened data set: its layout, and the way to its examples.
protocol DatasetReader {
  var layout: DatasetLayout { get }

  /// Returns what the files reveal about the definition.
  func remarks() throws(DatasetError) -> [DatasetRemark]

  /// The files with their digests.
  func files() throws(DatasetError) -> [DataFile]

  /// Reads the parts, or of each at least these examples.
  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent
}

extension DatasetReader {
  func remarks() throws(DatasetError) -> [DatasetRemark] { [] }
}

/// What is learnt from an example.
package enum DatasetTarget: Hashable, Sendable {
  /// One of this many classes.
  case classes(Int)
  /// This many values.
  case values(Int)

  /// nil for values.
  package var classCount: Int? { if case .classes(let count) = self { count } else { nil } }
  /// nil for classes.
  package var valueCount: Int? { if case .values(let count) = self { count } else { nil } }
}

/// The parts that a reader has read.
struct DatasetContent {
  let train: DatasetPart
  let test: DatasetPart
  let files: [DataFile]
}

/// The examples of a part, or at least the requested ones.
struct DatasetPart {
  enum Values {
    /// Bytes. The part's first image begins at `offset`, which is negative if images before the
    /// requested ones are left out.
    case images([UInt8], offset: Int)
    /// The values of one example after another, as many for each as its shape has.
    case floats([Float])
  }

  let values: Values
  let targets: ExampleSet.Targets
}
