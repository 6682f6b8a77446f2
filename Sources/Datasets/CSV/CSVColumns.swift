/// The columns of a file: which are learnt from, and which is learnt.
struct CSVColumns {
  /// nil: the file has no header.
  let names: [String]?
  let count: Int
  /// What is to be learnt, in the definition's order.
  let labels: [Int]
  /// All others, ascending.
  let inputs: [Int]

  /// - Parameter first: the first line's fields.
  init(first: [String], source: CSVSource) throws(LabelProblem) {
    names = source.hasHeader ? first : nil
    count = first.count
    var labels: [Int] = []
    for column in source.label {
      let index = try Self.index(of: column, among: first, hasHeader: source.hasHeader)
      guard !labels.contains(index) else { throw .repeated(index) }
      labels.append(index)
    }
    if labels.isEmpty { labels = [count - 1] }
    guard source.classes == nil || labels.count == 1 else {
      throw .severalForClasses(labels.count)
    }
    guard labels.count < count else { throw .noInput(columns: count) }
    self.labels = labels
    inputs = (0..<count).filter { !labels.contains($0) }
  }

  private static func index(
    of column: CSVSource.Column, among first: [String], hasHeader: Bool
  ) throws(LabelProblem) -> Int {
    switch column {
    case .index(let index):
      guard first.indices.contains(index) else {
        throw .indexOutside(index, columns: first.count)
      }
      return index
    case .name(let name):
      guard hasHeader else { throw .nameWithoutHeader(name) }
      guard let index = first.firstIndex(of: name) else {
        throw .unknownName(name, columns: first)
      }
      guard first.lastIndex(of: name) == index else { throw .ambiguousName(name) }
      return index
    }
  }

  /// How errors call a column: `column 3 (width)`.
  func shown(_ index: Int) -> String {
    names.map { "column \(index) (\($0[index]))" } ?? "column \(index)"
  }
}

/// One file of comma-separated values, its lines counted.
struct CSVFile: Sendable {
  /// As the definition gives it.
  let path: String
  let bytes: [UInt8]
  /// The fields of the first line.
  let first: [String]
  /// Without the header.
  let exampleCount: Int
  private let hasHeader: Bool

  /// The most bytes read, 1 GiB.
  static let limit = 1 << 30

  init(_ path: String, hasHeader: Bool, places: DataPlaces) throws(DatasetError) {
    self.path = path
    self.hasHeader = hasHeader
    let contents = try reading(path) { () throws(FileProblem) in
      try readDataFile(places.path(of: path), limit: Self.limit)
    }
    (bytes, first, exampleCount) = try reading(path) { () throws(FileProblem) in
      let bytes = try Self.inflated(contents)
      if let line = lineOfTooManyMarks(in: bytes) { throw .csv(line: line, .manyMarks) }
      var records = CSVRecords(bytes)
      var first: [String]?
      var count = 0
      while try records.next() {
        if first == nil { first = records.texts }
        count += 1
      }
      let examples = count - (hasHeader ? 1 : 0)
      guard let first, examples > 0 else { throw .noExamples(hasHeader: hasHeader) }
      return (bytes, first, examples)
    }
  }

  private static func inflated(_ contents: [UInt8]) throws(FileProblem) -> [UInt8] {
    guard isGzip(contents.span) else { return contents }
    let inflated = try inflateGzip(contents.span, limit: limit)
    guard inflated.isWhole else { throw .tooLong(bytes: inflated.bytes.count, limit: limit - 1) }
    return inflated.bytes
  }

  var dataFile: DataFile { DataFile(name: dataFileName(path), hashing: bytes) }

  /// Checks that the columns are those of the training file.
  func check(against columns: CSVColumns) throws(DatasetError) {
    try reading(path) { () throws(FileProblem) in
      guard first.count == columns.count else {
        throw .csv(line: 1, .fieldCount(found: first.count, expected: columns.count))
      }
      guard let names = columns.names else { return }
      for (index, name) in first.enumerated() where name != names[index] {
        throw .csv(line: 1, .columnName(name, index: index, expected: names[index]))
      }
    }
  }

  /// Reads every line after the header.
  func part(_ columns: CSVColumns, classes: CSVSource.Classes?) throws(DatasetError) -> DatasetPart
  {
    try reading(path) { () throws(FileProblem) in
      var records = CSVRecords(bytes)
      // The file may be too short for as many: a number and what ends it take two bytes.
      var rows = CSVRows(
        columns: columns, classes: classes,
        capacity: min(exampleCount * columns.inputs.count, bytes.count / 2 + 1))
      if hasHeader { _ = try records.next() }
      while try records.next() {
        do throws(CSVProblem) {
          try rows.append(records)
        } catch {
          throw .csv(line: records.line, error)
        }
      }
      return rows.part
    }
  }
}
