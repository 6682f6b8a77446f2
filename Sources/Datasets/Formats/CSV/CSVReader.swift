import Engine
import Tables

// Tables (CSV). Begin here: a reader opens one or two `CSVFile`s, which `Tables` takes apart.
// `CSVColumns` tells what is learnt from what; `CSVRows` makes numbers of the fields; `CSVSurvey`
// looks for what the definition (`CSVSource`) forgets. `CSVProblem` has the messages.

/// Reads tables: one file a part, or both parts of one.
struct CSVReader: DatasetReader {
  private let source: CSVSource
  private let columns: CSVColumns
  private let train: OpenedFile<CSVFile>
  /// nil: all rows are of one file.
  private let test: OpenedFile<CSVFile>?

  init(_ source: CSVSource, places: DataSearchPaths) throws(DatasetError) {
    self.source = source
    train = try OpenedFile<CSVFile>.open(source.train, hasHeader: source.hasHeader, places: places)
    do throws(LabelProblem) {
      columns = try CSVColumns(first: train.file.first, source: source)
    } catch {
      throw .label(error)
    }
    if let path = source.test {
      let test = try OpenedFile<CSVFile>.open(path, hasHeader: source.hasHeader, places: places)
      try test.file.check(against: columns)
      self.test = test
    } else {
      test = nil
    }
  }

  var layout: DatasetLayout {
    DatasetLayout(
      rawShape: Shape(columns.inputs.count), trainCount: train.file.exampleCount,
      testCount: (test ?? train).file.exampleCount)
  }

  func remarks() throws(DatasetError) -> [DatasetRemark] {
    try CSVSurvey(train.file, columns, classes: source.classes).remarks
  }

  func files() -> [DataFile] { ([train] + (test.map { [$0] } ?? [])).map(\.dataFile) }

  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent {
    let trainPart = try train.file.part(columns, of: source)
    return DatasetContent(
      train: trainPart, test: try test?.file.part(columns, of: source) ?? trainPart,
      files: files())
  }
}

/// The rows of a file, read one after the other.
struct CSVRows {
  private let columns: CSVColumns
  private let classes: CSVSource.Classes?
  private let isBinary: Bool
  private let classNumbers: [String: UInt16]
  /// x[N, F].
  private var inputs: [Float] = []
  private var labels: [UInt16] = []
  /// y[N, K].
  private var targets: [Float] = []
  private var isFirst = true

  /// - Parameter capacity: how many numbers there may be.
  init(columns: CSVColumns, of source: CSVSource, capacity: Int) {
    self.columns = columns
    classes = source.classes
    isBinary = source.isBinary
    var numbers: [String: UInt16] = [:]
    if case .names(let names) = classes {
      for (number, name) in names.enumerated() { numbers[name] = UInt16(number) }
    }
    classNumbers = numbers
    inputs.reserveCapacity(capacity)
  }

  mutating func append(_ record: borrowing CSVRecords) throws(CSVProblem) {
    guard record.fields.count == columns.count else {
      throw .fieldCount(found: record.fields.count, expected: columns.count)
    }
    for column in columns.inputs { inputs.append(try number(column, of: record)) }
    if let classes {
      labels.append(try label(columns.labels[0], of: record, classes))
    } else {
      for column in columns.labels {
        let target = try number(column, of: record)
        guard !isBinary || target == 0 || target == 1 else {
          throw .binary(record.text(column), column: columns.shown(column))
        }
        targets.append(target)
      }
    }
    isFirst = false
  }

  private func number(
    _ column: Int, of record: borrowing CSVRecords
  ) throws(CSVProblem) -> Float {
    guard let number = record.number(column) else {
      throw .number(
        record.text(column), column: columns.shown(column),
        isFirstLine: isFirst && columns.names == nil)
    }
    return number
  }

  private func label(
    _ column: Int, of record: borrowing CSVRecords, _ classes: CSVSource.Classes
  ) throws(CSVProblem) -> UInt16 {
    let found: UInt16?
    switch classes {
    case .names: found = classNumbers[record.text(column)]
    case .count(let count):
      // 3.0 too, as programs write columns of numbers that lack some.
      found = record.number(column).flatMap { number in
        number >= 0 && number < Float(count) && number == number.rounded() ? UInt16(number) : nil
      }
    }
    guard let found else {
      throw .label(record.text(column), column: columns.shown(column), classes: classes)
    }
    return found
  }

  var part: DatasetPart {
    DatasetPart(
      values: .floats(inputs),
      targets: classes == nil
        ? .values(targets, width: columns.labels.count) : .classes(labels))
  }
}
