import Files
import Runs
import Testing

struct OutputFileTests {
  private let workspace = TemporaryWorkspace()

  private func path(_ name: String) -> String { "\(workspace.path)/\(name)" }

  private func text(_ name: String) throws -> String {
    let folder = try RunFolder(path: workspace.path, files: SystemFiles())
    return String(decoding: try folder.read(name, limit: 100), as: UTF8.self)
  }

  private func mode(_ name: String) -> mode_t {
    var status = stat()
    lstat(path(name), &status)
    return status.st_mode
  }

  @Test(arguments: ["real", "link", "chain", "absolute", "new", "dangling"])
  func `a file is replaced, a link is kept and its target replaced`(name: String) throws {
    let folder = try RunFolder(path: workspace.path, files: SystemFiles())
    let inside = try folder.makeFolder("inside")
    try inside.publish(Array("old".utf8), as: "real")
    try folder.publish(Array("old".utf8), as: "real")
    symlink("inside/real", path("link"))
    symlink("link", path("chain"))
    symlink(path("inside/real"), path("absolute"))
    symlink("inside/later", path("dangling"))
    let isLink = mode(name) & S_IFMT == S_IFLNK
    try OutputFile(path(name)).write(Array("new text".utf8))
    #expect((mode(name) & S_IFMT == S_IFLNK) == isLink)
    let target = ["real": "real", "new": "new", "dangling": "inside/later"][name] ?? "inside/real"
    let written = try RunFolder(
      path: target.hasPrefix("inside/") ? path("inside") : workspace.path, files: SystemFiles())
    let last = String(target.split(separator: "/").last ?? "")
    #expect(try written.read(last, limit: 100) == Array("new text".utf8))
    #expect(try !folder.names().contains { $0.contains("tmp-") })
    #expect(try !inside.names().contains { $0.contains("tmp-") })
  }

  @Test(arguments: [0o600, 0o640, 0o664, 0o755] as [mode_t])
  func `a replaced file keeps its mode`(bits: mode_t) throws {
    try OutputFile(path("page")).write([1])
    chmod(path("page"), bits)
    try OutputFile(path("page")).write([2])
    #expect(mode("page") & 0o777 == bits)
  }

  @Test func `a pipe is written and stays`() throws {
    mkfifo(path("pipe"), 0o600)
    // Open for both, so that nobody waits.
    let near = open(path("pipe"), O_RDWR)
    defer { close(near) }
    try OutputFile(path("pipe")).write(Array("through".utf8))
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = read(near, &bytes, bytes.count)
    #expect(Array(bytes.prefix(max(0, count))) == Array("through".utf8))
    #expect(mode("pipe") & S_IFMT == S_IFIFO)
  }

  @Test(
    arguments: [
      ("-", 1), ("/dev/stdout", 1), ("/dev/fd/1", 1), ("/proc/self/fd/1", 1), ("/dev/stderr", 2),
      ("/dev/fd/63", 63),
    ] as [(String, Int32)])
  func `a descriptor is known by its paths, also behind a link`(
    name: String, descriptor: Int32
  ) throws {
    #expect(try OutputFile(name) == .descriptor(descriptor))
    if name != "-" {
      symlink(name, path("link"))
      #expect(try OutputFile(path("link")) == .descriptor(descriptor))
    }
  }

  @Test func `a descriptor is written where it stands, not from its beginning`() throws {
    let file = open(path("log"), O_WRONLY | O_CREAT, 0o600)
    defer { close(file) }
    #expect(write(file, "head\n", 5) == 5)
    try OutputFile("/dev/fd/\(file)").write(Array("page".utf8))
    #expect(try text("log") == "head\npage")
  }

  @Test func `a device is written and stays`() throws {
    let output = try OutputFile("/dev/null")
    #expect(output == .stream(path: "/dev/null"))
  }

  @Test func `folders, circles and paths without a name are refused`() {
    symlink("circle", path("circle"))
    for (name, words) in [
      ("experiments", "experiments is a folder, expected a file to write to"),
      ("circle", String(cString: strerror(ELOOP))),
      ("nothing/", "names no file"),
    ] {
      let error = #expect(throws: FileError.self) { try OutputFile(path(name)) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    let error = #expect(throws: FileError.self) { try OutputFile("") }
    #expect(error.map { RunError($0).kind } == .usage)
  }
}
