package import Runs

/// How well a classifier's probabilities match how often it is right.
///
/// Guo, Pleiss, Sun & Weinberger, On Calibration of Modern Neural Networks, ICML 2017: answers in
/// bins of equal width by the probability of the predicted class.
package struct Calibration: Hashable, Sendable {
  package struct Bin: Hashable, Sendable {
    package var count = 0
    package var right = 0
    package var probabilities = 0.0

    package var confidence: Double? { count > 0 ? probabilities / Double(count) : nil }
    package var accuracy: Double? { count > 0 ? Double(right) / Double(count) : nil }
  }

  package let bins: [Bin]

  package init?(_ table: PredictionsTable, bins count: Int = 15) {
    guard let answers = table.answers, !answers.isEmpty else { return nil }
    var bins = [Bin](repeating: Bin(), count: count)
    for answer in answers {
      let probability = Double(answer.probability)
      guard probability >= 0, probability <= 1 else { return nil }
      // (low, high]: 1 belongs to the last bin.
      let index = max(0, min(count - 1, Int((probability * Double(count)).rounded(.up)) - 1))
      bins[index].count += 1
      bins[index].right += answer.isRight ? 1 : 0
      bins[index].probabilities += probability
    }
    self.bins = bins
  }

  /// The expected calibration error: the bins' gaps between accuracy and confidence, weighted by
  /// their answers (equation 3).
  package var expectedError: Double {
    let total = bins.reduce(0) { $0 + $1.count }
    return bins.reduce(0.0) { sum, bin in
      sum + (Double(bin.right) - bin.probabilities).magnitude / Double(total)
    }
  }

  /// How often answers with about the same probability are right, one row for each bin with
  /// answers.
  package var table: Table {
    let width = 1 / Double(bins.count)
    return Table(
      [.init("probability", align: .left), .init("answers"), .init("mean"), .init("accuracy")],
      rows: bins.enumerated().filter { $1.count > 0 }.map { index, bin in
        let (low, high) = (Double(index) * width, Double(index + 1) * width)
        return [
          .text("\(low.fixed(2)) to \(high.fixed(2))"), .count(bin.count), .metric(bin.confidence),
          .metric(bin.accuracy),
        ]
      })
  }
}
