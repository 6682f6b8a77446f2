import Tables

/// A table: columns to learn from, and one column of classes or several of values that are learnt.
package struct CSVSource: Hashable, Sendable {
  /// A column, as definitions name it.
  package enum Column: Hashable, Sendable {
    case name(String)
    /// The index, from 0.
    case index(Int)
  }

  /// The file's path as the definition gives it.
  package var train: String
  /// nil if both parts are rows of the same file and the subset separates them.
  package var test: String?
  /// Whether the first line names the columns.
  package var hasHeader: Bool
  /// The columns that are learnt; if empty, the last column.
  package var label: [Column]
  /// nil: a regression, or classes if the learnt column holds texts.
  package var classes: ClassChoice?
  /// How the file is written.
  package var style = Style()
  /// The columns that are learnt from.
  package var inputs = Inputs.all
  /// The column whose equal values a split keeps together; nil for none. It is not learnt from
  /// unless `inputs` names it.
  package var group: Column?
  /// What becomes of missing values.
  package var missing = Missing.refuse
  /// The texts that stand for a missing value, besides an empty field; nil for the usual ones.
  package var missingWords: [String]?
  /// The input columns whose texts become one number for each category.
  package var categories = Categories.none
  /// What becomes of a category that the training part lacks.
  package var unseen = Unseen.refuse
  /// The dimensions of an example; empty for as many as there are columns.
  package var shape: [Int] = []
  /// By what the numbers of input columns are divided; nil for nothing.
  package var scale: Float?
  /// Whether learnt values are standardised by the training part.
  package var scalesTargets = false
  /// The input columns of a file that may lack the learnt columns; nil for all others.
  var unlabelledWidth: Int?
  /// Whether the values to learn must be 0 or 1.
  var isBinary = false

  package init(
    train: String, test: String? = nil, hasHeader: Bool = true, label: [Column] = [],
    classes: ClassChoice? = nil
  ) {
    if case .count(let count) = classes {
      precondition((1...DatasetTarget.maximumClasses).contains(count))
    }
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

  /// nil if only the data say which classes there are.
  package var facts: DatasetFacts? {
    switch classes {
    case nil: facts(.values(max(1, label.count)))
    case .count(let count): facts(.classes(count))
    case .names(let names): facts(.classes(names.count), names: names)
    case .auto: nil
    }
  }

  package func open(_ places: DataSearchPaths) throws(DatasetError) -> any DatasetReader {
    do throws(DatasetError) {
      return try CSVReader(self, places: places)
    } catch {
      guard let reader = CSVUnreadRows(self, places: places, problem: error) else { throw error }
      return reader
    }
  }

  package func learningClasses() -> any DatasetFormat {
    var source = self
    source.classes = .auto
    return source
  }

  /// The columns are found by name, or by position if they have none.
  package func adapted(to learnt: LearntEncoding) -> any DatasetFormat {
    var source = self
    if source.classes == nil, learnt.classNames != nil { source.classes = .auto }
    guard !learnt.columns.isEmpty else { return source }
    func columns(_ columns: [LearntEncoding.Column]) -> [Column] {
      columns.map { column in
        guard hasHeader, let name = column.name, !name.isEmpty else { return .index(column.index) }
        return .name(name)
      }
    }
    source.group = nil
    source.inputs = .learnt(columns(learnt.columns))
    let categories = columns(learnt.columns.filter(\.values.areCategories))
    source.categories = categories.isEmpty ? .none : .columns(categories)
    return source
  }

  package func replacingFiles(with path: String) -> (any DatasetFormat)? {
    var source = self
    (source.train, source.test) = (path, nil)
    return source
  }

  package static func forgetFiles() { CSVTable.forget() }
}

extension CSVSource {
  /// Whether an example is a picture: its values are bytes, which are divided by 255.
  var holdsPictures: Bool { shape.count == 3 && scale == 255 }

  func facts(_ target: DatasetTarget, names: [String]? = nil) -> DatasetFacts {
    DatasetFacts(
      target: target, classNames: names, holdsPictures: holdsPictures, isOnePart: test == nil)
  }

  /// Whether a definition uses a key that version 0.1 did not have. The digest of a file is then
  /// that of the decoded values; see `CSVTable`.
  var hasNewKeys: Bool {
    var old = CSVSource(
      train: train, test: test, hasHeader: hasHeader, label: label, classes: classes)
    if case .count(let count)? = classes, count > 256 { return true }
    (old.group, old.isBinary) = (group, isBinary)
    return classes == .auto || self != old
  }
}
