import Files
import Testing
import bench

/// What holds of the sources, which the compiler does not check.
struct SourceTests {
  private static let sources = String(
    #filePath.dropLast("Tests/BenchTests/SourceTests.swift".count) + "Sources")

  /// Pages are read by others, who are called `bench` wherever they are.
  private static let pages = sources + "/Reports/HTML"

  @Test func `only the command line writes commands of the program`() throws {
    let targets = ["Datasets", "Engine", "Experiments", "Reports", "Runs", "Training"]
    let files = targets.flatMap { Self.files(in: "\(Self.sources)/\($0)") }
    #expect(files.count > 200)
    let command = try Regex(
      #""[^"]*\bbench ("# + Command.all.map(\.verb).joined(separator: "|") + #")[ "]"#)
    // The first lines of what run keys are hashes of.
    let keys = ["\"bench run key 1", "\"bench imported run key 1"]
    for file in files where !file.hasPrefix(Self.pages) {
      for line in BenchProgram.text(file).split(separator: "\n") {
        let code = line.drop { $0 == " " }
        guard !code.hasPrefix("//"), code.contains(command) else { continue }
        #expect(keys.contains { code.contains($0) }, "\(file): \(code)")
      }
    }
  }

  @Test func `the C library is imported in one place`() {
    let files = Self.files(in: Self.sources).filter { file in
      BenchProgram.text(file).split(separator: "\n").contains { line in
        ["import Glibc", "import Musl", "import Darwin"].contains { line.hasSuffix($0) }
      }
    }
    #expect(files == ["\(Self.sources)/Files/Platform.swift"])
  }

  /// The Swift files below a folder.
  private static func files(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var found: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".swift") {
        found.append("\(folder)/\(name)")
      } else if !name.hasPrefix(".") {
        found += files(in: "\(folder)/\(name)")
      }
    }
    return found
  }
}
