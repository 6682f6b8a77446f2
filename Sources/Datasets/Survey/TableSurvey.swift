import Tables

/// What a look at a table found.
package struct TableSurvey: Hashable, Sendable {
  package let path: String
  /// Whether the first line names the columns.
  package let hasHeader: Bool
  /// The lines before the table: one if the first is of another length than those below it.
  package private(set) var skippedLines = 0
  /// Whether fractions are written with a comma.
  package private(set) var hasDecimalComma = false
  package private(set) var rowCount = 0
  package private(set) var columns: [ColumnSurvey]
  /// The position of the column that is learnt.
  package let label: Int

  /// Names by which a label column is recognised.
  private static let usualLabels: Set<String> = [
    "label", "labels", "class", "target", "targets", "y", "outcome",
  ]

  /// The column with such a name, if there is exactly one.
  private static func label(among names: [String]) -> String? {
    let usual = names.filter { usualLabels.contains($0.lowercased()) }
    return usual.count == 1 ? usual[0] : nil
  }

  /// - Parameter label: the name or index of the column to learn; nil for one of a usual name, or
  ///   the last.
  /// - Throws: a `DatasetError` if the file is no table, or has no such column.
  init(_ path: String, label: String?, _ places: DataSearchPaths) throws(DatasetError) {
    var source = CSVSource(train: path)
    var text = try reading(path) { () throws(DataFileProblem) in
      try CSVText(places.path(of: path), source)
    }
    if text.isFirstOdd {
      source.style.skippedLines = 1
      text = try reading(path) { () throws(DataFileProblem) in
        try CSVText(places.path(of: path), source)
      }
    }
    let header = text.header
    source.hasHeader = !header.isAllNumbers
    if source.hasHeader, label == nil, let name = Self.label(among: header.fields) {
      source.label = [.name(name)]
    }
    if let label {
      let isName = source.hasHeader && header.fields.contains(label)
      source.label = [isName ? .name(label) : Int(label).map { .index($0) } ?? .name(label)]
    }
    var survey = try TableSurvey(of: source, in: places)
    if source.hasHeader, survey.mayHold(header.fields) {
      source.hasHeader = false
      survey = try TableSurvey(of: source, in: places)
    }
    if survey.mayHaveDecimalComma {
      source.style.decimal = .comma
      if let other = try? TableSurvey(of: source, in: places),
        other.columns.count == survey.columns.count
      {
        survey = other
        survey.hasDecimalComma = true
      }
    }
    self = survey
  }

  /// Looks at the training file of a definition.
  ///
  /// - Throws: a `DatasetError` if it is no table, or has no such columns.
  package init(of source: CSVSource, in places: DataSearchPaths) throws(DatasetError) {
    path = source.train
    hasHeader = source.hasHeader
    skippedLines = source.style.skippedLines
    let text = try reading(path) { () throws(DataFileProblem) in
      try CSVText(places.path(of: source.train), source)
    }
    let known = try CSVColumns(first: text.header.fields, source: source)
    label = known.labels[0]
    columns = text.header.fields.indices.map { index in
      ColumnSurvey(name: known.uniqueName(index), index: index)
    }
    columns[label].isLearnt = true
    let words = MissingWords(source.missingWords)
    try reading(path) { () throws(DataFileProblem) in try readRows(text, words) }
    guard rowCount > 0 else { throw .file(path, .noExamples(hasHeader: hasHeader)) }
  }

  private mutating func readRows(
    _ text: CSVText, _ words: MissingWords
  ) throws(DataFileProblem) {
    var records = CSVRecords(text.text, text.dialect)
    var columns = self.columns
    var isFirst = hasHeader
    while true {
      do throws(CSVSyntaxError) {
        guard try records.next() else { break }
      } catch {
        throw .csv(line: error.line, .syntax(error.problem))
      }
      if isFirst {
        isFirst = false
        continue
      }
      guard records.fields.count == columns.count else {
        throw .csv(
          line: records.line, .fieldCount(found: records.fields.count, expected: columns.count))
      }
      for column in columns.indices {
        let number = records.number(column)
        let mayBeMissing = number == nil || words.haveNumbers
        if mayBeMissing, words.contains(text.text.span.extracting(records.fields[column])) {
          columns[column].addMissing()
        } else if let number {
          columns[column].add(number, row: rowCount)
        } else {
          guard String(validating: text.text[records.fields[column]], as: UTF8.self) != nil else {
            let name = CSVColumnName(index: column, name: columns[column].name)
            throw .csv(line: records.line, .bytes(name, isZero: false))
          }
          columns[column].add(records.text(column))
        }
      }
      rowCount += 1
    }
    self.columns = columns
  }

  /// Whether the fields of a first line are like those of the rows: numbers where these have
  /// numbers, and otherwise texts that these have too.
  private func mayHold(_ fields: [String]) -> Bool {
    let words = MissingWords(nil)
    return zip(fields, columns).allSatisfy { field, column in
      words.contains(Array(field.utf8).span) || isDecimalNumber(field)
        ? column.numberCount > 0 || column.missingCount > 0
        : column.texts[field] != nil || column.numbersRows && column.textCount > 0
    }
  }

  /// Whether a column of texts holds numbers with a comma.
  private var mayHaveDecimalComma: Bool {
    columns.contains { column in
      column.textCount > 0
        && column.texts.keys.allSatisfy { isDecimalNumber($0, point: UInt8(ascii: ",")) }
    }
  }
}
