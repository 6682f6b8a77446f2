import FileTwins
import Files
import Testing

/// What publishing a file leaves where the power or a call fails.
struct DurableFolderTests {
  private static let old = Array("old".utf8)
  private static let new = Array("the new bytes".utf8)

  /// A folder `/w` with a file `a` that is on disk.
  private func published() throws -> MemoryFiles {
    let files = MemoryFiles()
    try Folder<FileError>(path: "/w", files: files).publish(Self.old, as: "a")
    return files
  }

  @Test(arguments: Disk.Loss.allCases)
  func `a power loss at any moment leaves the old bytes or the new`(loss: Disk.Loss) throws {
    let files = try published()
    files.startRecording()
    try Folder<FileError>(path: "/w", files: files).publish(Self.new, as: "a")
    let moments = files.takeMoments()
    #expect(moments.count > 4)
    for disk in moments {
      let bytes = disk.after(loss).contents("/w")["a"]
      #expect(bytes == Self.old || bytes == Self.new)
    }
    #expect(files.disk.after(loss).contents("/w") == ["a": Self.new])
  }

  @Test(arguments: [("w/.tmp", Disk.Loss.bytes), ("w", .everything)])
  func `every synchronisation is needed`(omitted: String, loss: Disk.Loss) throws {
    let files = MemoryFiles(omitting: omitted)
    try Folder<FileError>(path: "/w", files: files).publish(Self.new, as: "a")
    #expect(files.disk.after(loss).contents("/w")["a"] != Self.new)
  }

  @Test func `a call that fails leaves the old file, or the new one whole, and nothing else`()
    throws
  {
    let counting = FaultyFiles(try published(), failing: -1, code: EIO)
    try Folder<FileError>(path: "/w", files: counting).publish(Self.new, as: "a")
    #expect(counting.count > 6)
    for call in 0..<counting.count {
      let files = try published()
      let faulty = FaultyFiles(files, failing: call, code: EIO)
      var error: FileError?
      do {
        try Folder<FileError>(path: "/w", files: faulty).publish(Self.new, as: "a")
      } catch let caught {
        error = caught
        #expect(["/w", "/w/a"].contains(caught.path), "never the scratch file's")
      }
      let left = files.disk.contents("/w")
      let isKept = error != nil && left == ["a": Self.old]
      #expect(isKept || left == ["a": Self.new], "call \(call): \(left.keys)")
    }
  }
}
