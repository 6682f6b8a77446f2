import Experiments
import FileTwins
import Files
import Runs
import Testing
import Training

/// What `gc` does with leases: on a file system without locks, so that they alone decide.
struct OldLeaseTests {
  private static let training = FakeTraining()
  private static let name = "fake-001"
  private static let noLocks = OddFiles(lacking: [.locks: ENOLCK])
  private let folder = TemporaryWorkspace()

  private func store(_ files: any FileSystem = noLocks) -> RunStore {
    Self.store(folder.path, files)
  }

  private static func store(_ path: String, _ files: any FileSystem = noLocks) -> RunStore {
    var workspace = Workspace(path: path)
    workspace.leases = .always(.standard)
    return RunStore(workspace: workspace, files: files, savesInBackground: false)
  }

  private func trainInPart(_ name: String = name) throws {
    try Self.training.run(
      try store().start(Self.training, name: name), from: nil, stopping: .after(step: 2))
  }

  private static func collect(_ store: RunStore) throws {
    let found = try store.garbage()
    #expect(found.problems == [])
    #expect(try store.free(found.garbage).problems == [])
  }

  private var leases: [String] {
    get throws {
      try RunFolder(path: "\(folder.path)/runs/.leases", files: SystemFiles()).names().sorted()
    }
  }

  @Test func `leases of runs that nobody holds go, and others stay`() throws {
    try trainInPart()
    try trainInPart("b")
    let holder = try #require(try store().run("b").resume().ready)
    #expect(try leases == ["b.1", "b.2", "fake-001.1"])
    let garbage = try store().garbage().garbage
    #expect(garbage.map(\.printed) == ["runs/.leases"] && garbage[0].bytes > 0)
    #expect(garbage[0].kind.rawValue == "old leases")
    #expect(try store().free(garbage).garbage == garbage)
    #expect(try leases == ["b.1", "b.2"])
    #expect(try store().garbage().garbage == [])
    let again = try #require(try store().run(Self.name).resume().ready)
    #expect(try leases == ["b.1", "b.2", "fake-001.1"])
    withExtendedLifetime((holder, again)) {}
  }

  @Test func `a lease whose holder may be on another machine stays until its run has ended`() throws
  {
    func leave(_ lease: String, secondsAgo: Int) throws {
      let path = "\(folder.path)/runs/.leases/\(lease)"
      let other = #"{"holder":{"host":"node7","process":7,"since":"now"},"seconds":90}"#
      try OutputFile(path).write(Array(other.utf8))
      var times = [timespec(), timespec()]
      clock_gettime(CLOCK_REALTIME, &times[0])
      times[0].tv_sec -= secondsAgo
      times[1] = times[0]
      try #require(utimensat(AT_FDCWD, path, times, 0) == 0)
    }
    try trainInPart()
    for (seconds, left) in [(100, true), (80_000, true), (90_000, false)] {
      try leave("fake-001.1", secondsAgo: seconds)
      try Self.collect(store())
      #expect(try leases.isEmpty == !left, "\(seconds) s")
    }
    // A run that is not there any more.
    try leave("gone-001.1", secondsAgo: 90_000)
    try Self.collect(store())
    #expect(try leases == [])
  }

  /// Before its nth call on a file, all old leases are removed, and another process takes the run.
  @Test func `a claim after leases that were removed meanwhile is not granted`() throws {
    try trainInPart()
    let whole = FaultyFiles(Self.noLocks, failing: -1, code: 0)
    #expect(try store(whole).run(Self.name).resume().ready != nil)
    #expect(whole.count > 20)
    var taken = 0
    let path = folder.path
    for stop in 0..<whole.count {
      nonisolated(unsafe) var other: RunRecorder?
      let woken = FaultyFiles(Self.noLocks, failing: -1, code: 0) { call in
        guard call == stop else { return }
        let store = Self.store(path)
        #expect(throws: Never.self) { try Self.collect(store) }
        other = try? store.run(Self.name).resume().ready?.recorder
      }
      let own = try? store(woken).run(Self.name).resume().ready
      #expect((own == nil) == (other != nil), "before call \(stop)")
      if other != nil { taken += 1 }
    }
    #expect(taken > 10 && taken < whole.count)
  }
}
