import Datasets
import Engine
import Files

/// A folder of its own for a test's files, gone with the last reference to it.
final class TemporaryFiles {
  let path: String

  init() {
    var template = Array("/tmp/bench-datasets-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { preconditionFailure("no temporary folder") }
    path = String(cString: made)
  }

  deinit {
    removeAll(path)
  }

  /// Writes a file, with the folders on its way.
  func write(_ bytes: [UInt8], to name: String) {
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += "/\(part)"
      mkdir(folder, 0o755)
    }
    guard let file = fopen("\(path)/\(name)", "wb") else { preconditionFailure("cannot write") }
    let count = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    precondition(count == bytes.count && fclose(file) == 0)
  }

  func write(_ text: String, to name: String) { write(Array(text.utf8), to: name) }

  func makeFIFO(_ name: String) { precondition(mkfifo("\(path)/\(name)", 0o600) == 0) }

  /// Places with this folder as the workspace, and nothing of the machine's own.
  var places: DataSearchPaths {
    DataSearchPaths(workspace: path, chosen: "\(path)/data", system: "\(path)/system")
  }

  private func removeAll(_ path: String) {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { removeAll("\(path)/\(name)") }
      }
      closedir(folder)
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}

/// The examples of a set, one after the other, without lanes.
func rows(of set: ExampleSet) -> [[Float]] {
  (0..<Int32(set.count)).map { example in
    let x = gathered([example], from: set)
    return (0..<set.shape.count).map { x[$0 * 16] }
  }
}
