import Files
import Runs
import Testing
import Training

struct SystemFilesTests {
  private let workspace = TemporaryWorkspace()

  private func folder() throws -> RunFolder {
    try RunFolder(path: workspace.path, printed: "w", files: SystemFiles())
  }

  @Test
  func `a published file replaces the old one and leaves nothing else`() throws {
    let folder = try folder()
    for text in ["first", "second, longer", ""] {
      try folder.publish(Array(text.utf8), as: "a.txt")
      #expect(try folder.read("a.txt", limit: 100) == Array(text.utf8))
    }
    #expect(try folder.names() == ["a.txt", "experiments"])
  }

  @Test
  func `appending, truncating and asking for the size work on one file`() throws {
    let folder = try folder()
    let file = try folder.open("log", for: .appending)
    try file.write(Array("one\ntwo\n".utf8))
    try file.truncate(to: 4)
    try file.write(Array("three\n".utf8))
    try file.synchronize()
    #expect(try file.size() == 10)
    try file.close()
    #expect(try folder.read("log", limit: 10) == Array("one\nthree\n".utf8))
  }

  @Test
  func `a file above the limit is refused unread`() throws {
    let folder = try folder()
    try folder.publish([UInt8](repeating: 0, count: 101), as: "big")
    let error = #expect(throws: RunError.self) { try folder.read("big", limit: 100) }
    #expect(error?.message == "w/big: 101 bytes are more than the 100 allowed, reading")
  }

  @Test
  func `symbolic links, FIFOs and folders are no files`() throws {
    let folder = try folder()
    try folder.publish([1], as: "real")
    symlink("real", "\(workspace.path)/link")
    symlink("nowhere", "\(workspace.path)/dangling")
    mkfifo("\(workspace.path)/fifo", 0o600)
    symlink("experiments", "\(workspace.path)/linked-folder")
    for use in [FileUse.reading, .appending, .locking] {
      for (name, problem) in [
        ("link", FileProblem.symbolicLink), ("dangling", .symbolicLink), ("fifo", .notRegularFile),
        ("experiments", .notRegularFile),
      ] {
        let error = #expect(throws: RunError.self) { try folder.open(name, for: use) }
        #expect(error?.fault?.problem == problem, "\(name) for \(use)")
      }
    }
    #expect(throws: RunError.self) { try folder.folder("linked-folder") }
    #expect(throws: RunError.self) { try folder.open("dangling", for: .creating) }
    #expect(try folder.status(of: "link")?.kind == .symbolicLink)
    #expect(try folder.status(of: "fifo")?.kind == .other)
    #expect(try folder.status(of: "none") == nil)
  }

  @Test(arguments: ["", ".", "..", "../x", "/etc/passwd", "a/b", "a\0b"])
  func `a name that leads out of its folder reaches nothing`(name: String) throws {
    let folder = try folder()
    #expect(throws: RunError.self) { try folder.open(name, for: .reading) }
    #expect(throws: RunError.self) { try folder.open(name, for: .creating) }
    #expect(throws: RunError.self) { try folder.folder(name) }
    #expect(throws: RunError.self) { try folder.makeFolder(name) }
    #expect(throws: RunError.self) { try folder.removeFile(name) }
  }

  @Test
  func `errors name path, operation and the system's words`() throws {
    let folder = try folder()
    let error = #expect(throws: RunError.self) { try folder.open("none", for: .reading) }
    #expect(error?.message == "w/none: \(String(cString: strerror(ENOENT))), opening")
    #expect(error?.fault?.operation == .opening)
    let taken = #expect(throws: RunError.self) { try folder.makeFolder("experiments") }
    #expect(taken?.fault?.problem.isTaken == true)
  }

  @Test
  func `a run is held by one, and free when its recorder goes`() throws {
    let store = workspace.store
    let training = FakeTraining()
    var recorder: RunRecorder? = try store.start(training)
    try recorder?.record(.reachedCheckpoint(training.state(step: 0)))
    let run = try store.run("fake-001")
    #expect(run.state == .running)
    let error = #expect(throws: RunError.self) { try run.resume() }
    #expect(error?.kind == .held)
    let holder = try #require(RunLock.holder(in: run.folder))
    #expect(holder.process == Int(getpid()))
    #expect(
      error?.message == "fake-001 is held by process \(holder.process) on \(holder.host) "
        + "since \(holder.since)")
    recorder = nil
    #expect(try store.run("fake-001").state == .interrupted)
    #expect(try store.run("fake-001").resume().ready != nil)
  }

  @Test
  func `a run lives on a real disk from start to finish`() throws {
    let store = workspace.store
    let training = FakeTraining()
    try training.run(try store.start(training), from: nil, stopping: .after(step: 5))
    let resumed = try #require(try store.run("fake-001").resume().ready)
    try training.run(resumed.recorder, from: resumed.state)
    let run = try store.run("fake-001")
    #expect(run.state == .finished)
    #expect(
      try run.folder.names() == [
        ".lock", "checkpoints", "definition.json", "metrics.csv", "predictions.csv", "run.json",
        "timing.csv",
      ])
    // As in a run that was never stopped: that of step 5, which only the stop saved, has gone.
    #expect(try run.checkpoints().map(\.step) == [0, 3, 4, 6])
    #expect(try run.checkpoint(step: 6, of: run.experiment()).state == training.state(step: 6))
    #expect(try run.predictions()?.rows == training.predictions)
    #expect(try run.metrics().epochs == [1, 2])
    #expect(try run.timing().rows.count == 2)
  }
}
