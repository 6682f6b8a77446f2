import Files

/// The path of a file of this repository.
func repositoryPath(_ path: String) -> String {
  #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/") + "/" + path
}

/// The text of a file; nil where there is none.
func contents(of path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var byte = getc(file)
  while byte != EOF {
    bytes.append(UInt8(byte))
    byte = getc(file)
  }
  return String(decoding: bytes, as: UTF8.self)
}

struct UnwritableFile: Error {}

func write(_ text: String, to path: String) throws {
  guard let file = fopen(path, "w") else { throw UnwritableFile() }
  defer { fclose(file) }
  guard fputs(text, file) >= 0 else { throw UnwritableFile() }
}

func environmentVariable(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}

/// A new folder with files in it, removed at the end of the body.
func withFolder<Result>(
  _ files: [String: String], _ body: (String) throws -> Result
) throws -> Result {
  var template = Array("/tmp/bench-experiments-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw UnwritableFile() }
  let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let experiments = folder + "/experiments"
  mkdir(experiments, 0o777)
  defer {
    for name in files.keys { unlink("\(experiments)/\(name)") }
    rmdir(experiments)
    rmdir(folder)
  }
  for (name, text) in files { try write(text, to: "\(experiments)/\(name)") }
  return try body(experiments)
}
