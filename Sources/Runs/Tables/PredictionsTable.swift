import Tables
package import Training

/// The rows of a predictions.csv: the final network's prediction for each test example.
package struct PredictionsTable: Hashable, Sendable {
  package var rows: [Prediction]

  package init(_ rows: [Prediction]) {
    self.rows = rows
  }

  /// No row is longer: an index below 10^12, two float64, separators.
  static let maximumRowBytes = 12 + 2 * 25 + 2

  /// The file's text. Classes are whole numbers; a regression has no probabilities.
  package func text(isClassification: Bool) -> String {
    let columns = ["index", "label", "prediction"] + (isClassification ? ["probability"] : [])
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
      header.prefix(3) == ["index", "label", "prediction"],
      header.count == 3 || header.dropFirst(3) == ["probability"]
    else {
      throw TableProblem(
        line: 1, problem: "the header must be index,label,prediction or that with ,probability")
    }
    if lines.isTorn {
      throw TableProblem(line: lines.count + 1, problem: "the last line has no end")
    }
    rows = []
    for (index, cells) in lines.enumerated().dropFirst() {
      rows.append(try Self.row(cells, columns: header.count, line: index + 1))
    }
  }

  private static func row(
    _ cells: [String], columns: Int, line: Int
  ) throws(TableProblem) -> Prediction {
    guard cells.count == columns else {
      throw TableProblem(line: line, problem: "\(cells.count) cells, but \(columns) columns")
    }
    guard let index = Int(cells[0]), index >= 0 else {
      throw TableProblem(line: line, problem: "index must be a count, not \(quoted(cells[0]))")
    }
    let label = try MetricsTable.number(cells[1], "label", line)
    let prediction = try MetricsTable.number(cells[2], "prediction", line)
    var probability: Float?
    if columns == 4 {
      for (name, value, cell) in [
        ("label", label, cells[1]), ("prediction", prediction, cells[2]),
      ] where UInt32(exactly: value) == nil {
        throw TableProblem(line: line, problem: "\(name) must be a class, not \(quoted(cell))")
      }
      guard let value = Float(cells[3]) else {
        throw TableProblem(
          line: line, problem: "probability must be a number, not \(quoted(cells[3]))")
      }
      probability = value
    }
    return Prediction(
      index: index, label: label, prediction: prediction, probability: probability)
  }
}
