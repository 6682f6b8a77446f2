import Experiments
import FileTwins
import Files
import JSON
import Runs
import Testing

struct MaintenanceTests {
  private let files = MemoryFiles()
  private let training = FakeTraining()
  private var store: RunStore { .memory(files) }

  private func finishedRun() throws -> Run {
    let recorder = try store.start(training)
    try training.run(recorder, from: nil)
    return try store.run(recorder.id)
  }

  @Test func `tags and notes are changed, and all else of run.json stays`() throws {
    let run = try finishedRun()
    var json = try #require(run.record.json.object)
    json["from_the_future"] = 7
    try run.folder.publish(Array(JSONValue.object(json).canonicalText.utf8), as: "run.json")
    let before = try store.run(run.id).record
    let after = try run.change { record in
      record.tags = ["baseline"]
      record.note = "hello"
    }
    #expect(after.tags == ["baseline"] && after.note == "hello")
    var restored = try store.run(run.id).record
    #expect(restored.unknown["from_the_future"] == 7)
    restored.tags = []
    restored.note = ""
    #expect(restored == before)
  }

  @Test func `a note too long for run.json is refused and changes nothing`() throws {
    let run = try finishedRun()
    let text = String(repeating: "a", count: RunRecord.maximumBytes)
    #expect(throws: RunError.self) { try run.change { $0.note = text } }
    #expect(try store.run(run.id).record == run.record)
  }

  @Test(arguments: [
    ("baseline", nil), ("v1.2:a/b+c_d-e", nil), ("é", nil), ("", "it is empty"),
    ("a b", "it cannot contain ' '"), ("a,b", "it cannot contain ','"),
    ("a\u{1B}", "it cannot contain '\\u{1B}'"),
    (String(repeating: "a", count: 101), "it is longer than 100 bytes"),
  ])
  func `tags need no quotes`(tag: String, problem: String?) {
    #expect(RunTag.problem(tag) == problem)
  }

  @Test func `removed runs lie in the trash whole, under a free name`() throws {
    let first = try finishedRun()
    let second = try finishedRun()
    let bytes = files.disk.contents("/w/runs/fake-001")
    try store.remove([first, second])
    #expect(try store.ids() == [])
    var after = files.disk.contents("/w/runs/.trash/fake-001")
    // It says since when, to the second.
    after[".lock"] = bytes[".lock"]
    #expect(after == bytes)
    #expect(files.disk.after(.everything).contents("/w/runs/.trash/fake-001").count == bytes.count)
    let named = try store.start(training, name: "fake-002")
    try training.run(named, from: nil)
    try store.remove([try store.run("fake-002")])
    #expect(try RunFolder(path: "/w/runs/.trash", files: files).names().count == 3)
    #expect(try store.start(training).id == "fake-003")
  }

