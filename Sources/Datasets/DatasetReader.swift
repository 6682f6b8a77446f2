import Engine

/// An opened data set: its layout, and the way to its examples.
package protocol DatasetReader {
  /// The layout of the files, before any split.
  var layout: DatasetLayout { get }

  /// What was learnt from the training part; nil if there was nothing to learn.
  var learnt: LearntEncoding? { get }

  /// The columns of a table that are learnt from; empty for other data.
  var inputColumns: [LearntEncoding.Column] { get }

  /// Returns what the files reveal about the definition.
  func remarks() throws(DatasetError) -> [DatasetRemark]

  /// The files with their digests.
  func files() throws(DatasetError) -> [DataFile]

  /// Returns the classes of the train part's examples, for a stratified split; nil for a
  /// regression. Any numbers will do, equal ones for equal classes.
  func classesToStratify() throws(DatasetError) -> [UInt16]?

  /// Returns the groups of the train part's examples that a split must not divide: equal numbers
  /// are one group.
  ///
  /// - Throws: a `DatasetError` if the examples have no such column.
  func groups(_ column: CSVSource.Column) throws(DatasetError) -> [Int]

  /// Returns a reader that has learnt from these examples of the train part what it needs to turn
  /// fields into numbers.
  ///
  /// - Parameter positions: ascending; nil for the whole part.
  func learning(from positions: [Int]?) throws(DatasetError) -> any DatasetReader

  /// Returns a reader that uses what another run learnt.
  ///
  /// - Throws: a `DatasetError` if these files do not fit it.
  func using(_ learnt: LearntEncoding) throws(DatasetError) -> any DatasetReader

  /// Refuses a file whose values are of a kind that this scaling does not take, by the file's name.
  ///
  /// Most formats have one kind and refuse nothing.
  func check(_ scaling: ExampleScaling) throws(DatasetError)

  /// Reads the parts, or of each at least these examples.
  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent
}

extension DatasetReader {
  package var inputColumns: [LearntEncoding.Column] { [] }

  package var learnt: LearntEncoding? { nil }

  package func remarks() throws(DatasetError) -> [DatasetRemark] { [] }

  package func classesToStratify() throws(DatasetError) -> [UInt16]? {
    try read(trainRange: 0..<0, testRange: 0..<0).train.classes
  }

  package func groups(_ column: CSVSource.Column) throws(DatasetError) -> [Int] {
    throw .groupsWithoutTable
  }

  package func learning(from positions: [Int]?) throws(DatasetError) -> any DatasetReader { self }

  package func using(_ learnt: LearntEncoding) throws(DatasetError) -> any DatasetReader { self }

  package func check(_ scaling: ExampleScaling) throws(DatasetError) {}
}

/// The parts that a reader has read.
package struct DatasetContent {
  let train: DatasetPart
  /// If all examples are of one part, that part; `DatasetFacts.isOnePart` says whether they are.
  let test: DatasetPart
  let files: [DataFile]
}

/// The examples of a part, or at least the requested ones.
package struct DatasetPart {
  enum Values {
    /// Bytes. The part's first image begins at `offset`, which is negative if images before the
    /// requested ones are left out.
    case images([UInt8], offset: Int)
    /// The values of one example after another, as many for each as its shape has.
    case floats([Float])
    /// The same of whole numbers from 0 to 255, each of which is to be divided by `divisor`.
    case bytes([UInt8], divisor: Float)
  }

  let values: Values
  let targets: ExampleSet.Targets
  /// The row of each example in `values` and `targets`, ascending; nil if every row is an example.
  var rows: [Int]?

  /// The rows of some examples.
  func rows(of positions: [Int]) -> [Int] {
    guard let rows else { return positions }
    return positions.map { rows[$0] }
  }

  /// The class of each example; nil for a regression.
  var classes: [UInt16]? {
    guard case .classes(let classes) = targets else { return nil }
    return rows.map { $0.map { classes[$0] } } ?? classes
  }
}
