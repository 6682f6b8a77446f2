/// A table: columns of numbers, and one column of classes or several of values that are learnt.
package struct CSVSource: Hashable, Sendable {
  /// A column, as definitions name it.
  package enum Column: Hashable, Sendable {
    case name(String)
    /// The index, from 0.
    case index(Int)
  }

  /// The content of a column of classes.
  package enum Classes: Hashable, Sendable {
    /// Whole numbers from 0 to below this.
    case count(Int)
    /// One of these names; class k is the k-th.
    case names([String])

    package var count: Int {
      switch self {
      case .count(let count): count
      case .names(let names): names.count
      }
    }
  }

  /// The file's path as the definition gives it.
  package var train: String
  /// nil if both parts are rows of the same file and the subset separates them.
  package var test: String?
  /// Whether the first line names the columns.
  package var hasHeader: Bool
  /// The columns that are learnt; if empty, the last column.
  package var label: [Column]
  /// nil: a regression.
  package var classes: Classes?
  /// Whether the values to learn must be 0 or 1.
  var isBinary = false

  package init(
    train: String, test: String? = nil, hasHeader: Bool = true, label: [Column] = [],
    classes: Classes? = nil
  ) {
    precondition(classes.map { (1...256).contains($0.count) } != false)
    self.train = train
    self.test = test
    self.hasHeader = hasHeader
    self.label = label
    self.classes = classes
  }
}

extension CSVSource: DatasetFormat {
  package var name: String { "csv" }
  package var hasClasses: Bool { classes != nil }
  package var needsDataFiles: Bool { true }
  package var facts: DatasetFacts? {
    DatasetFacts(
      target: classes.map { .classes($0.count) } ?? .values(max(1, label.count)),
      holdsPictures: false, isOnePart: test == nil)
  }

  package func open(_ places: DataSearchPaths) throws(DatasetError) -> any DatasetReader {
    try CSVReader(self, places: places)
  }

  package func replacingFiles(with path: String) -> (any DatasetFormat)? {
    var source = self
    (source.train, source.test) = (path, nil)
    return source
  }

  package static func forgetFiles() { OpenedFile<CSVFile>.forget() }
}
