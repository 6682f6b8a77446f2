import Tables

/// The rows of a table that may lack the learnt columns.
struct UnlabelledTable {
  let values: DatasetPart.Values
  /// The rows that are examples: those with a missing value are left out if the definition says so.
  let rows: CSVRows
  let rowCount: Int
  let hasHeader: Bool
}

extension CSVSource {
  /// Reads the rows of a file that may lack the learnt columns, and may have a header or not.
  ///
  /// - Parameters:
  ///   - path: the file's path as definitions give it.
  ///   - width: the numbers of an example.
  ///   - learnt: what the training part taught; nil if it taught nothing.
  /// - Throws: a `DatasetError` that names the file, the line or the key that does not fit.
  func unlabelled(
    _ path: String, width: Int, learnt: LearntEncoding?, places: DataSearchPaths
  ) throws(DatasetError) -> UnlabelledTable {
    var source = self
    source.hasHeader = try reading(path) { () throws(DataFileProblem) in
      try CSVText.seemsToHaveHeader(places.path(of: path), like: self)
    }
    if hasHeader, !source.hasHeader, let column = learnt?.columns.first {
      throw .file(path, .noHeader(needed: column.name ?? "\(column.index)"))
    }
    if let learnt, let adapted = source.adapted(to: learnt) as? CSVSource { source = adapted }
    (source.train, source.test, source.classes) = (path, nil, nil)
    source.unlabelledWidth = width
    try source.check()
    let table = try CSVTable.open(path, source, places: places)
    if !source.hasHeader, table.columns.count > width, case .name(let name)? = label.first {
      throw .file(path, .noHeader(needed: name))
    }
    let encoding = try CSVEncoding(learnt ?? LearntEncoding(), table, source)
    guard encoding.width == width else {
      throw .table(.inputs, .otherWidth(file: path, found: encoding.width, expected: width))
    }
    return UnlabelledTable(
      values: try table.values(encoding, source), rows: table.rows, rowCount: table.rowCount,
      hasHeader: source.hasHeader)
  }
}

extension CSVText {
  /// Whether the first line of a table names its columns: where the training file had names, unless
  /// it is all numbers; where it had none, if its fields are different texts.
  ///
  /// - Throws: a `DataFileProblem` if the file cannot be read.
  fileprivate static func seemsToHaveHeader(
    _ path: String, like source: CSVSource
  ) throws(DataFileProblem) -> Bool {
    let start = try CSVText(path, source, prefix: 1 << 20)
    if source.hasHeader { return !start.header.isAllNumbers }
    let fields = start.header.fields
    let words = MissingWords(source.missingWords)
    return source.categories == .none && Set(fields).count == fields.count
      && fields.allSatisfy { field in
        !isDecimalNumber(field, point: start.dialect.point)
          && !words.contains(Array(field.utf8).span)
      }
  }
}
