import Engine
import Files
import Tables

/// A table, decoded: its numbers as numbers, each distinct text of a column once.
struct CSVTable: Sendable {
  /// The path in the definition.
  let path: String
  let columns: CSVColumns
  let header: CSVHeader
  let numbers: CSVNumbers
  /// y[N, K]; empty if the learnt column holds texts.
  let targets: [Float]
  /// The columns of texts: categories, the class, the group.
  let texts: [Int: CSVTexts]
  /// The rows that are examples.
  let rows: CSVRows
  /// How many rows there are, with those that are left out.
  let rowCount: Int
  private let lines: CSVLineNumbers
  private(set) var dataFile: DataFile
}

/// The positions of the rows of a file that are its examples, ascending.
enum CSVRows: Sendable, RandomAccessCollection {
  /// All rows.
  case all(Int)
  /// Those without a missing value.
  case some([Int])

  var startIndex: Int { 0 }
  var endIndex: Int {
    switch self {
    case .all(let count): count
    case .some(let rows): rows.count
    }
  }

  /// The row of an example.
  subscript(example: Int) -> Int {
    switch self {
    case .all: example
    case .some(let rows): rows[example]
    }
  }
}

/// The numbers of the input columns, row by row.
struct CSVNumbers: Sendable {
  enum Values: Sendable {
    /// Whole numbers from 0 to 255.
    case bytes([UInt8])
    /// NaN for a missing value.
    case floats([Float])
  }

  /// The columns in the file, ascending.
  var columns: [Int]
  var values: Values

  /// The number in one of `columns`.
  func callAsFunction(_ row: Int, _ place: Int) -> Float {
    switch values {
    case .bytes(let bytes): Float(bytes[row * columns.count + place])
    case .floats(let floats): floats[row * columns.count + place]
    }
  }
}

/// The line of each row, from 1.
private enum CSVLineNumbers: Sendable {
  /// Each row is one line, the first this one.
  case from(Int)
  case each([Int32])

  init(_ lines: [Int32]) {
    let first = lines.first ?? 1
    let isRegular = lines.indices.allSatisfy { lines[$0] == first + Int32(truncatingIfNeeded: $0) }
    self = isRegular ? .from(Int(first)) : .each(lines)
  }

  subscript(row: Int) -> Int {
    switch self {
    case .from(let first): first + row
    case .each(let lines): Int(lines[row])
    }
  }
}

extension CSVTable {
  /// A problem in a row.
  func error(_ problem: CSVProblem, row: Int) -> DatasetError {
    .file(path, .csv(line: lines[row], problem))
  }

  /// Whether the learnt column holds texts.
  var hasTextLabel: Bool { texts[columns.labels[0]] != nil }

  /// Decodes the file.
  ///
  /// - Parameter known: the training file's columns; nil if this is the training file.
  /// - Throws: a `DatasetError` that names the file, if it cannot be read or is not such a table.
  init(
    _ path: String, _ source: CSVSource, like known: CSVColumns?, places: DataSearchPaths
  ) throws(DatasetError) {
    let text = try reading(path) { () throws(DataFileProblem) in
      let text = try CSVText(places.path(of: path), source)
      if let known { try text.header.check(against: known) }
      return text
    }
    let columns =
      if let known { known } else { try CSVColumns(first: text.header.fields, source: source) }
    var decoding = CSVDecoding(
      source, columns, textLabel: source.classes != nil || text.hasTextLabel(columns, source))
    var parts = try reading(path) { () throws(DataFileProblem) in
      try CSVParts(of: text, decoding, hashesFile: !source.hasNewKeys)
    }
    let textInputs = parts.textInputs
    if !textInputs.isEmpty {
      for column in textInputs {
        decoding.kinds[column].remove(.input)
        decoding.kinds[column].insert(.text)
      }
      parts = try reading(path) { () throws(DataFileProblem) in
        try CSVParts(of: text, decoding, hashesFile: false)
      }
    }
    try self.init(path, source, text, decoding, &parts)
  }

  private init(
    _ path: String, _ source: CSVSource, _ text: CSVText, _ decoding: CSVDecoding,
    _ parts: inout CSVParts
  ) throws(DatasetError) {
    self.path = path
    columns = decoding.columns
    header = text.header
    texts = try reading(path) { [parts] () throws(DataFileProblem) in
      try parts.texts(decoding, text)
    }
    let lines = parts.lines(from: text.startLine)
    rowCount = lines.count
    guard rowCount > 0 else { throw .file(path, .noExamples(hasHeader: source.hasHeader)) }
    self.lines = CSVLineNumbers(lines)
    targets = parts.targets
    let complete = source.missing == .drop ? parts.completeRows : []
    rows = source.missing == .drop && complete.count < rowCount ? .some(complete) : .all(rowCount)
    guard !rows.isEmpty else {
      throw .table(.missing, .allDropped(file: path, rows: rowCount))
    }
    numbers = CSVNumbers(columns: decoding.numberColumns, values: parts.takeNumbers())
    let name = dataFileName(path)
    dataFile = DataFile(name: name, sha256: parts.fileDigest?.description ?? "")
    if parts.fileDigest == nil {
      dataFile = DataFile(name: name + " (decoded)", sha256: decodedDigest.description)
    }
  }
}

/// The files that were decoded, by what a definition says about them.
private let cache = DataFileCache<CSVWay, CSVTable>()

/// How a file is decoded.
private struct CSVWay: Hashable {
  /// Without what does not change it.
  var source: CSVSource
  let hasNewKeys: Bool

  init(_ source: CSVSource) {
    self.source = source
    hasNewKeys = source.hasNewKeys
    (self.source.train, self.source.test) = ("", nil)
    (self.source.unseen, self.source.scalesTargets) = (.refuse, false)
    if case .count = source.classes { self.source.classes = .count(1) }
    if !source.holdsPictures { (self.source.shape, self.source.scale) = ([], nil) }
  }
}

extension CSVTable {
  /// Decodes the file with this path in a definition, or returns it as it was decoded before.
  ///
  /// - Parameter columns: the training file's columns; nil if this is the training file.
  /// - Throws: a `DatasetError` if the file or its lines cannot be read, or do not fit.
  static func open(
    _ path: String, _ source: CSVSource, like columns: CSVColumns? = nil, places: DataSearchPaths
  ) throws(DatasetError) -> CSVTable {
    let table = try cache.content(of: places.path(of: path), as: CSVWay(source)) {
      () throws(DatasetError) in
      try CSVTable(path, source, like: columns, places: places)
    }
    if let columns {
      try reading(path) { () throws(DataFileProblem) in try table.header.check(against: columns) }
    }
    return table
  }

  static func forget() { cache.forget() }
}
