package import Experiments
package import Runs

/// What a network says of one part of a data set.
package struct EvaluationReport: Hashable, Sendable {
  /// `lenet5-sgd-001, step 3160, test part of mnist`
  package let title: String
  package let loss: Double
  package let predictions: PredictionsTable
  package let confusion: ConfusionMatrix?
  package let calibration: Calibration?

  package init(title: String, loss: Double, predictions: PredictionsTable) {
    self.title = title
    self.loss = loss
    self.predictions = predictions
    confusion = ConfusionMatrix(predictions)
    calibration = Calibration(predictions)
  }

  /// Each figure's name and value, as programs get them too.
  package var figures: [(name: String, value: Double)] {
    var figures = [(name: "loss", value: loss)]
    if let answers = predictions.answers, !answers.isEmpty {
      let right = Proportion(answers.count { $0.isRight }, of: answers.count)
      figures += [
        ("accuracy", right.value), ("accuracy_low", right.interval.lowerBound),
        ("accuracy_high", right.interval.upperBound),
      ]
      if let calibration { figures.append(("calibration_error", calibration.expectedError)) }
      for (name, value) in confusion?.macroMeans ?? [] { figures.append((name, value)) }
      return figures
    }
    return figures + predictions.regressionFigures
  }

  package var figureTable: Table {
    Table(
      [.init("", align: .left), .init("value")],
      rows: figures.map { [.text($0.name), .number($0.value, decimals: 4)] }, hasHeader: false)
  }

  /// Precision, recall, F1 and support, and the counts of each answer, a class a row.
  package var classTable: Table? {
    guard let confusion, confusion.classCount <= 26 else { return confusion?.table }
    var table = Table(
      confusion.table.columns + (0..<confusion.classCount).map { .init("as", String($0)) })
    for label in 0..<confusion.classCount {
      table.append(
        confusion.row(label) + confusion.counts[label].map { $0 == 0 ? .absent : .integer($0) })
    }
    return table
  }

  package var json: JSONValue {
    [
      "title": .string(title), "examples": .integer(predictions.count),
      "figures": .object(
        Dictionary(uniqueKeysWithValues: figures.map { ($0.name, .number($0.value)) })),
      "confusion": confusion.map { matrix in
        .array(matrix.counts.map { .array($0.map { .integer($0) }) })
      } ?? .null,
      "calibration": calibration.map { calibration in
        .array(
          calibration.bins.map { bin in
            [
              "count": .integer(bin.count), "right": .integer(bin.right),
              "confidence": bin.confidence.map { .number($0) } ?? .null,
            ]
          })
      } ?? .null,
    ]
  }
}
