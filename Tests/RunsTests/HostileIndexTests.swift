import Engine
import Experiments
import FileTwins
import Files
import JSON
import Runs
import Testing

/// An index that is damaged, forged or out of date must not change what a listing says.
struct HostileIndexTests {
  @Test func `no block is taken for whole with a flipped byte or without its end`() throws {
    let workspace = try TemporaryWorkspace.indexed(34)
    let bytes = try workspace.bytes(".index")
    let files = MemoryFiles()
    _ = try RunFolder(path: "/", files: files).makeFolder("runs")
    let folder = try RunFolder(path: "/runs", files: files)
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
    let workspace = try TemporaryWorkspace.indexed(34)
    let bytes = try workspace.bytes(".index")
    for index in stride(from: 0, to: bytes.count, by: bytes.count / 12) {
      var flipped = bytes
      flipped[index] ^= 0x10
      try workspace.write(flipped, ".index")
      try workspace.expectSame(["seed > 3 or note != null"])
      try workspace.write(Array(bytes[..<index]), ".index")
      try workspace.expectSame(["seed > 3 or note != null"])
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
      try workspace.expectSame(["seed > 3 or note != null"])
    }
    try #require(unlink("\(workspace.path)/runs/.index") == 0)
    try #require(mkfifo("\(workspace.path)/runs/.index", 0o600) == 0)
    try workspace.expectSame()
  }

  @Test func `an index of zeros has no block`() throws {
    let workspace = try TemporaryWorkspace.indexed(34)
    let bytes = try workspace.bytes(".index")
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    try workspace.write(Array(bytes[..<32]) + zeros, ".index")
    var reader = RunIndexReader(
      in: try RunFolder(path: "\(workspace.path)/runs", files: SystemFiles()))
    #expect(reader != nil)
    #expect(reader?.next() == nil)
    try workspace.expectSame(["seed > 3 or note != null"])
  }

  @Test(arguments: ["null  ", " 1.25 ", "true  ", "\"abcd\"", "[\"ab\" "])
  func `a list in a block that is none is as if it were not there`(text: String) throws {
    let list = Array(#"["ab"]"#.utf8)
    let file = FileIdentity(inode: 1, size: 2, modified: 3, changed: 4)
    var builder = IndexBlockBuilder()
    let files = RunIdentity(record: file, definition: file)
    let isAdded = builder.add("a-001", files, [("fact:tags", ["ab"])])
    #expect(isAdded)
    var bytes = builder.finished()
    #expect(IndexBlock(bytes)?.value(0, named: "fact:tags") == ["ab"])
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: list) })
    bytes.replaceSubrange(start..<start + list.count, with: text.utf8.prefix(list.count))
    let block = try #require(IndexBlock(bytes))
    #expect(block.value(0, named: "fact:tags") == nil && block.values(0).isEmpty)
  }

  @Test func `what another version or byte order wrote is as if it were not there`() throws {
    let workspace = try TemporaryWorkspace.indexed(34)
    let bytes = try workspace.bytes(".index")
    var olderVersion = bytes
    olderVersion.replaceSubrange(..<32, with: SHA256.hash(Array("bench index 0".utf8)).bytes)
    var otherLength = bytes
    otherLength[32..<36].reverse()
    // Whole, but with the first numbers of a block in another byte order.
    var otherBlock = Array(bytes[68...])
    for start in stride(from: 0, to: 16, by: 4) { otherBlock[start..<(start + 4)].reverse() }
    var otherOrder = Array(bytes[..<36])
    otherOrder += SHA256.hash(otherBlock).bytes
    otherOrder += otherBlock
    let others = [olderVersion, otherLength, otherOrder]
    for other in others {
      try workspace.write(other, ".index")
      try workspace.expectSame()
    }
  }

  @Test func `of a run replaced while the index is made nothing false is kept`() throws {
    let workspace = try TemporaryWorkspace.indexed(33)
    let runs = "\(workspace.path)/runs"
    let (other, away) = ("\(workspace.path)/other", "\(workspace.path)/away")
    // A run of the same id, elsewhere; for a moment it is in the place of the first.
    try workspace.copy(try workspace.store.run("fake-001"), 7, to: other, seed: 99)
    workspace.settle()
    let counting = FaultyFiles(SystemFiles(), failing: -1, code: 0)
    unlink("\(runs)/.index")
    let model = RunStore(
      workspace: workspace.store.workspace, files: counting, fewestIndexed: 32)
    _ = try model.find(RunSearch())
    // The seventh of 33 runs is read somewhere in the first third.
    for call in counting.count / 8..<counting.count / 3 {
      unlink("\(runs)/.index")
      let files = FaultyFiles(SystemFiles(), failing: -1, code: 0) { number in
        switch number {
        case call:
          rename("\(runs)/fake-007", away)
          rename(other, "\(runs)/fake-007")
        case call + 3:
          rename("\(runs)/fake-007", other)
          rename(away, "\(runs)/fake-007")
        default: break
        }
      }
      let store = RunStore(
        workspace: workspace.store.workspace, files: files, fewestIndexed: 32)
      _ = try store.find(RunSearch())
      if access(away, F_OK) == 0 {
        try #require(rename("\(runs)/fake-007", other) == 0)
        try #require(rename(away, "\(runs)/fake-007") == 0)
      }
      let found = try workspace.store.find(RunSearch([.id: "fake-007"])).runs
      #expect(found.map(\.seed) == [7], "call \(call)")
    }
  }

  @Test func `a link is no run where folders do not say what is in them`() throws {
    let workspace = try TemporaryWorkspace.indexed(34)
    let runs = "\(workspace.path)/runs"
    try #require(rename("\(runs)/fake-012", "\(workspace.path)/elsewhere") == 0)
    try #require(symlink("\(workspace.path)/elsewhere", "\(runs)/fake-012") == 0)
    let store = RunStore(workspace: workspace.store.workspace, files: OddFiles(tellsKinds: false))
    #expect(try store.find(RunSearch()).runCounts.count == 33)
    #expect(try store.find(RunSearch([.id: "fake-012"])).runs.isEmpty)
    #expect(try store.find(RunSearch([.id: "fake-013"])).runs.count == 1)
  }

  @Test func `a clock set back makes no entry that is believed of a later change`() throws {
    let workspace = try TemporaryWorkspace.indexed(40)
    // Whenever these files are changed, the file system's clock says the same: the year 2100.
    let files = OddFiles { identity in
      var odd = identity
      odd.modified = 4_102_444_800_000_000_000
      odd.changed = odd.modified
      return odd
    }
    let store = RunStore(
      workspace: workspace.store.workspace, files: files, fewestIndexed: 32)
    unlink("\(workspace.path)/runs/.index")
    for (old, new) in [("8", "6"), ("6", "8")] {
      #expect(try store.find(RunSearch([.id: "fake-008"])).runs.map(\.seed) == [UInt64(old)])
      workspace.overwrite("fake-008/run.json", "\"seed\": \(old)", "\"seed\": \(new)")
      #expect(try store.find(RunSearch([.id: "fake-008"])).runs.map(\.seed) == [UInt64(new)])
    }
  }

  @Test func `a file written over in the tick in which it was read is not believed`() throws {
    let workspace = try TemporaryWorkspace.indexed(40)
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
}
