import Datasets
import Dispatch
import Experiments
import FileTwins
import Files
import Runs
import Testing
import Training

struct RunStoreTests {
  private let training = FakeTraining()

  @Test
  func `runs are numbered from 001, and numbers in the trash are not used again`() throws {
    let files = MemoryFiles()
    let store = RunStore.memory(files)
    #expect(try store.ids() == [])
    #expect(try store.start(training).id == "fake-001")
    #expect(try store.start(training).id == "fake-002")
    let root = try RunFolder(path: "/w/runs", files: files)
    _ = try root.makeFolder(".trash").makeFolder("fake-007.2")
    _ = try root.makeFolder("FAKE-004")
    _ = try root.makeFolder("fake-mlp-090")
    _ = try root.makeFolder("fake-12")
    #expect(try store.start(training).id == "fake-008")
    #expect(try store.start(training, name: "fake-999").id == "fake-999")
    #expect(try store.start(training).id == "fake-1000")
    #expect(try store.ids() == ["fake-001", "fake-002", "fake-008", "fake-999", "fake-1000"])
  }

  @Test
  func `forty threads on the real disk claim forty ids`() throws {
    let workspace = TemporaryWorkspace()
    let training = training
    let ids = Guarded<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 40) { _ in
      let id = try? workspace.store.start(training).id
      ids.withLock { $0.append(id ?? "failed") }
    }
    let expected = (1...40).map { $0 < 10 ? "fake-00\($0)" : "fake-0\($0)" }
    #expect(ids.withLock { $0.sorted() } == expected)
    #expect(try workspace.store.ids() == expected)
  }

  @Test(arguments: [
    ("../best", "it cannot start with '.' or contain '/'", ": --name best"),
    ("a/b", "it cannot contain '/'", ": --name ab"),
    ("/x", "it cannot start with '/'", ": --name x"),
    ("", "it is empty", ""),
    ("a\0", "it cannot contain '\\u{0}'", ": --name a"),
    ("é", "it cannot start with 'é'", ""),
    (
      String(repeating: "a", count: 101), "it has 101 characters, more than 100",
      ": --name " + String(repeating: "a", count: 100)
    ),
    (".lock", "it cannot start with '.'", ": --name lock"),
  ])
  func `a name that is no id is refused with the nearest that is`(
    name: String, problem: String, proposal: String
  ) {
    let files = MemoryFiles()
    let error = #expect(throws: RunError.self) {
      try RunStore.memory(files).start(training, name: name)
    }
    #expect(error?.kind == .usage)
    let shown = name.count > 40 ? String(name.prefix(40)) + "…" : name == "a\0" ? "a\\u{0}" : name
    #expect(error?.message == "--name '\(shown)' is not a run id: \(problem)")
    #expect(
      error?.advice == [
        "1 to 100 letters, digits, '.', '_', '-', the first a letter or digit\(proposal)"
      ])
    #expect(files.disk.contents("w").isEmpty)
  }

  @Test
  func `the word for the newest run is no run's name, but can be an experiment's`() throws {
    let store = RunStore.memory(MemoryFiles())
    for name in ["latest", "latest!"] {
      let error = #expect(throws: RunError.self) { try store.start(training, name: name) }
      #expect(error?.kind == .usage)
      let advice = error?.advice.map(\.description).joined() ?? ""
      #expect(!advice.isEmpty && !advice.contains("--name latest"))
    }
    for name in ["latest-001", "other-1"] { _ = try store.start(training, name: name) }
    #expect(try store.resolve("latest").run.id == "other-1")
  }

  @Test
  func `a taken name is refused, also in other letter case`() throws {
    let store = RunStore.memory(MemoryFiles())
    _ = try store.start(training, name: "Best")
    for (name, problem) in [
      ("Best", "there is a run of that name"), ("best", "there is a run 'Best'"),
    ] {
      let error = #expect(throws: RunError.self) { try store.start(training, name: name) }
      #expect(error?.kind == .usage)
      #expect(error?.message == "--name '\(name)' is taken: \(problem)")
    }
    #expect(try store.ids() == ["Best"])
  }

  @Test
  func `a name that another process is just beginning is taken`() throws {
    let files = MemoryFiles()
    for (leases, name) in [(LeaseUse.none, "new"), (.always(.standard), "leased")] {
      var workspace = Workspace(path: "/w")
      workspace.leases = leases
      let store = RunStore(workspace: workspace, files: files, savesInBackground: false)
      let begun = try store.start(training, name: name)
      // As before its first write that counts.
      try RunFolder(path: "/w/runs/\(name)", files: files).removeFile("run.json")
      let error = #expect(throws: RunError.self) { try store.start(training, name: name) }
      #expect(error?.kind == .usage)
      #expect(
        error?.message
          == "--name '\(name)' is taken: a run of that name was begun by another process")
      withExtendedLifetime(begun) {}
    }
  }

  @Test
  func `a run is found by id, experiment, prefix, latest, best metric and path`() throws {
    let store = RunStore.memory(MemoryFiles())
    for name in ["fake-001", "other-x", "fake-010"] {
      try training.run(try store.start(training, name: name), from: nil)
    }
    for (argument, id) in [
      ("fake-001", "fake-001"), ("other", "other-x"), ("fake-0", nil), ("fake-01", "fake-010"),
      ("latest", "fake-010"), ("fake", "fake-010"), ("best:test_accuracy", "fake-010"),
      ("runs/fake-001", "fake-001"), ("/w/runs/fake-001/", "fake-001"),
    ] as [(String, String?)] {
      #expect((try? store.resolve(argument))?.run.id == id, "\(argument)")
    }
    let path = "runs/other-x/checkpoints/step-00000004.safetensors"
    let selection = try store.resolve(path)
    #expect(selection.run.id == "other-x")
    #expect(selection.step == 4)
  }

  @Test(
    arguments: [
      ("fake-0", "'fake-0' is the start of 2 runs", "which one? fake-001, fake-002"),
      (
        "fale-001", "no run 'fale-001' in /w/runs",
        "did you mean fake-001? all 2: \(command: .runs())"
      ),
      ("../fake-001", "no run '../fake-001' in /w/runs", "all 2: \(command: .runs())"),
      ("", "no run '' in /w/runs", "all 2: \(command: .runs())"),
      ("\u{1b}[2J", "no run '\\u{1B}[2J' in /w/runs", "all 2: \(command: .runs())"),
      (
        "best:test_acuracy", "best:test_acuracy: no run has a metric 'test_acuracy'",
        "did you mean best:test_accuracy?"
      ),
    ] as [(String, String, Remedy)])
  func `an argument that names no run is answered with the nearest`(
    argument: String, message: String, advice: Remedy
  ) throws {
    let store = RunStore.memory(MemoryFiles())
    for _ in 0..<2 { try training.run(try store.start(training), from: nil) }
    let error = #expect(throws: RunError.self) { try store.resolve(argument) }
    #expect(error?.kind == .usage)
    #expect(error?.message == message)
    #expect(error?.advice == [advice])
  }

  @Test
  func `runs are listed newest first, without those that cannot be read`() throws {
    let files = MemoryFiles()
    let store = RunStore.memory(files)
    for _ in 0..<4 { try training.run(try store.start(training), from: nil) }
    let folder = try RunFolder(path: "/w/runs/fake-002", files: files)
    try folder.publish(Array("{".utf8), as: "run.json")
    let other = try RunFolder(path: "/w/runs/fake-003", files: files)
    try other.publish(
      try RunFolder(path: "/w/runs/fake-001", files: files).read("run.json", limit: 1 << 20),
      as: "run.json")
    _ = try RunFolder(path: "/w/runs", files: files).makeFolder("no-run")
    let listing = try store.list()
    #expect(listing.runs.map(\.id) == ["fake-004", "fake-001"])
    #expect(
      listing.unreadable.map(\.message) == [
        "runs/fake-002/run.json:1:2: not JSON, expected a key in double quotes, found the end",
        "runs/fake-003/run.json: id: must be the folder's name fake-003, not 'fake-001'",
      ])
  }

  @Test
  func `the empty word is no prefix, not even of the only run`() throws {
    let store = RunStore.memory(MemoryFiles())
    _ = try store.start(training)
    #expect(throws: RunError.self) { try store.resolve("") }
  }

  @Test
  func `a run that cannot be looked into is told, not passed over`() throws {
    let files = MemoryFiles()
    _ = try RunStore.memory(files).start(training)
    let counting = FaultyFiles(MemoryFiles(files.disk), failing: -1, code: 0)
    _ = try RunStore.memory(counting).list()
    for call in 0..<counting.count {
      let failing = FaultyFiles(MemoryFiles(files.disk), failing: call, code: EACCES)
      guard let listing = try? RunStore.memory(failing).list() else { continue }
      #expect(listing.runs.count + listing.unreadable.count == 1, "call \(call)")
    }
  }

  @Test
  func `a finished run is found by its key, a broken-off one is not`() throws {
    let store = RunStore.memory(MemoryFiles())
    let recorder = try store.start(training)
    let key = recorder.record.runKey
    try training.run(recorder, from: nil, stopping: .after(step: 4))
    #expect(try store.finishedRun(key: key)?.id == nil)
    let resumed = try #require(try store.run("fake-001").resume().ready)
    try training.run(resumed.recorder, from: resumed.state)
    #expect(try store.finishedRun(key: key)?.id == "fake-001")
    #expect(try store.finishedRun(key: String(key.reversed()))?.id == nil)
    try training.run(try store.start(training), from: nil)
    #expect(try store.finishedRun(key: key)?.id == "fake-001", "of several the first")
  }
}
