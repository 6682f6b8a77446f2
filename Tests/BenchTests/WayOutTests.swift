import Datasets
import Files
import Testing
import bench

/// Where a run's files are damaged or missing, the command that a message proposes works as it is.
struct WayOutTests {
  private let program = BenchProgram()

  /// Trains on a table, 8 steps an epoch, keeping 3 of 6 epochs.
  private func train(_ name: String, _ words: String...) {
    program.writeRows()
    let trained = program.run(["run", "rows", "--name", name] + words)
    #expect(trained.status == 0, "\(trained.messages)")
  }

  /// Makes a finished run an interrupted one.
  private func interrupt(_ run: String) {
    let record = program.file("runs/\(run)/run.json")
    program.write(
      record.replacing("\"state\": \"finished\"", with: "\"state\": \"interrupted\""),
      to: "runs/\(run)/run.json")
  }

  /// Cuts the end off a run's checkpoints.
  private func damage(_ run: String, _ steps: String = "*") {
    #expect(program.shell("truncate -s -8 runs/$0/checkpoints/step-\(steps)", run).status == 0)
  }

  /// Types the last command that a message proposes, from the program's path to the end of its line.
  private func paste(_ messages: String) -> (command: Substring, status: Int32) {
    let path = program.wording.text(.list).dropLast(" list".count)
    let lines = messages.split(separator: "\n").filter { $0.contains(path) }
    guard let line = lines.last, let start = line.firstRange(of: path)?.lowerBound else {
      Issue.record("no command in \(messages)")
      return ("", -1)
    }
    let command = line[start...]
    return (command.dropFirst(path.count + 1), program.shell("\(command) 2>&1").status)
  }

  @Test(arguments: [["resume"], ["resume", "--from", "step-0"], ["evaluate"], ["fork"]])
  func `without a usable checkpoint a run is trained anew`(words: [String]) {
    train("e")
    interrupt("e")
    damage("e")
    let damaged = program.run([words[0], "e"] + words.dropFirst())
    #expect(damaged.status == 1, "\(damaged.messages)")
    #expect(paste(damaged.messages) == ("run rows", 0))
    #expect(program.shell("rm runs/e/checkpoints/step-*").status == 0)
    let empty = program.run([words[0], "e"] + words.dropFirst())
    #expect(empty.status == (words.count > 1 ? 2 : 1), "\(empty.messages)")
    #expect(paste(empty.messages) == ("run rows", 0))
  }

  @Test func `a damaged checkpoint is told with one that is whole`() {
    train("d")
    damage("d", "00000000*")
    let first = program.run("resume", "d", "--from", "step-0")
    #expect(first.status == 1 && paste(first.messages) == ("resume d --from step-48", 0))
    interrupt("d")
    let again = program.run("resume", "d", "--from", "step-0")
    #expect(again.status == 1 && paste(again.messages) == ("resume d", 0))
  }

  @Test func `a finished run without its last checkpoint is found and made whole`() {
    train("vm")
    #expect(program.run("verify", "vm", "--quick").status == 0)
    program.remove("runs/vm/checkpoints/step-00000048.safetensors")
    let warning = "step-00000048.safetensors is missing, though the run is finished"
    let evaluated = program.run("evaluate", "vm")
    #expect(evaluated.output.hasPrefix("vm, step 40"))
    #expect(evaluated.messages.hasPrefix("warning: \(warning)"))
    #expect(program.run("verify", "vm").status == 1)
    let checked = program.run("verify", "vm", "--quick")
    #expect(checked.status == 1 && checked.output.contains("checkpoints/\(warning)"))
    #expect(paste(checked.messages) == ("resume vm --from step-40", 0))
    #expect(program.run("verify", "vm").status == 0)
    program.remove("runs/vm/checkpoints/step-00000000.safetensors")
    #expect(program.run("verify", "vm", "--quick").status == 1)
    #expect(program.run("evaluate", "vm").messages == "")
  }

  @Test func `a fork that begins later is whole without step 0`() {
    train("parent")
    #expect(program.run("fork", "parent", "--epochs", "8", "--name", "fork").status == 0)
    #expect(program.run("verify", "fork").status == 0)
    program.remove("runs/fork/checkpoints/step-00000048.safetensors")
    #expect(program.run("verify", "fork", "--quick").status == 1)
  }

  @Test func `a missing table is named, not the checkpoints that count its rows`() {
    train("s")
    program.remove("runs/s/steps.csv")
    let checked = program.run("verify", "s", "--quick")
    #expect(checked.status == 1)
    #expect(checked.output == "steps.csv is missing or empty\n")
  }

  @Test func `an edited definition is not what a finished run ended by`() {
    train("f", "--set", "training.early_stopping={\"metric\":\"test_loss\",\"patience\":6}")
    let definition = program.file("runs/f/definition.json")
    program.write(
      definition.replacing("\"epochs\":6", with: "\"epochs\":9"), to: "runs/f/definition.json")
    let resumed = program.run("resume", "f")
    #expect(resumed.status == 1 && resumed.messages.contains("is not the definition f was trained"))
    #expect(!program.run("show", "f").output.contains("ended early"))
    #expect(paste(resumed.messages) == ("fork f", 0))
  }

  @Test func `a run whose record cannot be read can be removed as the message says`() throws {
    train("d")
    program.write("", to: "runs/d/run.json")
    let refused = program.run("rm", "d", "--yes")
    #expect(refused.status == 1)
    let command = "mkdir -p runs/.trash && mv -T runs/d runs/.trash/d"
    #expect(refused.messages.contains("remove the run: \(command)\n"))
    #expect(program.shell(command).status == 0)
    #expect(program.runs.isEmpty)
    #expect(program.run("gc", "--yes").status == 0)
  }

  @Test func `a run of a file outside of experiments is not called gone`() {
    train("d")
    #expect(program.shell("mv experiments/rows.json .").status == 0)
    #expect(program.run("run", "rows.json", "--name", "outside").status == 0)
    #expect(program.run("show", "outside").output.contains("no experiments/rows.json today"))
  }

  @Test func `with changed data a finished run is trained anew, and the file is named`() {
    train("w1")
    let data = program.file("d.csv")
    program.write(data.replacing("1,1,1\n", with: "1,1,0\n"), to: "d.csv")
    let verified = program.run("verify", "w1")
    #expect(verified.status == 5 && verified.messages.contains("recorded files back: d.csv\n"))
    #expect(paste(verified.messages) == ("run rows", 0))
    interrupt("w1")
    let resumed = program.run("resume", "w1")
    #expect(resumed.status == 5 && resumed.messages.contains("fork w1"))
  }
}
