import Files
import Tables

/// The text of a table, of which only the first line was read.
struct CSVText {
  /// The file's bytes, uncompressed.
  let bytes: [UInt8]
  /// `bytes` as UTF-8 without a byte-order mark.
  let text: [UInt8]
  let dialect: CSVDialect
  let header: CSVHeader
  /// The offset of the first row.
  let start: Int
  /// The line of the first row.
  let startLine: Int

  /// The most bytes read, 1 GiB.
  private static let limit = 1 << 30

  /// Reads the file.
  ///
  /// - Parameter prefix: how many bytes of it are enough; nil for all.
  /// - Throws: a `DataFileProblem` if it cannot be read or is not a table.
  init(_ path: String, _ source: CSVSource, prefix: Int? = nil) throws(DataFileProblem) {
    let bytes = try Self.inflated(
      readDataFile(path, limit: Self.limit, prefix: prefix), prefix: prefix)
    if let format = FileFormat(startingWith: bytes.span) {
      throw .format(format, expected: "a table")
    }
    self.bytes = bytes
    text = decodedText(bytes)
    if let line = lineOfTooManyMarks(in: text) { throw .csv(line: line, .manyMarks) }
    let style = source.style
    dialect = CSVDialect(
      of: text, separator: style.separator?.separator, point: style.decimal.byte,
      comment: Array((style.comment ?? "").utf8), skipping: style.skippedLines)
    let hasHeader = source.hasHeader
    var records = CSVRecords(text, dialect)
    guard try records.nextOfFile() else { throw .noExamples(hasHeader: hasHeader) }
    header = CSVHeader(
      fields: records.texts, line: records.line, isAllNumbers: records.isAllNumbers)
    guard header.fields.count > 1 || source.unlabelledWidth == 1 else {
      throw .csv(line: records.line, .oneField(isQuoted: records.isQuoted(0), style))
    }
    if hasHeader {
      (start, startLine) = (records.position, records.nextLine)
    } else {
      (start, startLine) = (dialect.start, dialect.firstLine)
    }
  }

  private static func inflated(
    _ contents: [UInt8], prefix: Int?
  ) throws(DataFileProblem) -> [UInt8] {
    guard isGzip(contents.span) else { return contents }
    let inflated = try inflateGzip(contents.span, limit: prefix.map { $0 / 8 } ?? limit)
    guard inflated.isWhole || prefix != nil else {
      throw .tooLong(bytes: inflated.bytes.count, limit: limit - 1)
    }
    return inflated.bytes
  }

  /// Whether the first value of the learnt column is a text, not a number.
  func hasTextLabel(_ columns: CSVColumns, _ source: CSVSource) -> Bool {
    guard columns.labels.count == 1 else { return false }
    let words = MissingWords(source.missingWords)
    let label = columns.labels[0]
    var records = CSVRecords(text, dialect)
    if source.hasHeader { _ = try? records.next() }
    for _ in 0..<1000 {
      guard (try? records.next()) == true, label < records.fields.count else { return false }
      let field = text.span.extracting(records.fields[label])
      if words.contains(field) { continue }
      return records.number(label) == nil && decimalNumber(field, point: dialect.point) == nil
    }
    return false
  }

  /// Whether the first line is of another length than the two records below it, which are equally
  /// long.
  var isFirstOdd: Bool {
    var records = CSVRecords(text, dialect)
    var counts: [Int] = []
    while counts.count < 3, (try? records.next()) == true { counts.append(records.fields.count) }
    return counts.count == 3 && counts[1] == counts[2] && counts[0] != counts[1]
  }

  /// Parts of the rows, each of about as many bytes and ending with a line, or with the text.
  func parts(of size: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = start
    while start < text.count {
      var end = min(start + size, text.count)
      while end < text.count, text[end - 1] != dialect.lineEnd { end += 1 }
      parts.append(start..<end)
      start = end
    }
    return parts
  }
}

/// The first line of a table.
struct CSVHeader: Sendable {
  let fields: [String]
  /// The number of the line, from 1: others may come before the table.
  let line: Int
  let isAllNumbers: Bool

  /// Checks that the columns are those of the training file.
  func check(against columns: CSVColumns) throws(DataFileProblem) {
    guard fields.count == columns.count else {
      throw .csv(line: line, .fieldCount(found: fields.count, expected: columns.count))
    }
    guard let names = columns.names else { return }
    for (index, name) in fields.enumerated() where name != names[index] {
      throw .csv(
        line: line,
        .columnName(name, index: index, expected: names[index], isNumbers: isAllNumbers))
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
