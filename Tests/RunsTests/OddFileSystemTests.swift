import Datasets
import FileTwins
import Files
import Runs
import Testing

/// What a file system or a machine does not offer, and what stands in `runs/` that is no run.
struct OddFileSystemTests {
  private let workspace = TemporaryWorkspace()

  private func store(lacking: [MissingFeature: Int32]) -> RunStore {
    RunStore(workspace: Workspace(path: workspace.path), files: OddFiles(lacking: lacking))
  }

  @Test(arguments: [EINVAL, ENOTSUP, ENOSYS])
  func `a run lives where folders cannot be synchronised`(code: Int32) throws {
    let store = store(lacking: [.folderSync: code])
    let training = FakeTraining()
    try training.run(try store.start(training), from: nil)
    try store.run("fake-001").change { $0.note = "kept" }
    #expect(try store.run("fake-001").record.note == "kept")
    try store.remove([try store.run("fake-001")])
    #expect(try store.ids().isEmpty)
    #expect(UnsyncedFolders.first != nil)
  }

  @Test(arguments: [EIO, EBADF, ENOSPC])
  func `a folder that fails to be synchronised is an error`(code: Int32) throws {
    let store = store(lacking: [.folderSync: code])
    let error = #expect(throws: RunError.self) { try store.start(FakeTraining()) }
    #expect(error?.fault?.operation == .synchronizing)
  }

