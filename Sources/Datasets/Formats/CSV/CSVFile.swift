import Files
import Tables

/// One table, its lines counted.
struct CSVFile: Sendable {
  /// The path in the definition.
  let path: String
  /// The file's, uncompressed.
  private let bytes: [UInt8]
  /// `bytes` as UTF-8 without a byte-order mark.
  private let text: [UInt8]
  private let dialect: CSVDialect
  /// The fields of the first line.
  let first: [String]
  /// Whether every field of the first line is a number.
  let startsWithNumbers: Bool
  /// Without the header.
  let exampleCount: Int
  private let hasHeader: Bool

  /// The most bytes read, 1 GiB.
  static let limit = 1 << 30

  /// Reads the file and splits all its lines.
  ///
  /// - Throws: a `DatasetError` that names the file, if it cannot be read or is not a table.
  init(_ path: String, hasHeader: Bool, places: DataSearchPaths) throws(DatasetError) {
    self.path = path
    self.hasHeader = hasHeader
    let bytes = try reading(path) { () throws(DataFileProblem) in
      let contents = try readDataFile(places.path(of: path), limit: Self.limit)
      let bytes = try Self.inflated(contents)
      if let format = FileFormat(startingWith: bytes.span) {
        throw .format(format, expected: "a table")
      }
      return bytes
    }
    let text = decodedText(bytes)
    let dialect = CSVDialect(of: text)
    (first, startsWithNumbers, exampleCount) = try reading(path) { () throws(DataFileProblem) in
      if let line = lineOfTooManyMarks(in: text) { throw .csv(line: line, .manyMarks) }
      var records = CSVRecords(text, dialect)
      guard try records.nextOfFile() else { throw .noExamples(hasHeader: hasHeader) }
      let (first, startsWithNumbers) = (records.texts, records.isAllNumbers)
      guard first.count > 1 else {
        throw .csv(line: records.line, .oneField(isQuoted: records.isQuoted(0)))
      }
      var count = hasHeader ? 0 : 1
      while try records.nextOfFile() { count += 1 }
      guard count > 0 else { throw .noExamples(hasHeader: hasHeader) }
      return (first, startsWithNumbers, count)
    }
    self.bytes = bytes
    self.text = text
    self.dialect = dialect
  }

  private static func inflated(_ contents: [UInt8]) throws(DataFileProblem) -> [UInt8] {
    guard isGzip(contents.span) else { return contents }
    let inflated = try inflateGzip(contents.span, limit: limit)
    guard inflated.isWhole else { throw .tooLong(bytes: inflated.bytes.count, limit: limit - 1) }
    return inflated.bytes
  }

  var dataFile: DataFile { DataFile(name: dataFileName(path), hashing: bytes) }

  /// Checks that the columns are those of the training file.
  ///
  /// - Throws: a `DatasetError` that names this file, if they are not.
  func check(against columns: CSVColumns) throws(DatasetError) {
    try reading(path) { () throws(DataFileProblem) in
      guard first.count == columns.count else {
        throw .csv(line: 1, .fieldCount(found: first.count, expected: columns.count))
      }
      guard let names = columns.names else { return }
      for (index, name) in first.enumerated() where name != names[index] {
        throw .csv(
          line: 1,
          .columnName(
            name, index: index, expected: names[index], isNumbers: startsWithNumbers))
      }
    }
  }

  /// Reads every line after the header.
  ///
  /// - Throws: a `DatasetError` with the line that does not fit.
  func part(_ columns: CSVColumns, of source: CSVSource) throws(DatasetError) -> DatasetPart {
    // The file may be too short for this many rows: a number and its separator take two bytes.
    var rows = CSVRows(
      columns: columns, of: source,
      capacity: min(exampleCount * columns.inputs.count, text.count / 2 + 1))
    try forEachRow { record throws(CSVProblem) in
      try rows.append(record)
      return true
    }
    return rows.part
  }

  /// Calls `body` with one line after another, without the header, until it returns false.
  ///
  /// - Throws: a `DatasetError` with the line at which `body` throws.
  func forEachRow(
    _ body: (borrowing CSVRecords) throws(CSVProblem) -> Bool
  ) throws(DatasetError) {
    try reading(path) { () throws(DataFileProblem) in
      var records = CSVRecords(text, dialect)
      if hasHeader { _ = try records.nextOfFile() }
      while try records.nextOfFile() {
        do throws(CSVProblem) {
          guard try body(records) else { return }
        } catch {
          throw .csv(line: records.line, error)
        }
      }
    }
  }
}

extension CSVRecords {
  /// Moves to the next record; returns false at the end.
  ///
  /// - Throws: a `DataFileProblem` with the line of a record that cannot be read.
  fileprivate mutating func nextOfFile() throws(DataFileProblem) -> Bool {
    do throws(CSVSyntaxError) {
      return try next()
    } catch {
      throw .csv(line: error.line, .syntax(error.problem))
    }
  }
}