  @Test func `of several runs none is removed or changed while a process trains one`() throws {
    let finished = try finishedRun()
    let recorder = try store.start(training)
    let held = try store.run(recorder.id)
    let error = #expect(throws: RunError.self) { try store.remove([finished, held]) }
    #expect(error?.kind == .held)
    #expect(try store.ids() == [finished.id, held.id])
    #expect(throws: RunError.self) { try held.change { $0.note = "no" } }
    let changing = #expect(throws: RunError.self) {
      try store.change([finished, held]) { $0.tags = ["no"] }
    }
    #expect(changing?.kind == .held)
    #expect(try store.run(finished.id).record.tags == [])
    withExtendedLifetime(recorder) {}
  }

  @Test func `what nobody needs is found and freed, and all else stays`() throws {
    let run = try finishedRun()
    try store.remove([try finishedRun()])
    let checkpoints = try run.folder.folder("checkpoints")
    let before = files.disk.contents("/w/runs/\(run.id)")
    // As after a crash between a save and what retention then deletes.
    let steps = try run.checkpoints().map(\.step)
    let surplus = "step-00000001.safetensors"
    #expect(!steps.contains(1))
    try checkpoints.publish([1, 2, 3], as: surplus)
    try checkpoints.publish([1], as: ".tmp-4711-9f03ac")
    try run.folder.publish([1, 2], as: ".tmp-4711-000000")
    let garbage = try store.garbage().garbage
    #expect(garbage.map(\.kind) == [.scratch, .scratch, .checkpoint, .removedRun])
    #expect(garbage.map(\.bytes).prefix(3) == [2, 1, 3])
    #expect(garbage[3].printed == "runs/.trash/fake-002" && garbage[3].bytes > 1000)
    #expect(try store.free(garbage).garbage == garbage)
    var after = files.disk.contents("/w/runs/\(run.id)")
    // It says since when, to the second.
    after[".lock"] = before[".lock"]
    #expect(after == before)
    #expect(try store.garbage().garbage == [])
    #expect(try store.start(training).id == "fake-003")
  }

  @Test func `nothing of a run that is being trained is garbage`() throws {
    let recorder = try store.start(training)
    let run = try store.run(recorder.id)
    try run.folder.publish([1], as: ".tmp-4711-000000")
    #expect(try store.garbage().garbage == [])
    withExtendedLifetime(recorder) {}
  }

  @Test func `one run that stands in the way leaves the others to be freed`() throws {
    let workspace = TemporaryWorkspace()
    for id in ["a", "b", "c"] {
      try training.run(try workspace.store.start(training, name: id), from: nil)
      try workspace.store.run(id).folder.publish([1], as: ".tmp-1-000000")
    }
    let runs = "\(workspace.path)/runs"
    // No file that can be locked, a definition that cannot be read, and folders that are no garbage.
    try #require(unlink("\(runs)/a/.lock") == 0 && mkdir("\(runs)/a/.lock", 0o777) == 0)
    try workspace.store.run("b").folder.publish([], as: "definition.json")
    try #require(mkdir("\(runs)/c/.tmp-x", 0o777) == 0)
    let found = try workspace.store.garbage()
    #expect(
      found.garbage.map(\.printed).sorted() == ["a", "b", "c"].map { "runs/\($0)/.tmp-1-000000" })
    #expect(found.problems.count == 1 && found.problems[0].message.contains("definition.json"))
    let freed = try workspace.store.free(found.garbage)
    #expect(freed.garbage.map(\.run) == ["b", "c"])
    #expect(freed.problems.count == 1 && freed.problems[0].message.contains("runs/a/.lock"))
    #expect(access("\(runs)/c/.tmp-x", F_OK) == 0)
  }

  @Test func `a trash is emptied however deep its folders are`() throws {
    let workspace = TemporaryWorkspace()
    try training.run(try workspace.store.start(training), from: nil)
    try workspace.store.remove([try workspace.store.run("fake-001")])
    var folder = try RunFolder(path: "\(workspace.path)/runs/.trash/fake-001", files: SystemFiles())
    for _ in 0..<100 {
      folder = try folder.makeFolder("d")
      try folder.publish([1], as: "f")
    }
    let garbage = try workspace.store.garbage().garbage
    #expect(garbage.map(\.kind) == [.removedRun])
    #expect(try workspace.store.free(garbage).problems == [])
    let left = try RunFolder(path: "\(workspace.path)/runs/.trash/fake-001", files: SystemFiles())
    #expect(try left.names() == [])
  }

  @Test func `a lock holds on a full disk, where nobody can note who has it`() throws {
    func taken(_ code: Int32) throws -> Int {
      try (1...8).count { failing in
        let memory = MemoryFiles()
        _ = try RunStore.memory(memory).start(training)
        let full = FaultyFiles(memory, failing: failing, code: code)
        let folder = try RunFolder(path: "/w/runs/fake-001", files: full)
        let holder = LockHolder(process: 1, host: "node7", since: "now")
        return (try? RunLock.take(in: folder, id: "fake-001", holder: holder)) != nil
      }
    }
    // Cutting the old note off, and writing the new one.
    #expect(try taken(ENOSPC) == taken(EIO) + 2)
  }

  @Test func `sizes that add up to more than a number holds are the largest number`() {
    let garbage = [Int.max, 1, Int.max].map {
      Garbage(kind: .scratch, run: "a", path: "b", bytes: $0)
    }
    #expect(garbage.totalBytes == .max)
  }

  @Test func `a trash that is a link is not followed`() throws {
    let workspace = TemporaryWorkspace()
    let recorder = try workspace.store.start(training)
    try training.run(recorder, from: nil)
    let run = try workspace.store.run(recorder.id)
    #expect(symlink("/", "\(workspace.path)/runs/.trash") == 0)
    #expect(throws: RunError.self) { try workspace.store.remove([run]) }
    #expect(try workspace.store.ids() == [run.id])
  }
}
