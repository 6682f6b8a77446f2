import Experiments
import JSON
package import Runs

/// How often each class was taken for each, and what follows of it.
package struct ConfusionMatrix: Hashable, Sendable {
  /// [label][prediction].
  package let counts: [[Int]]
  /// [label]: examples whose outputs are not numbers. They are taken for no class.
  package let unanswered: [Int]

  /// - Parameter unanswered: nil: none.
  package init(counts: [[Int]], unanswered: [Int]? = nil) {
    precondition(counts.allSatisfy { $0.count == counts.count })
    self.counts = counts
    self.unanswered = unanswered ?? counts.map { _ in 0 }
  }

  /// Counts a classifier's predictions; nil for a regression, and for more than 256 classes.
  ///
  /// - Parameter classes: that the network tells apart; those that occur are counted at least.
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

  /// Examples taken for a class.
  package func answers(_ label: Int) -> Int { counts.reduce(0) { $0 + $1[label] } }

  /// Of those taken for the class, the share that are of it; nil where none was.
  package func precision(_ label: Int) -> Double? {
    ratio(counts[label][label], answers(label))
  }

  /// Of the class, the share that was found; nil where there is none.
  package func recall(_ label: Int) -> Double? { ratio(counts[label][label], support(label)) }

  /// The harmonic mean of precision and recall, 2·TP ÷ (2·TP + FP + FN).
  package func f1(_ label: Int) -> Double? {
    ratio(2 * counts[label][label], support(label) + answers(label))
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }

  /// Precision, recall, F1 and support, a class a row; below, their means.
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

  /// Means over the classes: `macro` of those that occur among labels or answers, each counting
  /// alike, `weighted` by their examples. What cannot be divided counts as 0, as in scikit-learn's
  /// `classification_report`.
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
