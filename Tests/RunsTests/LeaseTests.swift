import FileTwins
import Files
import Runs
import Testing
import Training

/// Runs that are held by leases, on machines that may stop at any moment and go on later.
struct LeaseTests {
  private static let training = FakeTraining(logEverySteps: 2)
  private static let name = "fake-001"
  /// What an undisturbed run leaves; run.json tells times.
  private static let undisturbed: [String: [UInt8]] = {
    let files = MemoryFiles()
    do {
      try complete(store(files))
    } catch {
      preconditionFailure("\(error)")
    }
    return results(files.disk)
  }()

  private static func results(_ disk: Disk) -> [String: [UInt8]] {
    disk.contents("w/runs/\(name)").filter { ![".lock", "run.json"].contains($0.key) }
  }

  private static func store(_ files: any FileSystem) -> RunStore {
    var workspace = Workspace(path: "/w")
    workspace.leases = .always(.standard)
    return RunStore(workspace: workspace, files: files, savesInBackground: false)
  }

  /// Trains to the end, or goes on with what is there.
  private static func complete(_ store: RunStore) throws {
    if try !store.ids().contains(name) {
      do {
        return try training.run(try store.start(training, name: name), from: nil)
      } catch let error as RunError where error.message.contains("was begun by another") {
        // It was there after all, and there it is again.
      }
    }
    guard let resumed = try store.run(name).resume().ready else { return }
    try training.run(resumed.recorder, from: resumed.state)
  }

  @Test func `a run that is held by a lease is refused with its holder, and free afterwards`()
    throws
  {
    let files = MemoryFiles()
    var first: RunRecorder? = try Self.store(files).start(Self.training, name: Self.name)
    let error = #expect(throws: RunError.self) { try Self.store(files).run(Self.name).resume() }
    #expect(error?.kind == .held)
    #expect(error?.message.hasPrefix("fake-001 is held by process \(getpid()) on ") == true)
    #expect(try Self.store(files).run(Self.name).isHeld)
    first = nil
    _ = first
    try Self.complete(Self.store(files))
    #expect(Self.results(files.disk) == Self.undisturbed)
    #expect(try Self.store(files).run(Self.name).state == .finished)
  }

  @Test func `a lease that is not renewed is taken over when its time has run out`() throws {
    let files = MemoryFiles()
    let first = try Self.store(files).start(Self.training, name: Self.name)
    files.wait(seconds: LeaseTerm.standard.seconds)
    #expect(throws: RunError.self) { try Self.complete(Self.store(files)) }
    files.wait(seconds: 1)
    try Self.complete(Self.store(files))
    #expect(Self.results(files.disk) == Self.undisturbed)
    // The other one still has its folder open.
    #expect(throws: Never.self) { try Self.training.run(first, from: nil) }
    #expect(Self.results(files.disk) == Self.undisturbed)
    #expect(try Self.store(files).run(Self.name).state == .finished)
  }

  /// The holder is stopped before its nth call on a file, longer than its lease holds; another
  /// process takes the run over, with the holder's clock saying that no time has passed, and then
  /// the holder goes on writing.
  @Test func `a holder that wakes up before any of its writes changes nothing`() throws {
    let calls = FaultyFiles(MemoryFiles(), failing: -1, code: 0)
    try Self.complete(Self.store(calls))
    #expect(calls.count > 100)
    for stop in 0..<calls.count {
      let files = MemoryFiles()
      let woken = FaultyFiles(files, failing: -1, code: 0) { call in
        guard call == stop else { return }
        files.wait(seconds: 1000)
        #expect(throws: Never.self, "stopped before call \(stop)") {
          try Self.complete(Self.store(files))
        }
      }
      // It may find that it has lost the run, or go on to the end where nothing reads.
      try? Self.complete(Self.store(woken))
      #expect(Self.results(files.disk) == Self.undisturbed, "stopped before call \(stop)")
      let run = try Self.store(files).run(Self.name)
      #expect(run.state == .finished, "stopped before call \(stop)")
    }
  }

  /// The holder is stopped in mid-run for good; the one that takes over dies before its nth call, and
  /// a third one must bring the run to its end.
  @Test(arguments: [false, true])
  func `a process that dies while it takes a run over leaves it to the next`(isWoken: Bool) throws {
    func stopped(_ files: MemoryFiles) throws -> RunRecorder {
      let recorder = try Self.store(files).start(Self.training, name: Self.name)
      try recorder.record(.reachedCheckpoint(Self.training.state(step: 0)))
      files.wait(seconds: 1000)
      return recorder
    }
    let whole = MemoryFiles()
    let first = try stopped(whole)
    let calls = FaultyFiles(whole, failing: -1, code: 0)
    try Self.complete(Self.store(calls))
    withExtendedLifetime(first) {}
    #expect(calls.count > 100)
    for death in 0..<calls.count {
      let files = MemoryFiles()
      let first = try stopped(files)
      let dying = FaultyFiles(files, failing: death, code: EIO, isKilled: true)
      try? Self.complete(Self.store(dying))
      files.wait(seconds: 1000)
      if isWoken { try? Self.training.run(first, from: Self.training.state(step: 0)) }
      #expect(throws: Never.self, "died at call \(death)") { try Self.complete(Self.store(files)) }
      if !isWoken { try? Self.training.run(first, from: Self.training.state(step: 0)) }
      #expect(Self.results(files.disk) == Self.undisturbed, "died at call \(death)")
      #expect(try Self.store(files).run(Self.name).state == .finished, "died at call \(death)")
    }
  }

  @Test func `without locks leases do`() throws {
    let temporary = TemporaryWorkspace()
    var workspace = Workspace(path: temporary.path)
    workspace.leases = .always(.standard)
    let store = RunStore(workspace: workspace, files: OddFiles(lacking: [.locks: ENOLCK]))
    let recorder = try store.start(Self.training, name: Self.name)
    let error = #expect(throws: RunError.self) { try store.run(Self.name).change { $0.note = "a" } }
    #expect(error?.kind == .held)
    #expect(try store.run(Self.name).state == .running)
    try Self.training.run(recorder, from: nil)
    try store.run(Self.name).change { $0.note = "a" }
    #expect(try store.run(Self.name).record.note == "a")
    try store.remove([try store.run(Self.name)])
    #expect(try store.ids().isEmpty)
  }

  @Test func `a process that is gone is not waited for`() throws {
    let temporary = TemporaryWorkspace()
    var workspace = Workspace(path: temporary.path)
    workspace.leases = .always(.standard)
    let store = RunStore(workspace: workspace)
    try Self.training.run(
      try store.start(Self.training, name: Self.name), from: nil, stopping: .after(step: 2))
    // As if it were of a process of this machine that has ended.
    let gone = 4_000_001
    try #require(kill(pid_t(gone), 0) != 0 && errno == ESRCH)
    let path = "\(temporary.path)/runs/.leases/fake-001.1"
    let text = try String(decoding: InputFile.read(path, limit: 4096), as: UTF8.self)
    #expect(text.contains("\"released\":true"))
    let held = text.replacing("\"process\":\(getpid())", with: "\"process\":\(gone)")
      .replacing("\"released\":true,", with: "")
    try OutputFile(path).write(Array(held.utf8))
    #expect(try store.run(Self.name).state == .interrupted)
    try Self.complete(store)
    #expect(try store.run(Self.name).state == .finished)
    #expect(access("\(temporary.path)/runs/.trash", F_OK) != 0)
  }
}
