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

  /// - Parameter further: the targets of a regression after the first that have columns of their
  ///   own: `label_2,prediction_2`.
  private static func columns(isClassification: Bool, further: Int = 0) -> [String] {
    if isClassification { return Column.names }
    return Column.names.dropLast()
      + (0..<further).flatMap { target in
        [Column.label, .prediction].map { "\($0.name)_\(target + 2)" }
      }
  }

  /// No row is longer: an index below 10^12, two float64 for each target, separators.
  static func maximumRowBytes(targets: Int) -> Int { 12 + targets * 2 * 25 + 2 }

  /// The file's text. Classes are whole numbers; a regression has no probabilities.
  package func text(isClassification: Bool) -> String {
    let columns = Self.columns(
      isClassification: isClassification, further: rows.first?.further.count ?? 0)
    var text = CSVRow(columns).line
    for row in rows {
      var line = CSVRow()
      line.append(row.index)
      if isClassification, let probability = row.probability {
        line.append(Int(row.label))
        line.append(Int(row.prediction))
        if probability == Prediction.unknownProbability {
          line.append("")
        } else {
          line.append(probability)
        }
      } else {
        precondition(!isClassification, "a class has a probability")
        line.append(row.label)
        line.append(row.prediction)
        for target in row.further {
          line.append(target.label)
          line.append(target.prediction)
        }
      }
      text += line.line
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads a predictions.csv. The probability of an imported run's class may be empty. The file is
  /// always replaced as a whole, so it must be complete.
  package init(parsing bytes: [UInt8]) throws(TableProblem) {
    let lines = CSVLines(bytes)
    try TableProblem.refuseManyMarks(bytes)
    guard let header = lines.first, let isClassification = Self.isClassification(header) else {
      throw TableProblem(
        line: 1, problem: "the header must be index,label,prediction or that with ,probability")
    }
    if lines.isTorn {
      throw TableProblem(line: lines.count + 1, problem: "the last line has no end")
    }
    rows = []
    for (index, cells) in lines.enumerated().dropFirst() {
      guard cells.count == header.count else {
        throw TableProblem(
          line: index + 1, problem: "\(cells.count) cells, but \(header.count) columns")
      }
      rows.append(
        try Self.row(cells, isClassification: isClassification, line: index + 1))
    }
  }

  /// Whether a header belongs to predictions of classes; nil if it belongs to no predictions.
  private static func isClassification(_ header: [String]) -> Bool? {
    if header == columns(isClassification: true) { return true }
    let further = (header.count - columns(isClassification: false).count) / 2
    let isOfValues = header == columns(isClassification: false, further: max(0, further))
    return isOfValues ? false : nil
  }

  private static func row(
    _ cells: [String], isClassification: Bool, line: Int
  ) throws(TableProblem) -> Prediction {
    func cell(_ column: Column) -> String { cells[column.rawValue] }
    func refusal(_ column: Column, _ kind: String) -> TableProblem {
      TableProblem(
        line: line, problem: "\(column.name) must be a \(kind), not \(quoted(cell(column)))")
    }
    func number(_ position: Int, _ name: String) throws(TableProblem) -> Double {
      try MetricsTable.number(cells[position], name, line)
    }
    guard let index = Int(cell(.index)), index >= 0 else { throw refusal(.index, "count") }
    let label = try number(Column.label.rawValue, Column.label.name)
    let prediction = try number(Column.prediction.rawValue, Column.prediction.name)
    var further: [TargetPrediction] = []
    var probability: Float?
    if isClassification {
      for (column, value) in [(Column.label, label), (.prediction, prediction)]
      where UInt32(exactly: value) == nil {
        throw refusal(column, "class")
      }
      let text = cell(.probability)
      guard let value = text.isEmpty ? Prediction.unknownProbability : Float(text) else {
        throw refusal(.probability, "number")
      }
      probability = value
    } else {
      for position in stride(from: Column.probability.rawValue, to: cells.count, by: 2) {
        let target = (position + 1) / 2
        further.append(
          TargetPrediction(
            label: try number(position, "\(Column.label.name)_\(target)"),
            prediction: try number(position + 1, "\(Column.prediction.name)_\(target)")))
      }
    }
    return Prediction(
      index: index, label: label, prediction: prediction, probability: probability,
      further: further)
  }
}
