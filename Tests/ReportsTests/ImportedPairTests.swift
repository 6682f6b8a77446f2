import Reports
import Runs
import Testing

/// Runs of other programs that were imported with their predictions.
struct ImportedPairTests {
  /// - Parameter wrong: the examples of 100 that it answers wrong.
  private func run(_ id: String, wrong: Range<Int>, label: Int = 3) throws -> ComparedRun {
    let rows = (0..<100).map { "\($0),\(label),\(wrong.contains($0) ? 5 : label)\n" }
    let answers = try ImportedPredictions(
      parsing: Array(("index,label,prediction\n" + rows.joined()).utf8))
    let metrics = try MetricsTable(parsing: Array("epoch,test_accuracy\n1,0.9\n".utf8))
    return ComparedRun(
      id: id, experiment: "imported", definition: nil, runKey: id, host: "node7",
      isFinished: true, metrics: metrics, predictions: answers.table)
  }

  @Test func `they are paired by the labels, and that is said`() throws {
    let comparison = Comparison([try run("a", wrong: 0..<20), try run("b", wrong: 0..<1)])
    #expect(comparison.contrasts.contains { $0?.count == 100 && $0?.hasSameFiles == false })
    #expect(
      comparison.notes.contains(
        "the test examples are taken to be the same, since their labels are"))
  }

  @Test func `other labels are other data`() throws {
    let comparison = Comparison([
      try run("a", wrong: 0..<20), try run("b", wrong: 0..<1, label: 4),
    ])
    #expect(comparison.contrasts.allSatisfy { $0 == nil })
  }
}
