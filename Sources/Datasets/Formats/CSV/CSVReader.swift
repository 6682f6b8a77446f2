import Engine
import Tables

// Tables (CSV). Begin here: a reader opens one or two tables. `CSVTable` decodes a file, `CSVParts`
// its parts on all cores; `CSVColumns` says what is learnt from what. `CSVEncoding` learns from the
// training part, and `CSVTable.part` makes examples of the rows. `CSVSurvey` looks for what the
// definition (`CSVSource`) forgets. `CSVProblem` and `CSVKeyProblem` have the messages.

/// Reads tables: one file a part, or both parts of one.
struct CSVReader: DatasetReader {
  private let source: CSVSource
  private let places: DataSearchPaths
  private let train: CSVTable
  /// nil: all rows are of one file.
  private let test: CSVTable?
  /// nil before anything was learnt.
  private var encoding: CSVEncoding?
  private(set) var layout: DatasetLayout

  init(_ source: CSVSource, places: DataSearchPaths) throws(DatasetError) {
    try source.check()
    self.source = source
    self.places = places
    let train = try CSVTable.open(source.train, source, places: places)
    let test = try source.test.map { path throws(DatasetError) in
      try CSVTable.open(path, source, like: train.columns, places: places)
    }
    (self.train, self.test) = (train, test)
    let hasClasses = try train.classes(source) != nil
    guard !source.scalesTargets || !hasClasses else { throw .table(.scaleTargets, .needsValues) }
    layout = DatasetLayout(
      rawShape: Shape(train.columns.inputs.count), trainCount: train.rows.count,
      testCount: (test ?? train).rows.count,
      facts: source.classes == nil && hasClasses ? source.facts(.classes(1)) : nil)
    if case .auto = source.classes { layout.facts = source.facts(.classes(1)) }
  }

  var learnt: LearntEncoding? { encoding?.learnt }

  func remarks() throws(DatasetError) -> [DatasetRemark] {
    let survey = CSVSurvey(train, classes: source.classes).remarks
    return survey
      + tables.filter { $0.rows.count < $0.rowCount }.map {
        .rowsLeftOut(file: $0.path, count: $0.rowCount - $0.rows.count, of: $0.rowCount)
      }
  }

  private var tables: [CSVTable] { [train] + (test.map { [$0] } ?? []) }

  func files() -> [DataFile] { tables.map(\.dataFile) }

  var inputColumns: [LearntEncoding.Column] {
    train.columns.inputs.map {
      LearntEncoding.Column(name: train.columns.uniqueName($0), index: $0, values: .number())
    }
  }

  func classesToStratify() throws(DatasetError) -> [UInt16]? {
    guard try train.classes(source) != nil else { return nil }
    let all = try encodingOfAll()
    let labels = try all.labels(of: train)
    return train.rows.map { labels[$0] }
  }

  func groups(_ column: CSVSource.Column) throws(DatasetError) -> [Int] {
    var source = source
    source.group = column
    let table =
      source == self.source ? train : try CSVTable.open(source.train, source, places: places)
    guard let group = table.columns.group, let texts = table.texts[group] else { return [] }
    return train.rows.map { Int(texts.codes[$0]) }
  }

  func learning(from positions: [Int]?) throws(DatasetError) -> any DatasetReader {
    let rows = positions.map { $0.map { train.rows[$0] } } ?? Array(train.rows)
    return try encoded(by: CSVEncoding(of: train, rows: rows, source))
  }

  /// The files must be decoded as what was learnt wants; see `CSVSource.reading`.
  func using(_ learnt: LearntEncoding) throws(DatasetError) -> any DatasetReader {
    try encoded(by: CSVEncoding(learnt, train, source))
  }

  /// The encoding that was learnt, or the one of all rows.
  private func encodingOfAll() throws(DatasetError) -> CSVEncoding {
    if let encoding { return encoding }
    return try CSVEncoding(of: train, rows: Array(train.rows), source)
  }

  private func encoded(by encoding: CSVEncoding) throws(DatasetError) -> CSVReader {
    var reader = self
    reader.encoding = encoding
    let (width, shape) = (encoding.width, source.shape)
    guard shape.isEmpty || source.hasValues(width) else {
      throw .table(.shape, .shape(shape, width: width))
    }
    for table in tables where width > train.columns.inputs.count {
      let isTooLarge = table.rowCount > CSVEncoding.maximumNumbers / max(1, width)
      guard !isTooLarge else {
        throw .table(
          .categories,
          .tooLarge(rows: table.rowCount, width: width, maximum: CSVEncoding.maximumNumbers))
      }
    }
    var facts: DatasetFacts?
    if case .auto = encoding.kind, let classes = encoding.classes {
      facts = source.facts(
        .classes(classes.names.count), names: classes.areNumbers ? nil : classes.names)
    }
    reader.layout = DatasetLayout(
      rawShape: Shape(shape.isEmpty ? [width] : shape), trainCount: layout.trainCount,
      testCount: layout.testCount, facts: facts)
    // What bench 0.1 could read is looked through when its examples are loaded, unless the
    // definition is wrong about it.
    for table in tables where source.hasNewKeys || table.lacksNumbers(for: encoding) {
      _ = try encoding.labels(of: table)
      for case (let column, .categories(let names)) in encoding.columns.map({ ($0, $0.values) }) {
        _ = try encoding.places(of: column, among: names, in: table, source.unseen)
      }
    }
    return reader
  }

  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent {
    let encoding = try encodingOfAll()
    let trainPart = try train.part(encoding, source)
    return DatasetContent(
      train: trainPart, test: try test?.part(encoding, source) ?? trainPart, files: files())
  }
}

extension CSVTable {
  /// Whether classes are numbers, and the learnt column holds none.
  fileprivate func lacksNumbers(for encoding: CSVEncoding) -> Bool {
    guard case .count = encoding.kind, let labels = texts[columns.labels[0]] else { return false }
    return !labels.texts.contains { isDecimalNumber($0) }
  }
}

extension CSVSource {
  /// Checks what does not depend on the files.
  func check() throws(DatasetError) {
    if let comment = style.comment {
      let isVisible = comment.utf8.first.map { $0 > 0x20 } ?? false
      guard isVisible, !comment.utf8.contains(where: { $0 == 10 || $0 == 13 }) else {
        throw .table(.comment, .emptyComment)
      }
    }
    if holdsPictures {
      guard missing != .mean else { throw .table(.missing, .needsNumbers) }
      guard categories == .none else { throw .table(.categories, .needsNumbers) }
    }
  }

  /// Whether the shape has this many values.
  fileprivate func hasValues(_ width: Int) -> Bool {
    var count = 1
    for size in shape {
      let product = count.multipliedReportingOverflow(by: size)
      if product.overflow { return false }
      count = product.partialValue
    }
    return count == width
  }
}
