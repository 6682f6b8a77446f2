extension CSVSource {
  /// Reads the rows of a file that may lack the learnt columns.
  ///
  /// - Parameters:
  ///   - path: the file's path as definitions give it.
  ///   - width: the numbers of an example.
  ///   - learnt: what the training part taught; nil if it taught nothing.
  /// - Returns: the values of all rows, and the rows that are examples: those with a missing value
  ///   are left out if the definition says so.
  /// - Throws: a `DatasetError` that names the file, the line or the key that does not fit.
  func unlabelled(
    _ path: String, width: Int, learnt: LearntEncoding?, places: DataSearchPaths
  ) throws(DatasetError) -> (values: DatasetPart.Values, rows: CSVRows, rowCount: Int) {
    var source = self
    if let learnt, let adapted = adapted(to: learnt) as? CSVSource { source = adapted }
    (source.train, source.test, source.classes) = (path, nil, nil)
    source.unlabelledWidth = width
    try source.check()
    let table = try CSVTable.open(path, source, places: places)
    let encoding = try CSVEncoding(learnt ?? LearntEncoding(), table, source)
    guard encoding.width == width else {
      throw .table(.inputs, .otherWidth(file: path, found: encoding.width, expected: width))
    }
    return (try table.values(encoding, source), table.rows, table.rowCount)
  }
}
