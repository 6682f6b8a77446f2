import Experiments
import Training

extension PredictionsTable {
  package var count: Int { rows.count }

  /// The position of each example in the data set's own test part.
  package var positions: [Int] { rows.map(\.index) }

  /// The errors of every target of each example; nil for classes.
  package var errors: [[Double]]? {
    guard rows.allSatisfy({ $0.probability == nil }) else { return nil }
    return rows.map { row in
      [row.prediction - row.label] + row.further.map { $0.prediction - $0.label }
    }
  }

  /// `3 of 50 examples have outputs that are not numbers; they count as wrong`; nil if there are
  /// none.
  package var noteOfUnanswered: String? {
    let count = rows.count { !$0.isAnswered }
    guard count > 0 else { return nil }
    let consequence = rows[0].probability == nil ? "" : "; they count as wrong"
    return "\(count) of \(rows.count) examples have outputs that are not numbers\(consequence)"
  }

  /// Root mean square and mean absolute error and R² of the first target of a regression, in the
  /// target's unit.
  package var regressionFigures: [(name: String, value: Double)] {
    guard !rows.isEmpty else { return [] }
    let count = Double(rows.count)
    let mean = rows.reduce(0.0) { $0 + $1.label } / count
    let errors = rows.map { $0.prediction - $0.label }
    let squares = errors.reduce(0.0) { $0 + $1 * $1 }
    let spread = rows.reduce(0.0) { $0 + ($1.label - mean) * ($1.label - mean) }
    return [
      ("rmse", (squares / count).squareRoot()),
      ("mae", errors.reduce(0.0) { $0 + $1.magnitude } / count),
      ("r2", spread > 0 ? 1 - squares / spread : .nan),
    ]
  }

  /// The same of each target, `rmse_1`, as further metrics have it; empty unless the rows have
  /// several targets.
  package var targetFigures: [(name: String, value: Double)] {
    guard let further = rows.first?.further.count, further > 0 else { return [] }
    let targets = rows.map { row in
      [TargetPrediction(label: row.label, prediction: row.prediction)] + row.further
    }
    var errors = ValueErrors(
      labels: targets.flatMap { $0.map(\.label) }, width: further + 1)
    for row in targets {
      for (target, value) in row.enumerated() {
        errors.add(target: target, label: value.label, prediction: value.prediction)
      }
    }
    return (0...further).flatMap { target in
      [MetricQuantity.rmse, .mae, .r2].map {
        ("\($0.rawValue)_\(target + 1)", errors.value(of: $0, target: target))
      }
    }
  }

  /// Whether the answer to each example is right, with the example's index and label; nil for a
  /// regression.
  package var answers: [Answer]? {
    var answers: [Answer] = []
    for row in rows {
      guard let probability = row.probability else { return nil }
      answers.append(
        Answer(
          index: row.index, label: Int(row.label), prediction: Int(row.prediction),
          probability: probability))
    }
    return answers
  }

  /// One classified example.
  package struct Answer: Hashable, Sendable {
    /// The position in the data set's own test part.
    package let index: Int
    package let label: Int
    package let prediction: Int
    /// The probability of the predicted class; infinite if it is not known.
    package let probability: Float

    /// Whether the network's outputs were numbers. Otherwise the prediction is not an answer.
    package var isAnswered: Bool { !probability.isNaN }

    package var isRight: Bool { isAnswered && prediction == label }
  }
}
