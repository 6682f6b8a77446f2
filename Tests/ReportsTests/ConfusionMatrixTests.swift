import Experiments
import JSON
import Reports
import Runs
import Testing

struct ConfusionMatrixTests {
  private let subject = EvaluationReport.Subject(run: "a", step: 3, part: "test", dataset: "mnist")

  /// scikit-learn's classification_report of labels 0 0 0 1 1 3 and answers 0 0 1 1 0 3.
  @Test func `precision, recall and F1 are the field's`() throws {
    let text = """
      index,label,prediction,probability
      0,0,0,0.9
      1,0,0,0.8
      2,0,1,0.7
      3,1,1,0.6
      4,1,0,0.5
      5,3,3,0.4

      """
    let table = try PredictionsTable(parsing: Array(text.utf8))
    let matrix = try #require(ConfusionMatrix(table))
    #expect(matrix.counts == [[2, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]])
    #expect(matrix.precision(0) == 2.0 / 3 && matrix.recall(0) == 2.0 / 3)
    #expect(matrix.precision(1) == 0.5 && matrix.recall(1) == 0.5 && matrix.f1(1) == 0.5)
    #expect(matrix.precision(2) == nil && matrix.recall(2) == nil && matrix.f1(2) == nil)
    #expect(matrix.f1(3) == 1 && matrix.support(3) == 1)
    let (macro, weighted) = (matrix.means[0].values, matrix.means[1].values)
    let mean = 13.0 / 18
    for (_, value) in macro { #expect(value == mean) }
    for (_, value) in weighted { #expect(value.fixed(12) == "0.666666666667") }
    #expect(ConfusionMatrix(table, classes: 10)?.classCount == 10)
    #expect(ConfusionMatrix(table, classes: 10)?.means[0].values[0].value == macro[0].value)
    #expect(
      table.accuracySentence?.hasPrefix("4 of 6 test examples are right: 0.6667") == true)
  }

  @Test func `a regression has no classes to confuse`() throws {
    let table = try PredictionsTable(parsing: Array("index,label,prediction\n0,1.5,1.4\n".utf8))
    #expect(ConfusionMatrix(table) == nil && table.accuracySentence == nil)
  }

  /// Ten answers and two by hand: |6 - 10·0.75| and |1 - 2·0.25|, over 12.
  @Test func `calibration is how far confidence is from accuracy`() throws {
    let sure = (0..<10).map { "\($0),1,\($0 < 6 ? 1 : 0),0.75\n" }
    let unsure = (10..<12).map { "\($0),1,\($0 < 11 ? 1 : 0),0.25\n" }
    let text = "index,label,prediction,probability\n" + (sure + unsure).joined()
    let calibration = try #require(
      Calibration(try PredictionsTable(parsing: Array(text.utf8))))
    #expect(calibration.bins.count == 15 && calibration.bins[11].count == 10)
    #expect(calibration.bins[11].accuracy == 0.6 && calibration.bins[0].accuracy == nil)
    #expect(calibration.expectedError == (1.5 + 0.5) / 12)
  }

  @Test func `a regression is judged by its errors`() throws {
    let text = "index,label,prediction\n0,1,2\n1,3,3\n2,5,3\n"
    let table = try PredictionsTable(parsing: Array(text.utf8))
    let report = EvaluationReport(of: subject, loss: 0.5, predictions: table)
    #expect(report.figures.map(\.name) == ["loss", "rmse", "mae", "r2"])
    #expect(report.figures[1].value == (5.0 / 3).squareRoot() && report.figures[2].value == 1)
    #expect(report.figures[3].value == 1 - 5.0 / 8)
    #expect(report.classTable == nil)
    #expect(report.tables.count == 1 && report.dataTable.rows.count == 4)
  }

  @Test func `programs get every figure, a value a row`() throws {
    let text = "index,label,prediction,probability\n0,0,0,0.5\n1,1,0,0.5\n"
    let report = EvaluationReport(
      of: subject, loss: 0.5, predictions: try PredictionsTable(parsing: Array(text.utf8)),
      classes: 2)
    let lines = report.dataTable.csv.split(separator: "\n")
    #expect(report.title == "a, step 3, test part of mnist, 2 examples")
    #expect(report.json["run"] == "a" && report.json["step"] == 3 && report.json["part"] == "test")
    #expect(report.json["dataset"] == "mnist" && report.json["examples"] == 2)
    #expect(lines.prefix(3) == ["figure,class,answer,value", "loss,,,0.5", "accuracy,,,0.5"])
    #expect(lines.contains("recall,1,,0") && lines.contains("precision,1,,"))
    #expect(lines.contains("count,1,0,1") && lines.contains("calibration_error,,,0"))
    #expect(report.tables.count == 3)
  }
}
