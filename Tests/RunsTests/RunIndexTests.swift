import Dispatch
import Engine
import Experiments
import Runs
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a listing says must be what the runs' files say, whatever the index says.
struct RunIndexTests {
  private static let searches = [
    "seed < 20 and state == finished", "optimizer.learning_rate < 0.005", "tags has even",
    "test_accuracy >= 0.5 or note != null", "dataset.subset.test.1 == 3", "best:train_loss > 0",
    "architecture.2.out_features == 10 and architecture.2.init == uniform_fan_in",
    "optimizer ~ momentum", "dataset.subset.test == '[0,3]'", "parent == null and verified == null",
  ]

  /// Every run found, as the index has it and as its files do.
  private func expectSame(
    _ workspace: TemporaryWorkspace, _ searches: [String] = searches,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let plain = RunStore(workspace: workspace.store.workspace, files: UnindexedFiles())
    for text in searches {
      let query = try RunQuery(text, now: .now())
      let search = RunSearch(
        query, order: RunOrder("-test_accuracy,seed"), showing: QueryField.all)
      let (found, read) = (try workspace.store.find(search), try plain.find(search))
      #expect(found.runs == read.runs, "\(text)", sourceLocation: location)
      #expect(found.matching == read.matching, "\(text)", sourceLocation: location)
      #expect(found.census.count == read.census.count, sourceLocation: location)
      #expect(found.census.metrics == read.census.metrics, sourceLocation: location)
      #expect(
        found.census.unreadable.count == read.census.unreadable.count, sourceLocation: location)
    }
  }

  /// A workspace with so many runs of various records, indexed.
  private func indexed(_ count: Int) throws -> TemporaryWorkspace {
    let workspace = TemporaryWorkspace()
    let training = FakeTraining()
    try training.run(try workspace.store.start(training), from: nil)
    let model = try workspace.store.run("fake-001")
    for number in 2...count { try workspace.copy(model, number) }
    workspace.settle()
    _ = try workspace.store.find(RunSearch())
    #expect(try workspace.bytes(".index").count > 150 * count)
    return workspace
  }

  @Test func `a run comes out of the index as it went in`() throws {
    let workspace = try indexed(60)
    try expectSame(workspace)
    #expect(try workspace.store.newest(of: "fake") == "fake-060")
    #expect(try workspace.store.countsByExperiment() == ["fake": 60])
    #expect(try workspace.store.resolve("latest").run.id == "fake-060")
    try #require(unlink("\(workspace.path)/runs/.index") == 0)
    try expectSame(workspace)
  }

  @Test func `whatever changes a run is seen at once`() throws {
    let workspace = try indexed(40)
    let runs = "\(workspace.path)/runs"
    // Replaced, as bench does; written over by something else; the definition too.
    let tagged = try workspace.store.run("fake-003")
    try tagged.change { $0.tags = ["even", "new"] }
    try expectSame(workspace)
    workspace.overwrite("fake-005/run.json", "\"seed\": 5", "\"seed\": 6")
    try expectSame(workspace)
    workspace.overwrite(
      "fake-006/definition.json", "\"learning_rate\":0.006", "\"learning_rate\":0.001")
    try expectSame(workspace)
    workspace.overwrite("fake-007/run.json", "\"experiment\"", "\"experimint\"")
    try expectSame(workspace)
    // Gone, under another name, elsewhere behind a link, no run any more, trained again.
    try workspace.store.remove([try workspace.store.run("fake-010")])
    try #require(rename("\(runs)/fake-011", "\(runs)/fake-911") == 0)
    try #require(rename("\(runs)/fake-012", "\(workspace.path)/elsewhere") == 0)
    try #require(symlink("\(workspace.path)/elsewhere", "\(runs)/fake-012") == 0)
    try #require(unlink("\(runs)/fake-013/run.json") == 0)
    try #require(unlink("\(runs)/fake-014/definition.json") == 0)
    try expectSame(workspace)
    let again = try workspace.store.run("fake-001").record
    let folder = try Folder(path: "\(runs)/fake-001", files: SystemFiles())
    var running = again
    running.state = .running
    try folder.publish(Array(running.text.utf8), as: "run.json")
    try expectSame(workspace)
    let found = try workspace.store.find(RunSearch([.state: "interrupted"]))
    #expect(found.runs.contains { $0.id == "fake-001" })
    #expect(try workspace.store.find(RunSearch()).census.count == 37)
  }

  @Test func `a file written over in the tick in which it was read is not believed`() throws {
    let workspace = try indexed(40)
    for round in 0..<30 {
      try #require(unlink("\(workspace.path)/runs/.index") == 0)
      let (old, new) = round % 2 == 0 ? ("7", "8") : ("8", "7")
      // Indexed and changed again without waiting for the clock of the file system.
      _ = try workspace.store.find(RunSearch())
      workspace.overwrite("fake-007/run.json", "\"seed\": \(old)", "\"seed\": \(new)")
      let found = try workspace.store.find(RunSearch([.id: "fake-007"])).runs
      #expect(found.map(\.seed) == [UInt64(new)])
      _ = try workspace.store.find(RunSearch())
      if access("\(workspace.path)/runs/.index", F_OK) != 0 {
        workspace.settle()
        _ = try workspace.store.find(RunSearch())
      }
    }
  }

  @Test func `no block is taken for whole with a flipped byte or without its end`() throws {
    let workspace = try indexed(34)
    let bytes = try workspace.bytes(".index")
    let files = MemoryFiles()
    _ = try Folder(path: "/", files: files).makeFolder("runs")
    let folder = try Folder(path: "/runs", files: files)
    func wholeBlocks(_ bytes: [UInt8]) throws -> [[UInt8]] {
      try folder.publish(bytes, as: ".index")
      var reader = RunIndexReader(in: folder)
      var blocks: [[UInt8]] = []
      while let next = reader?.next() { if next.isWhole { blocks.append(next.bytes) } }
      return blocks
    }
    let whole = try wholeBlocks(bytes)
    #expect(whole.count == 1)
    for index in bytes.indices {
      var flipped = bytes
      flipped[index] ^= 1 << UInt8(index % 8)
      #expect(try wholeBlocks(flipped).isEmpty, "byte \(index)")
      #expect(try wholeBlocks(Array(bytes[..<index])).isEmpty, "\(index) bytes")
    }
  }

  @Test func `a damaged index changes no answer, and a forged one does no harm`() throws {
    let workspace = try indexed(34)
    let bytes = try workspace.bytes(".index")
    for index in stride(from: 0, to: bytes.count, by: bytes.count / 12) {
      var flipped = bytes
      flipped[index] ^= 0x10
      try workspace.write(flipped, ".index")
      try expectSame(workspace, ["seed > 3 or note != null"])
      try workspace.write(Array(bytes[..<index]), ".index")
      try expectSame(workspace, ["seed > 3 or note != null"])
    }
    // Bytes that contradict each other under a right seal.
    for index in stride(from: 68, to: bytes.count, by: 101) {
      var block = Array(bytes[68...])
      block[index - 68] ^= 0xFF
      let forged = bytes[..<36] + SHA256.hash(block).bytes + block
      try workspace.write(Array(forged), ".index")
      _ = try workspace.store.find(RunSearch(showing: QueryField.all))
    }
    for strange in [[], [0], Array("a text".utf8), [UInt8](repeating: 0xFF, count: 5000)] {
      try workspace.write(strange, ".index")
      try expectSame(workspace, ["seed > 3 or note != null"])
    }
    try #require(unlink("\(workspace.path)/runs/.index") == 0)
    try #require(mkfifo("\(workspace.path)/runs/.index", 0o600) == 0)
    try expectSame(workspace)
  }

  @Test func `any call may fail, and a killed writer leaves what the next one removes`() throws {
    let workspace = try indexed(36)
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
          let count = found.runs.count + found.census.unreadable.count
          #expect(count == expected.count, "call \(call)")
        }
        #expect(try workspace.store.find(RunSearch()).runs == expected, "call \(call)")
        #expect(try workspace.left().isEmpty, "call \(call)")
      }
    }
  }

  @Test func `what a living writer has is left alone`() throws {
    let workspace = try indexed(34)
    try workspace.write([1], ".tmp-1-aaaaaa")
    let folder = try Folder(path: "\(workspace.path)/runs", files: SystemFiles())
    let living = try folder.open(".tmp-2-bbbbbb", for: .creating)
    #expect(try living.lock(exclusive: true))
    unlink("\(workspace.path)/runs/.index")
    _ = try workspace.store.find(RunSearch())
    #expect(try workspace.left() == [".tmp-2-bbbbbb"])
    try living.close()
  }

  @Test func `twenty at once all find every run while some change`() throws {
    let workspace = try indexed(80)
    let store = workspace.store
    let wrong = Mutex(0)
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

extension QueryField {
  /// Fields of every sort.
  fileprivate static let all =
    Fact.allCases.map(QueryField.fact)
    + [
      "optimizer.learning_rate", "architecture", "architecture.2.init", "dataset.subset.test",
      "dataset.subset.test.1", "optimizer", "train_loss", "best:test_accuracy", "dataset.augment",
    ].map { QueryField($0) }
}

extension TemporaryWorkspace {
  /// One more run, made of another one's record and definition.
  fileprivate func copy(_ model: Run, _ number: Int) throws {
    let id = "fake-0\(number < 10 ? "0" : "")\(number)"
    var record = model.record
    record.id = id
    record.seed = number == 9 ? .max : UInt64(number)
    record.createdAt = Timestamp(milliseconds: record.createdAt.milliseconds + 1000 * number)
    record.state = number % 7 == 0 ? .failed : .finished
    record.tags = number % 2 == 0 ? ["even"] : []
    record.note = number % 5 == 0 ? "e\u{301} \(number)" : ""
    record.summary.totalSeconds = Double(number) / 3
    record.summary.metrics[0].last = Double(number) * 1e-3
    if number % 3 == 0 { record.summary.metrics.removeLast() }
    try #require(mkdir("\(path)/runs/\(id)", 0o777) == 0)
    try write(Array(record.text.utf8), "\(id)/run.json")
    let text = try model.definition().canonicalText
    let changed = text.split(separator: "\"learning_rate\":0.1").joined(
      separator: "\"learning_rate\":0.0\(number < 10 ? "0" : "")\(number)")
    try write(Array(changed.utf8), "\(id)/definition.json")
  }

  fileprivate func write(_ bytes: [UInt8], _ name: String) throws {
    let file = open("\(path)/runs/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    defer { close(file) }
    try #require(bytes.withUnsafeBytes { Self.write(file, $0) } == bytes.count)
  }

  private static func write(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(file, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      Musl.write(file, bytes.baseAddress, bytes.count)
    #elseif canImport(Darwin)
      Darwin.write(file, bytes.baseAddress, bytes.count)
    #endif
  }

  fileprivate func bytes(_ name: String) throws -> [UInt8] {
    try Folder(path: "\(path)/runs", files: SystemFiles()).read(name, limit: 1 << 28)
  }

  /// Writes over a file in its place: the same inode, the same size.
  fileprivate func overwrite(_ name: String, _ old: String, _ new: String) {
    let parts = name.split(separator: "/").map(String.init)
    guard
      let folder = try? Folder(path: "\(path)/runs/\(parts[0])", files: SystemFiles()),
      let bytes = try? folder.read(parts[1], limit: 1 << 20)
    else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    let pieces = text.components(around: old)
    #expect(pieces != nil && old.utf8.count == new.utf8.count, "\(name) has no \(old)")
    guard let pieces else { return }
    let file = open("\(path)/runs/\(name)", O_WRONLY)
    defer { close(file) }
    let changed = Array((pieces.before + new + pieces.after).utf8)
    #expect(changed.withUnsafeBytes { Self.write(file, $0) } == bytes.count)
  }

  /// Waits until the file system's clock has gone on.
  fileprivate func settle() { usleep(30_000) }

  /// Unfinished files in `runs/`.
  fileprivate func left() throws -> [String] {
    try Folder(path: "\(path)/runs", files: SystemFiles()).names().filter { $0.hasPrefix(".tmp-") }
  }
}

extension String {
  fileprivate func components(around part: String) -> (before: String, after: String)? {
    let (all, wanted) = (Array(utf8), Array(part.utf8))
    guard let start = all.indices.first(where: { all[$0...].starts(with: wanted) }) else {
      return nil
    }
    return (
      String(decoding: all[..<start], as: UTF8.self),
      String(decoding: all[(start + wanted.count)...], as: UTF8.self)
    )
  }
}
