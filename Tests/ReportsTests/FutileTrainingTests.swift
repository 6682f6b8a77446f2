import Runs
import Testing
import Training

@testable import Reports

/// A training that learnt nothing is told.
struct FutileTrainingTests {
  private let names = ClassNames(["dataset": ["classes": ["cat", "dog"]]])
  private let falling = "epoch,step,train_loss\n1,5,0.9\n2,10,0.4\n"

  private func remarks(
    _ metrics: String, _ rows: [(label: Double, prediction: Double)], isClassification: Bool = true
  ) throws -> [String] {
    let predictions = PredictionsTable(
      rows.enumerated().map { index, row in
        Prediction(
          index: index, label: row.label, prediction: row.prediction,
          probability: isClassification ? 0.9 : nil)
      })
    return FutileTraining.remarks(
      try MetricsTable(parsing: Array(metrics.utf8)), predictions, classes: names)
  }

  /// Labels of which three quarters are dogs, and answers of which so many are right.
  private func answers(right: Int, of count: Int) -> [(label: Double, prediction: Double)] {
    (0..<count).map { index in
      let label = index % 4 == 0 ? 0.0 : 1
      return (label, index < right ? label : 1 - label)
    }
  }

  @Test func `answers no better than the most frequent class are told`() throws {
    #expect(
      try remarks(falling, answers(right: 76, of: 100)) == [
        "accuracy 0.7600 on 100 test examples is not told apart from always answering dog (0.7500)"
      ])
    #expect(try remarks(falling, answers(right: 95, of: 100)).isEmpty)
    #expect(try remarks(falling, answers(right: 10, of: 100)).count == 1)
  }

  @Test func `of one class alone nothing is told`() throws {
    #expect(try remarks(falling, [(1, 1), (1, 1)]).isEmpty)
  }

  @Test func `a loss that is no lower than after the first epoch is told`() throws {
    #expect(
      try remarks("epoch,step,train_loss\n1,5,2.3\n2,10,2.1\n3,15,2.4\n", []) == [
        "train_loss ended at 2.4000, no lower than after the first epoch (2.3000)"
      ])
    #expect(try remarks("epoch,step,train_loss\n1,5,2.3\n", []).isEmpty)
  }

  @Test func `values no better than their mean are told`() throws {
    let labels = [1.0, 2, 3, 4]
    #expect(
      try remarks(falling, labels.map { ($0, 9 - $0) }, isClassification: false) == [
        "predictions of the test part are no better than always answering its mean (r2 -15.8000)"
      ])
    #expect(
      try remarks(falling, labels.map { ($0, $0 + 0.1) }, isClassification: false).isEmpty)
  }
}
