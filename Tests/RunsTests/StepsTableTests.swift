import FileTwins
import Files
import Runs
import Testing

/// What a page reads of steps.csv.
struct StepsTableTests {
  private func table(_ rows: String?) throws -> StepsTable? {
    let files = MemoryFiles()
    let store = RunStore.memory(files)
    _ = try store.start(FakeTraining())
    let folder = try RunFolder(path: "/w/runs/fake-001", files: files)
    let header = "step,learning_rate,train_loss,gradient_norm\n"
    if let rows { try folder.publish(Array((header + rows).utf8), as: "steps.csv") }
    return try store.run("fake-001").steps()
  }

  @Test func `the losses of whole rows are read, those that can be drawn`() throws {
    #expect(try table(nil) == nil)
    let table = try #require(try table("2,0.1,0.5,1\n4,0.1,0.25,1\n6,0.1,nan,1\n8,0.1,0."))
    #expect(table.rows.map(\.step) == [2, 4] && table.rows.map(\.trainLoss) == [0.5, 0.25])
    #expect(table.count == 3 && table.last?.step == 6)
    #expect(try self.table("")?.last == nil)
  }

  @Test(arguments: [
    ("2,0.1\n", "line 2: no row of a step"),
    ("2,0.1,0.5,1\nx,0.1,0.5,1\n", "line 3: no row of a step"),
  ])
  func `what is no row of a step is refused with its line`(rows: String, problem: String) throws {
    let error = #expect(throws: RunError.self) { try table(rows) }
    #expect(error?.message == "runs/fake-001/steps.csv: \(problem)")
  }

  @Test func `of very many rows no peak is lost`() throws {
    let rows = (1...20_000).map { step in
      "\(step),0.1,\(step == 7777 ? 1000 : step == 12_345 ? -1000 : Double(step % 7)),1\n"
    }
    let table = try #require(try table(rows.joined()))
    #expect(table.count == 20_000 && table.last?.step == 20_000)
    #expect(table.rows.count <= StepsTable.mostRows)
    #expect(table.rows.map(\.trainLoss).max() == 1000 && table.rows.map(\.trainLoss).min() == -1000)
    #expect(zip(table.rows, table.rows.dropFirst()).allSatisfy { $0.step < $1.step })
  }
}
