import Files
import Runs

/// A workspace on the real disk, removed with everything in it.
final class TemporaryWorkspace: Sendable {
  let path: String

  init() {
    var name = Array("\(Self.root)/bench-runs-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { preconditionFailure("no temporary folder") }
    path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    mkdir("\(path)/experiments", 0o777)
  }

  deinit {
    Self.remove(path)
  }

  var store: RunStore { RunStore(workspace: Workspace(path: path), fewestIndexed: 32) }

  private static let root = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"

  private static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { remove("\(path)/\(name)") }
      }
      closedir(folder)
    }
    rmdir(path)
  }
}
