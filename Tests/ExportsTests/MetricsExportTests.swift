import Runs
import Testing

@testable import Exports

@Test func metricsInLongFormHaveARowForEachValue() throws {
  let table = try MetricsTable(
    parsing: Array("epoch,step,learning_rate,train_loss,test_loss\n1,10,0.1,0.5,nan\n".utf8))
  var export = MetricsExport()
  export.add(table, of: "a,b")
  let text = String(decoding: export.bytes, as: UTF8.self)
  #expect(
    text == """
      run,epoch,step,metric,value
      "a,b",1,10,train_loss,0.5
      "a,b",1,10,test_loss,nan

      """)
}
