import Dispatch
import FileTwins
import Files
import Runs
import Testing

struct ComparisonLedgerTests {
  /// A workspace in memory that has `runs/`.
  private func memory() throws -> MemoryFiles {
    let files = MemoryFiles()
    let training = FakeTraining()
    try training.run(
      try RunStore(workspace: Workspace(path: "/w"), files: files).start(training), from: nil)
    return files
  }

  private func ledger(_ files: any FileSystem) -> ComparisonLedger {
    ComparisonLedger(RunStore(workspace: Workspace(path: "/w"), files: files))
  }

  @Test func `each distinct comparison of a test part counts once`() throws {
    let ledger = ledger(try memory())
    #expect(ledger.note("a b", on: "digits") == .init(ordinal: 1, count: 1))
    #expect(ledger.note("a c", on: "digits") == .init(ordinal: 2, count: 2))
    #expect(ledger.note("a b", on: "digits") == .init(ordinal: 1, count: 2))
    #expect(ledger.note("a b", on: "clothes") == .init(ordinal: 1, count: 1))
  }

  @Test func `a workspace without runs, or one that is read-only, counts nothing`() throws {
    #expect(ledger(MemoryFiles()).note("a b", on: "digits") == nil)
    let workspace = TemporaryWorkspace()
    let training = FakeTraining()
    try training.run(try workspace.store.start(training), from: nil)
    #expect(ComparisonLedger(workspace.store).note("a b", on: "digits") != nil)
  }

  @Test(arguments: [ENOSPC, EIO, EROFS], [false, true])
  func `any call may fail: no count is lost, and no comparison`(code: Int32, isKilled: Bool) throws
  {
    let files = try memory()
    _ = ledger(files).note("first", on: "digits")
    let counting = FaultyFiles(MemoryFiles(files.disk), failing: -1, code: code)
    _ = ledger(counting).note("second", on: "digits")
    #expect(counting.count > 5)
    for call in 0..<counting.count {
      let here = try memory()
      _ = ledger(here).note("first", on: "digits")
      let failing = FaultyFiles(here, failing: call, code: code, isKilled: isKilled)
      _ = ledger(failing).note("second", on: "digits")
      let after = ledger(MemoryFiles(here.disk.after(.none)))
      #expect(after.note("first", on: "digits")?.ordinal == 1, "call \(call)")
      #expect(after.note("second", on: "digits") == .init(ordinal: 2, count: 2), "call \(call)")
      #expect(after.note("third", on: "digits") == .init(ordinal: 3, count: 3), "call \(call)")
    }
  }

  @Test func `comparisons that are noted at the same time are all counted`() throws {
    let workspace = TemporaryWorkspace()
    let training = FakeTraining()
    try training.run(try workspace.store.start(training), from: nil)
    let store = workspace.store
    DispatchQueue.concurrentPerform(iterations: 80) { item in
      // Every comparison is noted twice.
      _ = ComparisonLedger(store).note("comparison \(item / 2)", on: "digits")
    }
    let places = (0..<40).compactMap {
      ComparisonLedger(store).note("comparison \($0)", on: "digits")
    }
    #expect(Set(places.map(\.ordinal)) == Set(1...40))
    #expect(places.allSatisfy { $0.count == 40 })
  }
}
