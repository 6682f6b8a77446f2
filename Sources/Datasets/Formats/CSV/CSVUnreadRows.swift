import Engine
import Tables

/// A table with a row that cannot be read. It has a layout, so that its definition is resolved and
/// the problem is that of the run that needs the rows, not of every run of a command.
struct CSVUnreadRows: DatasetReader {
  let layout: DatasetLayout
  private let problem: DatasetError

  /// - Returns: nil if the problem is not one of a row, or if the layout depends on the rows.
  init?(_ source: CSVSource, places: DataSearchPaths, problem: DatasetError) {
    guard case .file(_, .csv(_, let found)) = problem, found.isOfRow, !source.hasNewKeys,
      let train = try? CSVText(places.path(of: source.train), source),
      let columns = try? CSVColumns(first: train.header.fields, source: source),
      source.classes != nil || !train.hasTextLabel(columns, source),
      let trainCount = train.rowCount
    else { return nil }
    var testCount = trainCount
    if let path = source.test {
      guard let test = try? CSVText(places.path(of: path), source), let count = test.rowCount,
        (try? test.header.check(against: columns)) != nil
      else { return nil }
      testCount = count
    }
    self.problem = problem
    layout = DatasetLayout(
      rawShape: Shape(columns.inputs.count), trainCount: trainCount, testCount: testCount)
  }

  func remarks() throws(DatasetError) -> [DatasetRemark] { [.rowsUnread(problem)] }

  func files() throws(DatasetError) -> [DataFile] { throw problem }

  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent {
    throw problem
  }
}

extension CSVProblem {
  /// Whether it is about the content of a row, and not about the table as a whole.
  fileprivate var isOfRow: Bool {
    switch self {
    case .fieldCount, .number, .byte, .missing, .label, .binary, .unknownClass, .unseen, .bytes:
      true
    case .syntax, .manyMarks, .oneField, .columnName: false
    }
  }
}

extension CSVText {
  /// The number of rows; nil if there is none, or if one cannot be taken apart.
  fileprivate var rowCount: Int? {
    var records = CSVRecords(text, dialect)
    var count = 0
    do {
      while try records.next() { count += 1 }
    } catch {
      return nil
    }
    count -= startLine == dialect.firstLine ? 0 : 1
    return count > 0 ? count : nil
  }
}
