/// The source of examples: a format of files, a published data set or a generator.
package struct DatasetSource: Hashable, Sendable {
  package let format: any DatasetFormat

  package init(_ format: any DatasetFormat) {
    self.format = format
  }

  /// The name in definitions.
  package var name: String { format.name }

  /// Whether class labels are learnt. A regression has no accuracy.
  package var hasClasses: Bool { format.hasClasses }

  package static func == (one: DatasetSource, other: DatasetSource) -> Bool {
    AnyHashable(one.format) == AnyHashable(other.format)
  }

  package func hash(into hasher: inout Hasher) { AnyHashable(format).hash(into: &hasher) }
}

extension DatasetSource {
  /// The 60,000 + 10,000 digits inside the binary.
  package static let mnist = DatasetSource(MNISTSource())
  /// 60,000 + 10,000 pictures of clothes, from installed or downloaded files.
  package static let fashionMNIST = DatasetSource(FashionMNISTSource())
  /// Exclusive or: four examples.
  package static let xor = DatasetSource(XORSource())

  /// Any two pairs of IDX files.
  package static func idx(_ source: IDXSource) -> DatasetSource { DatasetSource(source) }

  /// One or two tables.
  package static func csv(_ source: CSVSource) -> DatasetSource { DatasetSource(source) }

  /// Points near a plane, made by a generator.
  package static func linearRegression(_ source: LinearRegressionSource) -> DatasetSource {
    DatasetSource(source)
  }
}

/// A kind of data set, as a definition describes it. Each format is one value of this kind, in its
/// own folder.
package protocol DatasetFormat: Hashable, Sendable {
  /// The name in definitions: `mnist`.
  var name: String { get }

  /// Whether class labels are learnt, as a resolved definition says.
  var hasClasses: Bool { get }

  /// Whether the layout depends on files outside the program.
  var needsDataFiles: Bool { get }

  /// Whether learnt values are standardised by the training part.
  var scalesTargets: Bool { get }

  /// What the definition alone says about the examples; nil if only the data say it.
  var facts: DatasetFacts? { get }

  /// Opens the data set and determines its layout, reading no more than is necessary.
  ///
  /// - Parameter places: the folders in which files are searched.
  /// - Throws: a `DatasetError` if a file cannot be read, or if it does not fit the definition.
  func open(_ places: DataSearchPaths) throws(DatasetError) -> any DatasetReader

  /// Returns the format with the classes that its data turned out to have. A definition that leaves
  /// open whether classes are learnt is resolved so.
  func learningClasses() -> any DatasetFormat

  /// Returns the format that reads of its files what another run learnt from.
  func adapted(to learnt: LearntEncoding) -> any DatasetFormat

  /// How the data could have a test part of their own, if they have none.
  var ownTestAdvice: String { get }

  /// Returns the format that reads another file or folder in the same way; nil if it has no files of
  /// its own.
  func replacingFiles(with path: String) -> (any DatasetFormat)?

  /// Lets go of the files that this process has read.
  static func forgetFiles()
}

extension DatasetSource {
  /// Opens the data set and determines its layout, reading no more than is necessary.
  func open(_ places: DataSearchPaths) throws(DatasetError) -> any DatasetReader {
    try format.open(places)
  }

  /// Every kind of data set.
  static let formats: [any DatasetFormat.Type] = [
    MNISTSource.self, FashionMNISTSource.self, XORSource.self, LinearRegressionSource.self,
    IDXSource.self, CSVSource.self, ArraySource.self, PictureFolderSource.self,
    CIFARSource.self,
  ]
}

extension DatasetFormat {
  package var ownTestAdvice: String {
    "name a second file in dataset.files: \"test\": \"FILE\""
  }

  package var scalesTargets: Bool { false }

  package func learningClasses() -> any DatasetFormat { self }

  package func adapted(to learnt: LearntEncoding) -> any DatasetFormat { self }

  package func replacingFiles(with path: String) -> (any DatasetFormat)? { nil }

  package static func forgetFiles() {}
}