  @Test(arguments: [ENOLCK, ENOSYS, EOPNOTSUPP])
  func `without locks a start is refused with the way out and leaves nothing`(code: Int32) throws {
    let store = store(lacking: [.locks: code])
    let error = #expect(throws: RunError.self) { try store.start(FakeTraining()) }
    #expect(error?.kind == .failed)
    #expect(
      error?.message.hasPrefix("runs/fake-001/.lock: this file system has no locks (") == true)
    #expect(error?.advice == NoLocks.advice.map { Remedy($0) })
    #expect(try store.ids().isEmpty)
    #expect(try RunFolder(path: workspace.path + "/runs", files: SystemFiles()).names().isEmpty)
  }

  @Test func `without locks a run that says it is running is listed as that`() throws {
    let training = FakeTraining()
    try training.run(
      try workspace.store.start(training), from: nil, stopping: .after(step: 5))
    let run = try store(lacking: [.locks: ENOLCK]).run("fake-001")
    #expect(run.state == .interrupted || run.isHeld)
    let found = try store(lacking: [.locks: ENOLCK]).find(RunSearch())
    #expect(found.runs.count == 1 && found.runCounts.unreadable.isEmpty)
  }

  @Test(arguments: [0o600, 0o640, 0o664] as [mode_t])
  func `a rewritten run.json keeps its mode`(bits: mode_t) throws {
    let training = FakeTraining()
    try training.run(try workspace.store.start(training), from: nil)
    let path = "\(workspace.path)/runs/fake-001/run.json"
    chmod(path, bits)
    try workspace.store.run("fake-001").change { $0.note = "said" }
    var status = stat()
    stat(path, &status)
    #expect(status.st_mode & 0o777 == bits)
  }

  @Test func `a rewritten file keeps what it had in memory too`() throws {
    let files = MemoryFiles()
    let folder = try RunFolder(path: "/w", files: files)
    try folder.publish([1], as: "a")
    files.setDisk { disk in
      if let number = disk.folder(disk.folder(0).entries["w"] ?? 0).entries["a"] {
        disk.change(file: number) { $0.mode = 0o664 }
      }
    }
    try folder.publish([2], as: "a")
    let disk = files.disk
    let number = try #require(disk.folder(disk.folder(0).entries["w"] ?? 0).entries["a"])
    #expect(disk.file(number).mode == 0o664 && disk.file(number).bytes == [2])
  }

  @Test func `a link in place of a run is the one meant, and is named`() throws {
    let training = FakeTraining()
    for name in ["mv", "mv2"] {
      try training.run(try workspace.store.start(training, name: name), from: nil)
    }
    let runs = "\(workspace.path)/runs"
    rename("\(runs)/mv", "\(workspace.path)/elsewhere")
    symlink("../elsewhere", "\(runs)/mv")
    let words = "runs/mv is a symbolic link, which bench does not follow there"
    for argument in ["mv", "runs/mv"] {
      let error = #expect(throws: RunError.self) { try workspace.store.resolve(argument) }
      #expect(error?.message == words)
      #expect(error?.advice.first?.description.contains("make runs/ itself a link") == true)
    }
    let runCounts = try workspace.store.find(RunSearch()).runCounts
    #expect(runCounts.unreadable.map(\.message) == [words])
    #expect(try workspace.store.ids() == ["mv2"])
    unlink("\(runs)/mv")
    #expect(try workspace.store.resolve("mv").run.id == "mv2")
  }

  @Test func `a folder or file of exactly that name is not taken for the start of another`() throws
  {
    let training = FakeTraining()
    try training.run(try workspace.store.start(training, name: "mv2"), from: nil)
    let runs = "\(workspace.path)/runs"
    mkdir("\(runs)/mv", 0o777)
    close(open("\(runs)/m", O_CREAT | O_WRONLY, 0o600))
    for (name, words) in [
      ("mv", "runs/mv is not a run: it has no run.json"),
      ("m", "runs/m is not a run: it is not a folder"),
    ] {
      let error = #expect(throws: RunError.self) { try workspace.store.resolve(name) }
      #expect(error?.message == words)
    }
  }

  @Test func `a name is not called a run's if a file or a link has it`() throws {
    let training = FakeTraining()
    let runs = "\(workspace.path)/runs"
    mkdir(runs, 0o777)
    close(open("\(runs)/file", O_CREAT | O_WRONLY, 0o600))
    symlink("nowhere", "\(runs)/link")
    for (name, entry) in [("file", "file"), ("link", "link"), ("File", "file")] {
      let error = #expect(throws: RunError.self) {
        try workspace.store.start(training, name: name)
      }
      #expect(error?.kind == .usage)
      #expect(
        error?.message
          == "--name '\(name)' is taken: runs/\(entry) is in the way, which is no run")
    }
  }

  @Test func `checkpoints behind a link are told as that`() throws {
    let training = FakeTraining()
    try training.run(try workspace.store.start(training), from: nil)
    let run = "\(workspace.path)/runs/fake-001"
    rename("\(run)/checkpoints", "\(workspace.path)/elsewhere")
    symlink("../../elsewhere", "\(run)/checkpoints")
    let error = #expect(throws: RunError.self) {
      try workspace.store.run("fake-001").checkpoints()
    }
    #expect(
      error?.message
        == "runs/fake-001/checkpoints is a symbolic link, which bench does not follow there")
  }

  @Test(arguments: [
    ("here", "pid:1", "kill 7 (it saves first), then resume"),
    ("here", nil, "kill 7 (it saves first), then resume"),
    (
      "here", "pid:2",
      "where it runs, in or outside a container of here: kill 7 (it saves first); then resume"
    ),
    ("node7", "pid:1", "on node7: kill 7 (it saves first); then resume"),
  ])
  func `a command to end the holder is given where its number means that process`(
    host: String, numbering: String?, words: String
  ) {
    let here = LockHolder(process: 1, host: "here", since: "", numbering: "pid:1")
    let holder = LockHolder(process: 7, host: host, since: "", numbering: numbering)
    #expect(holder.ending(from: here) == words)
  }

  @Test(arguments: [
    (7, true), (Int(Int32.max), true), (0, false), (-1, false), (-7, false), (1 << 31, false),
    (.min, false),
  ])
  func `a lock's file that names no process has no holder whom a command could end`(
    process: Int, isOne: Bool
  ) {
    let holder = LockHolder(process: process, host: "node7", since: "now", numbering: "pid:1")
    #expect(LockHolder(parsing: Array(holder.text.utf8)) == (isOne ? holder : nil))
  }
}
