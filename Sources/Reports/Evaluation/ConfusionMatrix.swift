package import Runs

/// How often each class was taken for each, and what follows of it.
package struct ConfusionMatrix: Hashable, Sendable {
  /// [label][prediction].
  package let counts: [[Int]]

  package init(counts: [[Int]]) {
    precondition(counts.allSatisfy { $0.count == counts.count })
    self.counts = counts
  }

  /// Counts a classifier's predictions; nil for a regression, and for more than 100 classes.
  package init?(_ table: PredictionsTable) {
    guard let answers = table.answers, !answers.isEmpty else { return nil }
    let last = answers.reduce(0) { max($0, $1.label, $1.prediction) }
    guard last < 100 else { return nil }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: last + 1), count: last + 1)
    for answer in answers { counts[answer.label][answer.prediction] += 1 }
    self.init(counts: counts)
  }

  package var classCount: Int { counts.count }

  /// Examples of a class.
  package func support(_ label: Int) -> Int { counts[label].reduce(0, +) }

  /// Of those taken for the class, the share that are of it; nil where none was.
  package func precision(_ label: Int) -> Double? {
    ratio(counts[label][label], counts.reduce(0) { $0 + $1[label] })
  }

  /// Of the class, the share that was found; nil where there is none.
  package func recall(_ label: Int) -> Double? { ratio(counts[label][label], support(label)) }

  /// The harmonic mean of precision and recall, 2·TP ÷ (2·TP + FP + FN).
  package func f1(_ label: Int) -> Double? {
    ratio(2 * counts[label][label], support(label) + counts.reduce(0) { $0 + $1[label] })
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }

  /// Precision, recall, F1 and support, a class a row.
  package var table: Table {
    Table(
      [
        .init("class", align: .left), .init("precision"), .init("recall"), .init("f1"),
        .init("support"),
      ],
      rows: (0..<classCount).map(row))
  }

  func row(_ label: Int) -> [Cell] {
    [
      .integer(label), .metric(precision(label)), .metric(recall(label)), .metric(f1(label)),
      .count(support(label)),
    ]
  }

  /// Means over the classes that occur; what a class has none of counts as 0.
  package var macroMeans: [(name: String, value: Double)] {
    let present = (0..<classCount).filter { support($0) > 0 }
    guard !present.isEmpty else { return [] }
    let mean = { (value: (Int) -> Double?) in
      present.reduce(0.0) { $0 + (value($1) ?? 0) } / Double(present.count)
    }
    return [
      ("precision", mean(precision)), ("recall", mean(recall)), ("f1", mean(f1)),
    ]
  }
}
