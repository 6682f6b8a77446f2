import Training

/// What two networks say of the examples that both were tested on.
package struct PairedPredictions: Hashable, Sendable {
  package struct Example: Hashable, Sendable {
    /// The position in the data set's own test part.
    package let index: Int
    /// Class, or target value for a regression.
    package let label: Double
    package let first: Double
    package let second: Double
  }

  /// In the order of the first's.
  package let examples: [Example]
  /// How many examples each was tested on.
  package let firstCount: Int
  package let secondCount: Int
  package let isClassification: Bool

  /// Pairs predictions by the examples' indices; nil where the same index has two labels or one of
  /// them predicts classes, the other values: the data are not the same.
  package init?(_ first: PredictionsTable, _ second: PredictionsTable) {
    let all = first.rows + second.rows
    isClassification = all.first?.probability != nil
    let others = Dictionary(
      second.rows.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    // No class is NaN: what is no answer is wrong.
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
