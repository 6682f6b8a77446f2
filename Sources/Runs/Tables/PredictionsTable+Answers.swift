import Training

extension PredictionsTable {
  /// Whether the answer to each example is right, by the example's index and label; nil for a
  /// regression, whose answers are near or far.
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
    /// Of the predicted class.
    package let probability: Float

    package var isRight: Bool { prediction == label }
  }
}
