import Training

extension PredictionsTable {
  /// Whether the answer to each example is right, by the example's index and label; nil for a
  /// regression, whose answers are near or far.
  package var answers: [Answer]? {
    guard rows.allSatisfy({ $0.probability != nil }) else { return nil }
    return rows.map {
      Answer(index: $0.index, label: Int($0.label), isRight: $0.prediction == $0.label)
    }
  }

  /// One classified example.
  package struct Answer: Hashable, Sendable {
    /// The position in the data set's own test part.
    package let index: Int
    package let label: Int
    package let isRight: Bool
  }
}
