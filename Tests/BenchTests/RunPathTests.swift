import Datasets
import Files
import Testing
import bench

/// A path means the run that is there, never another one of the same id.
struct RunPathTests {
  private let program = BenchProgram()

  /// Each of two workspaces has a run `keep`.
  init() {
    #expect(program.run("init", "../other").status == 0)
    for (seed, workspace) in [("1", "."), ("2", "../other")] {
      let trained = program.run(
        "run", "xor-mlp", "--epochs", "4", "--seed", seed, "--name", "keep", "--quiet",
        "--workspace", workspace)
      #expect(trained.status == 0, "\(trained.messages)")
    }
  }

  /// The name of the last checkpoint of a run.
  private func last(of run: String) -> String {
    program.shell("ls \"$0/checkpoints\" | tail -1 | tr -d '\\n'", run).output
  }

  /// Runs the program in a folder of the workspace.
  private func run(_ words: [String], in folder: String) -> String {
    program.shell("cd \"$0\" && \(program.wording.text(.typed(words))) 2>&1", folder).output
  }

  @Test func `a run of another workspace is refused by every verb, with the way there`() {
    let record = program.file("runs/keep/run.json")
    let path = "../other/runs/keep"
    let file = "\(path)/checkpoints/\(last(of: path))"
    for words in [
      ["show", path], ["resume", path], ["resume", file], ["fork", path, "--epochs", "9"],
      ["note", path, "wrong"], ["tag", path, "--add", "wrong"], ["evaluate", file],
      ["verify", path], ["verify", file, "--quick"], ["receipt", path], ["watch", path],
      ["compare", path, "keep"], ["report", path], ["export", path, "--to", "csv"],
      ["rm", path, "--yes"],
    ] {
      let outcome = program.run(words)
      #expect(outcome.status == 2, "\(words)")
      #expect(outcome.messages.contains("\(words[1]) is a run of another workspace"), "\(words)")
      let way = program.wording.text(.typed(words + ["--workspace", "../other"]))
      #expect(outcome.messages.contains("there: \(way)\n"), "\(outcome.messages)")
    }
    #expect(program.runs == ["keep"] && program.file("runs/keep/run.json") == record)
    #expect(program.run("rm", path, "--yes", "--workspace", "../other").status == 0)
    #expect(program.runs == ["keep"])
  }

  @Test func `a path that leads nowhere is said to`() {
    for path in ["nowhere/runs/keep", "/nowhere/runs/keep", "../other/runs/kept"] {
      let outcome = program.run("rm", path, "--yes")
      #expect(outcome.status == 2 && outcome.messages.contains("there is no \(path)\n"))
    }
    #expect(program.runs == ["keep"])
  }

  @Test func `a path of this workspace is found from every folder`() {
    let name = last(of: "runs/keep")
    #expect(symlink(program.folder, "\(program.folder)/../link") == 0)
    for (path, folder) in [
      ("runs/keep", "."), ("./runs/keep/", "."), ("runs/keep", "experiments"), (".//keep", "runs"),
      ("../keep", "runs/keep"), ("\(program.folder)/runs/keep", "/"),
      ("../link/runs/keep", "."), ("../other/../workspace/runs/keep", "."),
    ] {
      let workspace = ["--workspace", program.folder]
      let shown = run(["tag", path] + workspace, in: folder)
      #expect(shown == "keep  -\n", "\(path) in \(folder)")
    }
    for (path, folder) in [
      ("runs/keep/checkpoints/\(name)", "."), ("checkpoints/\(name)", "runs/keep"),
      (name, "runs/keep/checkpoints"), ("runs/keep/checkpoints/\(name)", "experiments"),
    ] {
      #expect(run(["evaluate", path], in: folder).hasPrefix("keep, step "), "\(path) in \(folder)")
    }
    // What is here comes before what is in the workspace that was named.
    let other = run(["tag", "runs/keep", "--workspace", "../other"], in: ".")
    #expect(other.contains("runs/keep is a run of another workspace"))
  }

  @Test func `weights of another workspace are read from a file there`() {
    let path = "../other/runs/keep"
    let file = "\(path)/checkpoints/\(last(of: path))"
    let refused = program.run("run", "xor-mlp", "--init", path)
    #expect(refused.status == 2 && refused.messages.contains("name a file: \(file)\n"))
    let words = ["run", "xor-mlp", "--epochs", "1", "--quiet", "--init"]
    #expect(program.run(words + [file, "--name", "given"]).status == 0)
    let digest = program.shell("grep -o '\"weights_sha256\": \"[0-9a-f]*' \(path)/run.json").output
    #expect(program.file("runs/given/run.json").contains(digest.suffix(65).dropLast()))
    // The file in the current folder, though one has this path from the workspace.
    let name = "runs/keep/checkpoints/\(last(of: path))"
    let here = run(
      words + [name, "--name", "here", "--workspace", program.folder], in: "../other")
    #expect(here == "here\n")
    #expect(program.file("runs/here/run.json").contains(digest.suffix(65).dropLast()))
  }
}
