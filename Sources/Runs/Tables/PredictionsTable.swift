import Tables
package import Training

/// The rows of a predictions.csv: the final network's prediction for each test example.
package struct PredictionsTable: Hashable, Sendable {
  package var rows: [Prediction]

  package init(_ rows: [Prediction]) {
    self.rows = rows
  }

  /// A column of predictions.csv, in the order of the file.
  private enum Column: Int {
    case index
    case label
    case prediction
    /// Only of classes.
    case probability

    static let names = ["index", "label", "prediction", "probability"]
    var name: String { Self.names[rawValue] }
  }

  private static func columns(isClassification: Bool) -> [String] {
    isClassification ? Column.names : Column.names.dropLast()
  }

  /// No row is longer: an index below 10^12, two float64, separators.
  static let maximumRowBytes = 12 + 2 * 25 + 2

  /// The file's text. Classes are whole numbers; a regression has no probabilities.
  package func text(isClassification: Bool) -> String {
    let columns = Self.columns(isClassification: isClassification)
    var text = CSVRow(columns).line
    for row in rows {
      var line = CSVRow()
      line.append(row.index)
      if isClassification, let probability = row.probability {
        line.append(Int(row.label))
        line.append(Int(row.prediction))
        line.append(probability)
      } else {
        precondition(!isClassification, "a class has a probability")
        line.append(row.label)
        line.append(row.prediction)
      }
      text += line.line
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads a predictions.csv. It is always replaced as a whole, so it must be complete.
  package init(parsing bytes: [UInt8]) throws(TableProblem) {
    let lines = CSVLines(bytes)
    try TableProblem.refuseManyMarks(bytes)
    guard let header = lines.first,
      let isClassification = [false, true].first(where: {
        header == Self.columns(isClassification: $0)
      })
    else {
      throw TableProblem(
        line: 1, problem: "the header must be index,label,prediction or that with ,probability")
    }
    if lines.isTorn {
      throw TableProblem(line: lines.count + 1, problem: "the last line has no end")
    }
    rows = []
    for (index, cells) in lines.enumerated().dropFirst() {
      rows.append(
        try Self.row(cells, isClassification: isClassification, line: index + 1))
    }
  }

  private static func row(
    _ cells: [String], isClassification: Bool, line: Int
  ) throws(TableProblem) -> Prediction {
    let columns = Column.names.count - (isClassification ? 0 : 1)
    guard cells.count == columns else {
      throw TableProblem(line: line, problem: "\(cells.count) cells, but \(columns) columns")
    }
    func cell(_ column: Column) -> String { cells[column.rawValue] }
    func refusal(_ column: Column, _ kind: String) -> TableProblem {
      TableProblem(
        line: line, problem: "\(column.name) must be a \(kind), not \(quoted(cell(column)))")
    }
    func number(_ column: Column) throws(TableProblem) -> Double {
      try MetricsTable.number(cell(column), column.name, line)
    }
    guard let index = Int(cell(.index)), index >= 0 else { throw refusal(.index, "count") }
    let (label, prediction) = (try number(.label), try number(.prediction))
    var probability: Float?
    if isClassification {
      for (column, value) in [(Column.label, label), (.prediction, prediction)]
      where UInt32(exactly: value) == nil {
        throw refusal(column, "class")
      }
      guard let value = Float(cell(.probability)) else {
        throw refusal(.probability, "number")
      }
      probability = value
    }
    return Prediction(
      index: index, label: label, prediction: prediction, probability: probability)
  }
}
