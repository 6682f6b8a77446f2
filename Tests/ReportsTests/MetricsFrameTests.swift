import JSON
import Runs
import Testing

@testable import Reports

@Suite struct MetricsFrameTests {
  private static let table = try! MetricsTable(
    parsing: Array("epoch,step,learning_rate,train_loss,test_loss\n1,10,0.1,0.5,nan\n".utf8))

  private static func text(definitions: [JSONValue?], metrics: Set<String>? = nil) -> String {
    let frame = MetricsFrame(ids: ["a,b", "c"], definitions: definitions, metrics: metrics)
    let rows = frame.rows(of: table)
    return String(
      decoding: frame.csvHeader + frame.csv(rows, of: 0) + frame.csv(rows, of: 1), as: UTF8.self)
  }

  @Test func `there is a row for each value`() {
    #expect(
      Self.text(definitions: []) == """
        run,epoch,step,metric,value
        "a,b",1,10,train_loss,0.5
        "a,b",1,10,test_loss,nan
        c,1,10,train_loss,0.5
        c,1,10,test_loss,nan

        """)
  }

  @Test func `settings that differ have columns`() {
    let definitions: [JSONValue?] = [["seed": 1, "loss": "mse"], ["seed": 2, "loss": "mse"]]
    #expect(
      Self.text(definitions: definitions, metrics: ["learning_rate"]) == """
        run,epoch,step,metric,value,seed
        "a,b",1,10,learning_rate,0.1,1
        c,1,10,learning_rate,0.1,2

        """)
  }
}
