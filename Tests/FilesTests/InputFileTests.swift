import Files
import Testing

/// A folder that is removed with everything in it.
private final class Scratch {
  let path: String

  init() {
    var name = Array("/tmp/bench-files-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { preconditionFailure("no temporary folder") }
    path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    for name in ["file", "link", "fifo", "dangling"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  func write(_ text: String, to name: String) {
    guard let file = fopen("\(path)/\(name)", "w") else { preconditionFailure("no file") }
    fputs(text, file)
    fclose(file)
  }
}

struct InputFileTests {
  private let scratch = Scratch()

  @Test(arguments: ["file", "link"])
  func `a file is read, also through a link`(name: String) throws {
    scratch.write("two words", to: "file")
    symlink("file", "\(scratch.path)/link")
    let path = "\(scratch.path)/\(name)"
    #expect(try InputFile.read(path, limit: 9) == Array("two words".utf8))
    #expect(try InputFile.readRegular(path, limit: 9) == Array("two words".utf8))
    #expect(try InputFile.readRegular(path, limit: 9, prefix: 3) == Array("two".utf8))
    #expect(InputFile.kind(of: path) == .file)
  }

  @Test(arguments: [0, 8])
  func `a file above the limit is refused with its size`(limit: Int) {
    scratch.write("two words", to: "file")
    let problem = #expect(throws: FileProblem.self) {
      try InputFile.readRegular("\(scratch.path)/file", limit: limit)
    }
    #expect(problem?.description == "9 bytes are more than the \(limit) allowed")
    #expect(throws: FileProblem.self) {
      try InputFile.read("\(scratch.path)/file", limit: limit)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a device without an end is read no further than the limit`() {
    let problem = #expect(throws: FileProblem.self) {
      try InputFile.read("/dev/zero", limit: 1 << 20)
    }
    #expect(problem?.description == "more than the 1048576 bytes allowed")
  }

  @Test(arguments: [0, 1, 60_000])
  func `a pipe is read to its end`(count: Int) throws {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    defer { close(ends[0]) }
    // The system keeps as many bytes as wait here.
    let sent = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    #expect(sent.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) } == count)
    close(ends[1])
    #expect(try InputFile.read("/dev/fd/\(ends[0])", limit: 60_000) == sent)
  }

  @Test
  func `what is to be read again must be a file, and no pipe is waited for`() {
    mkfifo("\(scratch.path)/fifo", 0o600)
    symlink("nowhere", "\(scratch.path)/dangling")
    for (path, words) in [
      ("\(scratch.path)/fifo", "is a pipe, which cannot be read twice; save it to a file first"),
      ("/dev/zero", "is a device, which cannot be read twice; save it to a file first"),
      (scratch.path, "is a folder, expected a file"),
      ("\(scratch.path)/dangling", String(cString: strerror(ENOENT))),
    ] {
      let problem = #expect(throws: FileProblem.self) {
        try InputFile.readRegular(path, limit: 100)
      }
      #expect(problem?.description == words)
    }
    let folder = #expect(throws: FileProblem.self) {
      try InputFile.read(scratch.path, limit: 100)
    }
    #expect(folder?.description == "is a folder, expected a file")
  }
}

struct MissingFeatureTests {
  @Test(arguments: [
    (EINVAL, true, false), (ENOTSUP, true, true), (ENOSYS, true, true), (ENOLCK, false, true),
    (EIO, false, false), (EBADF, false, false), (ENOSPC, false, false), (EWOULDBLOCK, false, false),
  ])
  func `a lack is told apart from a failure`(code: Int32, isSync: Bool, isLocks: Bool) {
    #expect(MissingFeature.folderSync.isMeant(by: code) == isSync)
    #expect(MissingFeature.locks.isMeant(by: code) == isLocks)
  }
}
