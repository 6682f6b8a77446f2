import Dispatch
import Experiments
import FileTwins
import Files
import JSON
import Runs
import Testing

/// What a listing says must be what the runs' files say, whatever the index says.
struct RunIndexTests {
  @Test func `a run comes out of the index as it went in`() throws {
    let workspace = try TemporaryWorkspace.indexed(60)
    try workspace.expectSame()
    #expect(try workspace.store.newest(of: "fake") == "fake-060")
    #expect(try workspace.store.countsByExperiment() == ["fake": 60])
    #expect(try workspace.store.resolve("latest").run.id == "fake-060")
    try #require(unlink("\(workspace.path)/runs/.index") == 0)
    try workspace.expectSame()
  }

  @Test func `whatever changes a run is seen at once`() throws {
    let workspace = try TemporaryWorkspace.indexed(40)
    let runs = "\(workspace.path)/runs"
    // Replaced, as bench does; written over by something else; the definition too.
    let tagged = try workspace.store.run("fake-003")
    try tagged.change { $0.tags = ["even", "new"] }
    try workspace.expectSame()
    workspace.overwrite("fake-005/run.json", "\"seed\": 5", "\"seed\": 6")
    try workspace.expectSame()
    workspace.overwrite(
      "fake-006/definition.json", "\"learning_rate\":0.006", "\"learning_rate\":0.001")
    try workspace.expectSame()
    workspace.overwrite("fake-007/run.json", "\"experiment\"", "\"experimint\"")
    try workspace.expectSame()
    // Gone, under another name, elsewhere behind a link, no run any more, trained again.
    try workspace.store.remove([try workspace.store.run("fake-010")])
    try #require(rename("\(runs)/fake-011", "\(runs)/fake-911") == 0)
    try #require(rename("\(runs)/fake-012", "\(workspace.path)/elsewhere") == 0)
    try #require(symlink("\(workspace.path)/elsewhere", "\(runs)/fake-012") == 0)
    try #require(unlink("\(runs)/fake-013/run.json") == 0)
    try #require(unlink("\(runs)/fake-014/definition.json") == 0)
    try workspace.expectSame()
    let again = try workspace.store.run("fake-001").record
    let folder = try RunFolder(path: "\(runs)/fake-001", files: SystemFiles())
    var running = again
    running.state = .running
    try folder.publish(Array(running.text.utf8), as: "run.json")
    try workspace.expectSame()
    let found = try workspace.store.find(RunSearch([.state: "interrupted"]))
    #expect(found.runs.contains { $0.id == "fake-001" })
    #expect(try workspace.store.find(RunSearch()).runCounts.count == 37)
  }

  @Test func `what the call finds that makes the index is what the files say`() throws {
    let workspace = try TemporaryWorkspace.indexed(40)
    for search in TemporaryWorkspace.searches {
      try #require(unlink("\(workspace.path)/runs/.index") == 0)
      try workspace.expectSame([search])
      #expect(try workspace.bytes(".index").count > 150 * 40)
    }
    try #require(unlink("\(workspace.path)/runs/.index") == 0)
    #expect(try workspace.store.resolve("latest").run.id == "fake-040")
    try #require(unlink("\(workspace.path)/runs/.index") == 0)
    #expect(try workspace.store.countsByExperiment() == ["fake": 40])
  }

  @Test func `texts that Unicode takes for the same each keep their bytes`() throws {
    let workspace = try TemporaryWorkspace.indexed(40)
    // The second is the Kelvin sign.
    for (number, text) in ["K", "\u{212A}", "K", "\u{212A}"].enumerated() {
      try workspace.store.run("fake-00\(number + 3)").change { record in
        record.note = text
        record.tags = [text]
      }
    }
    workspace.settle()
    try #require(unlink("\(workspace.path)/runs/.index") == 0)
    let searches = ["tags has K", "tags has '\u{212A}'", "note == K", "note ~ '\u{212A}'"]
    try workspace.expectSame(searches)
    try workspace.expectSame(searches)
    for text in searches {
      let found = try workspace.store.find(RunSearch(try RunQuery(text, now: .now())))
      #expect(found.matching == 4, "\(text)")
    }
  }

