import Training

/// The predictions of two networks for the examples that both were tested on.
package struct PairedPredictions: Hashable, Sendable {
  package struct Example: Hashable, Sendable {
    /// The position in the data set's own test part.
    package let index: Int
    /// Class, or target value for a regression.
    package let label: Double
    package let first: Double
    package let second: Double
  }

  /// The examples in the order of the first run.
  package let examples: [Example]
  /// How many examples each was tested on.
  package let firstCount: Int
  package let secondCount: Int
  package let isClassification: Bool

  /// Pairs predictions by the indices of the examples; nil if an index has two labels or if one
  /// network predicts classes and the other values, because the data then differ.
  package init?(_ first: PredictionsTable, _ second: PredictionsTable) {
    let all = first.rows + second.rows
    isClassification = all.first?.probability != nil
    let others = Dictionary(
      second.rows.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    // No class is NaN, so a missing answer counts as wrong.
    func answer(_ row: Prediction) -> Double { row.isAnswered ? row.prediction : .nan }
    examples = first.rows.compactMap { row in
      others[row.index].map {
        Example(index: row.index, label: row.label, first: answer(row), second: answer($0))
      }
    }
    firstCount = first.rows.count
    secondCount = second.rows.count
    let isClassification = isClassification
    guard all.allSatisfy({ ($0.probability != nil) == isClassification }),
      examples.allSatisfy({ others[$0.index]?.label == $0.label })
    else { return nil }
  }

  /// Whether one was tested on an example that the other was not.
  package var isPartial: Bool { examples.count < max(firstCount, secondCount) }
}
