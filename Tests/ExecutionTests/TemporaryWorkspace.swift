import Files
import Runs
import Testing

/// Calls `body` with a workspace on the real disk that is removed afterwards.
func withWorkspace(_ body: (Workspace) throws -> Void) throws {
  var template = Array("/tmp/bench-execution-XXXXXX".utf8CString)
  let path = String(cString: try #require(mkdtemp(&template)))
  mkdir("\(path)/experiments", 0o755)
  defer { _ = ChildProgram.answer(of: ["rm", "-rf", path], environment: [], milliseconds: 5000) }
  try body(try Workspace.find(explicit: path, environment: [:], currentDirectory: "/"))
}