  @Test func `definitions of several forms each keep their values`() throws {
    let workspace = try TemporaryWorkspace.indexed(40)
    let definitions = [
      "{}", "{\"optimizer\":{}}", "{\"optimizer\":{\"learning_rate\":0.5,\"type\":\"sgd\"}}",
      "{\"optimizer\":{\"learning_rate\":null,\"type\":\"sgd\"}}",
      "{\"optimizer\":{\"learning_rate\":0.25,\"type\":\"s\\u0067d\"}}",
      "{\"architecture\":[],\"dataset\":{\"subset\":{\"test\":[]}}}",
      "{\"architecture\":[],\"dataset\":{\"subset\":{\"test\":[1,3]}}}",
      "{\"architecture\":[],\"dataset\":{\"subset\":{\"test\":7}}}",
      "{\"architecture\":[],\"dataset\":{\"subset\":{\"test\":\"\u{e9}\"}}}",
      "{\"architecture.2.init\":1}", "{\"optimizer\":7}", "[1,2]", "5", "{", "",
    ]
    for number in 2...40 {
      let text = definitions[number % definitions.count]
      let id = "fake-0\(number < 10 ? "0" : "")\(number)"
      try workspace.write(Array(text.utf8), "\(id)/definition.json")
    }
    workspace.settle()
    for search in TemporaryWorkspace.searches {
      unlink("\(workspace.path)/runs/.index")
      try workspace.expectSame([search])
      try workspace.expectSame([search])
    }
  }

  @Test func `any call may fail, and a killed writer leaves what the next one removes`() throws {
    let workspace = try TemporaryWorkspace.indexed(36)
    let runs = "\(workspace.path)/runs"
    let counting = FaultyFiles(SystemFiles(), failing: -1, code: 0)
    let expected = try RunStore(workspace: workspace.store.workspace, files: UnindexedFiles())
      .find(RunSearch()).runs
    unlink("\(runs)/.index")
    _ = try RunStore(
      workspace: workspace.store.workspace, files: counting, fewestIndexed: 32
    ).find(RunSearch())
    for call in stride(from: 0, to: counting.count, by: 7) {
      for isKilled in [false, true] {
        unlink("\(runs)/.index")
        let files = FaultyFiles(SystemFiles(), failing: call, code: ENOSPC, isKilled: isKilled)
        let store = RunStore(
          workspace: workspace.store.workspace, files: files, fewestIndexed: 32)
        if let found = try? store.find(RunSearch()) {
          let count = found.runs.count + found.runCounts.unreadable.count
          #expect(count == expected.count, "call \(call)")
        }
        #expect(try workspace.store.find(RunSearch()).runs == expected, "call \(call)")
        #expect(try workspace.left().isEmpty, "call \(call)")
      }
    }
  }

  @Test func `what a living writer has is left alone`() throws {
    let workspace = try TemporaryWorkspace.indexed(34)
    try workspace.write([1], ".index-tmp-1-aaaaaa")
    let folder = try RunFolder(path: "\(workspace.path)/runs", files: SystemFiles())
    let living = try folder.open(".index-tmp-2-bbbbbb", for: .creating)
    #expect(try living.lock(exclusive: true))
    unlink("\(workspace.path)/runs/.index")
    _ = try workspace.store.find(RunSearch())
    #expect(try workspace.left() == [".index-tmp-2-bbbbbb"])
    try living.close()
  }

  @Test func `unfinished files of others are left alone`() throws {
    let workspace = try TemporaryWorkspace.indexed(34)
    // A report's or an evaluation's, about to be renamed; of 0.1 too.
    let others = [".output-tmp-3-cccccc", ".tmp-4-dddddd"]
    for name in others { try workspace.write([1], name) }
    unlink("\(workspace.path)/runs/.index")
    _ = try workspace.store.find(RunSearch())
    #expect(try workspace.left() == others)
    #expect(try workspace.bytes(".index").count > 1000)
  }

  @Test func `twenty at once all find every run while some change`() throws {
    let workspace = try TemporaryWorkspace.indexed(80)
    let store = workspace.store
    let wrong = Guarded(0)
    for round in 0..<5 {
      for number in 1...40 {
        try store.run("fake-0\(number < 10 ? "0" : "")\(number)").change { $0.note = "\(round)" }
      }
      DispatchQueue.concurrentPerform(iterations: 20) { _ in
        let found = try? store.find(RunSearch(showing: [.fact(.note)]))
        let notes = found?.runs.count { $0.value(of: .fact(.note))?.string == "\(round)" }
        if found?.runs.count != 80 || notes != 40 { wrong.withLock { $0 += 1 } }
      }
    }
    #expect(wrong.withLock { $0 } == 0)
    #expect(try workspace.left().isEmpty)
  }
}
