import Experiments
import FileTwins
import Files
import Runs
import Testing

/// What a start leaves that ends before there is a run goes; nothing that may be of worth does.
struct AbandonedRunTests {
  private let training = FakeTraining()

  /// The disks that a killed start leaves, call by call, of those where there is no run yet.
  private func leftByStarts() throws -> [Disk] {
    let files = MemoryFiles()
    let store = RunStore.memory(files)
    files.startRecording()
    _ = try store.start(training)
    return files.takeMoments().map { $0.after(.none) }.filter { disk in
      let left = disk.contents("/w/runs")
      return left["fake-001/run.json"] == nil
    }
  }

  @Test func `wherever a start is killed, what it leaves is found and freed`() throws {
    let disks = try leftByStarts()
    #expect(disks.count > 8)
    for disk in disks {
      let files = MemoryFiles(disk)
      let store = RunStore.memory(files)
      let isLeft = (try? RunFolder(path: "/w/runs/fake-001", files: files)) != nil
      let garbage = try store.garbage().garbage
      #expect(garbage.map(\.kind) == (isLeft ? [.abandonedRun] : []))
      #expect(try store.free(garbage).garbage == garbage)
      #expect(files.disk.contents("/w/runs").isEmpty)
      #expect(try store.garbage().garbage == [])
      #expect(try store.start(training).id == "fake-001")
    }
  }

  @Test func `what is left is told with its bytes`() throws {
    let disk = try #require(try leftByStarts().last)
    let files = MemoryFiles(disk)
    let garbage = try #require(try RunStore.memory(files).garbage().garbage.first)
    #expect(garbage.kind == .abandonedRun && garbage.printed == "runs/fake-001")
    let bytes = files.disk.contents("/w/runs/fake-001").values.reduce(0) { $0 + $1.count }
    #expect(garbage.bytes == bytes && bytes > 500)
  }

  @Test func `one synchronisation makes the end of any number of starts last`() throws {
    let files = MemoryFiles()
    let runs = try RunFolder(path: "/w", files: files).makeFolder("runs")
    for number in 1...20 { _ = try runs.makeFolder("fake-\(number)").makeFolder("checkpoints") }
    try runs.synchronize()
    let store = RunStore.memory(files)
    let garbage = try store.garbage().garbage
    let before = files.synchronizations
    #expect(try store.free(garbage).garbage.count == 20)
    #expect(files.synchronizations == before + 1)
    let left = try RunFolder(path: "/w/runs", files: MemoryFiles(files.disk.after(.none)))
    #expect(try left.names() == [])
  }

  @Test(arguments: [
    ("metrics.csv", "epoch,step\n1,3\n"), ("steps.csv", "step\n1"), ("timing.csv", "\n\n"),
    ("notes.txt", ""), ("predictions.csv", ""), ("run.json", "{"), ("definition.json.bak", "a"),
    ("checkpoints/step-00000000.safetensors", "a"), ("checkpoints/notes.txt", ""),
    ("more/.tmp-1-000000", ""),
  ])
  func `a folder with anything else is left alone`(name: String, text: String) throws {
    let disk = try #require(try leftByStarts().last)
    let files = MemoryFiles(disk)
    let store = RunStore.memory(files)
    let parts = name.split(separator: "/").map(String.init)
    var folder = try RunFolder(path: "/w/runs/fake-001", files: files)
    if parts.count > 1 {
      folder = try (try? folder.folder(parts[0])) ?? folder.makeFolder(parts[0])
    }
    let before = try store.garbage().garbage
    try folder.publish(Array(text.utf8), as: parts[parts.count - 1])
    let contents = files.disk.contents("/w/runs")
    #expect(try store.garbage().garbage == [])
    #expect(try store.free(before).garbage == [])
    #expect(files.disk.contents("/w/runs") == contents)
  }

  @Test func `links and what they point at are left alone`() throws {
    let workspace = TemporaryWorkspace()
    let runs = "\(workspace.path)/runs"
    try #require(mkdir(runs, 0o777) == 0 && mkdir("\(workspace.path)/empty", 0o777) == 0)
    try #require(symlink("\(workspace.path)/empty", "\(runs)/link-001") == 0)
    try #require(mkdir("\(runs)/inner-001", 0o777) == 0)
    try #require(symlink("/", "\(runs)/inner-001/checkpoints") == 0)
    try #require(mkdir("\(runs)/.hidden", 0o777) == 0 && mkdir("\(runs)/a b", 0o777) == 0)
    #expect(try workspace.store.garbage().garbage == [])
  }

  @Test func `a start that holds its folder keeps it`() throws {
    let workspace = TemporaryWorkspace()
    let runs = "\(workspace.path)/runs"
    try #require(mkdir(runs, 0o777) == 0 && mkdir("\(runs)/fake-001", 0o777) == 0)
    let garbage = try workspace.store.garbage().garbage
    #expect(garbage.map(\.kind) == [.abandonedRun])
    let folder = try RunFolder(path: "\(runs)/fake-001", files: SystemFiles())
    let holder = LockHolder(process: 1, host: "node7", since: "now")
    let lock = try RunLock.take(in: folder, id: "fake-001", holder: holder)
    #expect(try workspace.store.garbage().garbage == [])
    #expect(try workspace.store.free(garbage).garbage == [])
    #expect(access("\(runs)/fake-001/.lock", F_OK) == 0)
    withExtendedLifetime(lock) {}
  }

  @Test func `a lock that was removed before it was ours is not ours`() throws {
    let workspace = TemporaryWorkspace()
    let path = "\(workspace.path)/a"
    try #require(mkdir(path, 0o777) == 0)
    let locks = Guarded(0)
    // Between the opening of the lock's file and its locking.
    let files = FaultyFiles(SystemFiles(), failing: -1, code: 0) { call in
      if call == 2 { locks.withLock { $0 += unlink("\(path)/.lock") == 0 ? 1 : 0 } }
    }
    let folder = try RunFolder(path: path, files: files)
    let holder = LockHolder(process: 1, host: "node7", since: "now")
    let error = #expect(throws: RunError.self) {
      try RunLock.take(in: folder, id: "a", holder: holder)
    }
    #expect(error?.fault?.problem.isMissing == true)
    #expect(locks.withLock { $0 } == 1)
  }

  @Test(arguments: [nil, "named"])
  func `a start gets its run whenever house is kept meanwhile`(name: String?) throws {
    var call = 0
    while true {
      let workspace = TemporaryWorkspace()
      let freed = Guarded(0)
      let files = FaultyFiles(SystemFiles(), failing: -1, code: 0) { [call] number in
        guard number == call else { return }
        let garbage = (try? workspace.store.garbage().garbage) ?? []
        let count = (try? workspace.store.free(garbage).garbage)?.count ?? -1
        freed.withLock { $0 += count }
      }
      let store = RunStore(workspace: workspace.store.workspace, files: files)
      let recorder = try store.start(training, name: name)
      let calls = files.count
      try training.run(recorder, from: nil)
      #expect(freed.withLock { $0 } >= 0, "call \(call)")
      #expect(try workspace.store.ids() == [recorder.id], "call \(call)")
      #expect(try workspace.store.run(recorder.id).state == .finished, "call \(call)")
      #expect(try workspace.store.garbage().garbage == [], "call \(call)")
      call += 1
      if call == calls { break }
    }
    #expect(call > 20)
  }
}
