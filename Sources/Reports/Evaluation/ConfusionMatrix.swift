import Experiments
import JSON
package import Runs

/// How often each class was predicted for each, and the derived metrics.
package struct ConfusionMatrix: Hashable, Sendable {
  /// [label][prediction].
  package let counts: [[Int]]
  /// [label]: examples whose outputs are not numbers. They count for no predicted class.
  package let unanswered: [Int]

  /// - Parameter unanswered: nil if there are none.
  package init(counts: [[Int]], unanswered: [Int]? = nil) {
    precondition(counts.allSatisfy { $0.count == counts.count })
    self.counts = counts
    self.unanswered = unanswered ?? counts.map { _ in 0 }
  }

  /// Counts a classifier's predictions; nil for a regression, and for more than 256 classes.
  ///
  /// - Parameter classes: the number of classes of the network. Classes that occur are always
  ///   counted.
  package init?(_ table: PredictionsTable, classes: Int = 0) {
    guard let answers = table.answers, !answers.isEmpty else { return nil }
    let count = answers.reduce(classes) { max($0, $1.label + 1, $1.prediction + 1) }
    guard count <= 256 else { return nil }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    var unanswered = [Int](repeating: 0, count: count)
    for answer in answers {
      if answer.isAnswered {
        counts[answer.label][answer.prediction] += 1
      } else {
        unanswered[answer.label] += 1
      }
    }
    self.init(counts: counts, unanswered: unanswered)
  }

  package var classCount: Int { counts.count }

  /// Examples of a class.
  package func support(_ label: Int) -> Int { counts[label].reduce(unanswered[label], +) }

  /// Returns the number of examples predicted as a class.
  package func answers(_ label: Int) -> Int { counts.reduce(0) { $0 + $1[label] } }

  /// Returns the fraction of the examples predicted as the class that belong to it; nil if there
  /// are none.
  package func precision(_ label: Int) -> Double? {
    ratio(counts[label][label], answers(label))
  }

  /// Returns the fraction of the examples of the class that were predicted as it; nil if there are
  /// none.
  package func recall(_ label: Int) -> Double? { ratio(counts[label][label], support(label)) }

  /// The harmonic mean of precision and recall, 2·TP ÷ (2·TP + FP + FN).
  package func f1(_ label: Int) -> Double? {
    ratio(2 * counts[label][label], support(label) + answers(label))
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }

  /// Returns precision, recall, F1 and support, one row per class, and their means below.
  package func table(_ names: ClassNames) -> Table {
    Table(
      [
        .init("class", align: .left, shrinksTo: 12), .init("precision"), .init("recall"),
        .init("f1"), .init("support"),
      ],
      rows: rows(names))
  }

  func rows(_ names: ClassNames) -> [[Cell]] {
    let examples = (0..<classCount).reduce(0) { $0 + support($1) }
    return (0..<classCount).map { label in
      [
        .text(names.numbered(label), value: .integer(label)), .metric(precision(label)),
        .metric(recall(label)), .metric(f1(label)), .count(support(label)),
      ]
    }
      + means.map { means in
        [.text(means.name + " mean")] + means.values.map { .metric($0.value) } + [.count(examples)]
      }
  }

  /// Means over the classes: `macro` over those that occur among labels or answers, with equal
  /// weights, and `weighted` by their number of examples. A division by zero counts as 0, as in
  /// scikit-learn's `classification_report`.
  package var means: [(name: String, values: [(name: String, value: Double)])] {
    let all = Array(0..<classCount)
    let macro = all.map { support($0) + answers($0) > 0 ? 1.0 : 0 }
    return [("macro", macro), ("weighted", all.map { Double(support($0)) })].map { name, weights in
      let total = weights.reduce(0, +)
      let mean = { (value: (Int) -> Double?) in
        all.reduce(0.0) { $0 + weights[$1] * (value($1) ?? 0) } / total
      }
      return (name, [("precision", mean(precision)), ("recall", mean(recall)), ("f1", mean(f1))])
    }
  }
}
