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
    var (source, learnt) = (self, learnt ?? LearntEncoding())
    source.unlabelledWidth = learnt.columns.isEmpty ? width : learnt.columns.count
    let start = try reading(path) { [source] () throws(DataFileProblem) in
      try CSVText(places.path(of: path), source, prefix: Self.headerBytes)
    }
    source.hasHeader = start.seemsToHaveHeader(self)
    if hasHeader, !source.hasHeader {
      let count = start.header.fields.count
      if learnt.columns.isEmpty || takesAllColumns(learnt), count == source.unlabelledWidth {
        learnt.columns = []
      } else if let label = positionsOfLabel(among: count, places) {
        source.label = label
      } else if case .name(let name)? = label.first {
        throw .file(path, .noHeader(needed: name))
      } else if let column = learnt.columns.first, !takesAllColumns(learnt) {
        throw .file(path, .noHeader(needed: column.name ?? "\(column.index)"))
      }
    }
    if let adapted = source.adapted(to: learnt) as? CSVSource { source = adapted }
    (source.train, source.test, source.classes) = (path, nil, nil)
    try source.check()
    let table = try CSVTable.open(path, source, places: places)
    let encoding = try CSVEncoding(learnt, table, source)
    guard encoding.width == width else {
      throw .table(.inputs, .otherWidth(file: path, found: encoding.width, expected: width))
    }
    return UnlabelledTable(
      values: try table.values(encoding, source), rows: table.rows, rowCount: table.rowCount,
      hasHeader: source.hasHeader)
  }
}

extension CSVSource {
  /// Enough of a file for its first line.
  private static let headerBytes = 1 << 20

  /// Whether a run learnt from all columns but the learnt ones, all of them numbers.
  private func takesAllColumns(_ learnt: LearntEncoding) -> Bool {
    inputs == .all && group == nil && learnt.columns.allSatisfy { $0.values == .number() }
  }

  /// Returns the learnt columns by their positions in the training file, if it is still there and has
  /// as many columns; otherwise nil.
  private func positionsOfLabel(among count: Int, _ places: DataSearchPaths) -> [Column]? {
    guard
      let file = try? CSVText(places.path(of: train), self, prefix: Self.headerBytes),
      file.header.fields.count == count
    else { return nil }
    return try? CSVColumns(first: file.header.fields, source: self).labels.map { .index($0) }
  }
}

extension CSVText {
  /// Whether the first line of a table names its columns. If the training file had names, it does
  /// unless it is all numbers; if not, it does if its fields are distinct texts.
  fileprivate func seemsToHaveHeader(_ source: CSVSource) -> Bool {
    if source.hasHeader { return !header.isAllNumbers }
    let words = MissingWords(source.missingWords)
    return source.categories == .none && Set(header.fields).count == header.fields.count
      && header.fields.allSatisfy { field in
        !isDecimalNumber(field, point: dialect.point) && !words.contains(Array(field.utf8).span)
      }
  }
}
