import Datasets
import Files
import Runs
import Testing

struct WorkspaceTests {
  private let workspace = TemporaryWorkspace()

  private func find(
    _ explicit: String? = nil, _ environment: [String: String] = [:], in folder: String
  ) throws -> String {
    try Workspace.find(explicit: explicit, environment: environment, currentDirectory: folder).path
  }

  @Test
  func `the option wins over the environment, and that over the current folder`() throws {
    let other = TemporaryWorkspace()
    let third = TemporaryWorkspace()
    let environment = ["BENCH_WORKSPACE": other.path]
    let inside = "\(third.path)/experiments/deeper"
    mkdir(inside, 0o777)
    #expect(try find(workspace.path + "/", environment, in: inside) == workspace.path)
    #expect(try find(nil, environment, in: inside) == other.path)
    #expect(try find(nil, [:], in: inside) == third.path)
    #expect(try find("..", [:], in: third.path + "/experiments") == "\(third.path)/experiments/..")
  }

  @Test
  func `a run's path is right from where the user stands`() throws {
    let path = workspace.path
    let name = String(path.split(separator: "/").last ?? "")
    mkdir("\(path)/experiments/deeper", 0o777)
    for (explicit, environment, folder, printed) in [
      (nil, [:], path, "runs/a"),
      (nil, [:], "\(path)/experiments", "../runs/a"),
      (nil, [:], "\(path)/experiments/deeper", "../../runs/a"),
      (".", [:], path, "runs/a"),
      (path, [:], path, "runs/a"),
      ("../\(name)", [:], path, "runs/a"),
      ("..", [:], "\(path)/experiments", "../runs/a"),
      (path + "/", [:], "/", "\(path)/runs/a"),
      (nil, ["BENCH_WORKSPACE": path], "/", "\(path)/runs/a"),
    ] as [(String?, [String: String], String, String)] {
      let found = try Workspace.find(
        explicit: explicit, environment: environment, currentDirectory: folder)
      #expect(found.printed("runs/a") == printed, "\(explicit ?? "none") in \(folder)")
    }
  }

  @Test
  func `where there is none, that is said with the way out`() {
    let error = #expect(throws: RunError.self) {
      try find(nil, ["HOME": "/nowhere"], in: "/nowhere/tmp")
    }
    #expect(error?.kind == .usage)
    #expect(
      error?.message == "no workspace: neither ~/tmp nor a folder above it has experiments/")
    #expect(
      error?.advice == [
        "make one here: \(command: .initialize())",
        "or name one: --workspace DIR, or BENCH_WORKSPACE",
      ])
    let named = #expect(throws: RunError.self) { try find("/nowhere", [:], in: "/") }
    #expect(named?.message == "--workspace: no workspace: there is no folder /nowhere")
    let environment = ["BENCH_WORKSPACE": "\(workspace.path)/experiments"]
    let wrong = #expect(throws: RunError.self) { try find(nil, environment, in: "/") }
    #expect(
      wrong?.message
        == "BENCH_WORKSPACE: no workspace: \(workspace.path)/experiments has no experiments/")
  }
}
