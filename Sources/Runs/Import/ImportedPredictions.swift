import Datasets
import Experiments
import Files
import Tables
import Training

/// What another program's model predicted for the examples of a test part: a table with the columns
/// `index,label,prediction`, in any order, for classes also `probability`.
package struct ImportedPredictions: Hashable, Sendable {
  package let table: PredictionsTable
  package let isClassification: Bool

  /// No class has this number or a larger one.
  private static let mostClasses = 65_536

  /// Reads a table with a header. Answers are classes if every label and prediction is written as a
  /// whole number, such as `3`, and values if one is written with a point, such as `3.0`.
  ///
  /// - Throws: an `ImportProblem` with the line and what is wrong there.
  package init(parsing bytes: [UInt8]) throws(ImportProblem) {
    let log = try ForeignLog(parsing: bytes)
    let names = ["index", "label", "prediction", "probability"]
    let plain = log.columns.map { $0.lowercased() }
    let columns = names.map { plain.firstIndex(of: $0) }
    for (name, column) in zip(names, columns).prefix(3) where column == nil {
      throw ImportProblem(
        log.headerLine.map { .line(max(1, $0)) } ?? .file,
        "no column \(name), the columns are \(log.columns.joined(separator: ", ").printable)",
        advice: ["predictions have the columns index,label,prediction"])
    }
    let (index, label, prediction) = (columns[0] ?? 0, columns[1] ?? 0, columns[2] ?? 0)
    isClassification = log.rows.allSatisfy { row in
      [label, prediction].allSatisfy { Self.isWhole(row.cells[$0]) }
    }
    var rows: [Prediction] = []
    var lines: [Int: ImportProblem.Place] = [:]
    for row in log.rows {
      guard let position = Int(row.cells[index]), position >= 0, position < 1 << 40 else {
        throw Self.refusal(row, "index", "a count from 0", index)
      }
      if lines.updateValue(row.place, forKey: position) != nil {
        throw ImportProblem(row.place, "index \(position) is there twice")
      }
      rows.append(
        Prediction(
          index: position, label: try Self.number(row, "label", label, isClassification),
          prediction: try Self.number(row, "prediction", prediction, isClassification),
          probability: isClassification ? try Self.probability(row, columns[3]) : nil))
    }
    table = PredictionsTable(rows)
  }

  /// Whether a cell is written as a whole number.
  private static func isWhole(_ cell: String) -> Bool {
    !cell.isEmpty && cell.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func number(
    _ row: ForeignLog.Row, _ name: String, _ column: Int, _ isClass: Bool
  ) throws(ImportProblem) -> Double {
    guard let value = Double(row.cells[column]) else {
      throw refusal(row, name, "a number", column)
    }
    guard !isClass || value < Double(mostClasses) else {
      throw refusal(row, name, "a class below \(mostClasses)", column)
    }
    return value
  }

  private static func probability(
    _ row: ForeignLog.Row, _ column: Int?
  ) throws(ImportProblem) -> Float {
    guard let column, !row.cells[column].isEmpty else { return Prediction.unknownProbability }
    guard let value = Float(row.cells[column]), value.isNaN || (0...1).contains(value) else {
      throw refusal(row, "probability", "a number from 0 to 1", column)
    }
    return value
  }

  private static func refusal(
    _ row: ForeignLog.Row, _ name: String, _ expected: String, _ column: Int
  ) -> ImportProblem {
    ImportProblem(row.place, "\(name) must be \(expected), not \(quoted(row.cells[column]))")
  }

  /// `2000 predictions of classes, 97.3% right`
  package var summary: String {
    let count = table.count == 1 ? "1 prediction" : "\(table.count) predictions"
    guard isClassification else { return "\(count) of values" }
    let right = table.rows.count { $0.isAnswered && $0.prediction == $0.label }
    let percent = (Double(right) / Double(max(1, table.count)) * 1000).rounded() / 10
    return "\(count) of classes, \(shortestText(percent))% right"
  }
}
