import Files
import Testing

/// What verbs make of damaged checkpoints, of data that are gone, and of runs that were stopped.
struct CheckpointVerbsTests {
  private let program = BenchProgram()

  /// Trains on a table, 8 steps an epoch, keeping 3 of 6 epochs.
  private func train(_ words: String...) -> BenchProgram.Outcome {
    program.writeRows()
    return program.run(["run", "rows"] + words)
  }

  private func flip(step: String, of run: String) {
    let path = "\(program.folder)/runs/\(run)/checkpoints/step-\(step).safetensors"
    guard let file = fopen(path, "r+") else { return }
    fseek(file, -40, SEEK_END)
    fputs("X", file)
    fclose(file)
  }

  @Test func `with its data gone a run is judged as before`() {
    #expect(train().status == 0)
    // A checkpoint that retention let go.
    let folder = "\(program.folder)/runs/rows-001/checkpoints"
    #expect(link("\(folder)/step-00000048.safetensors", "\(folder)/step-00000008.safetensors") == 0)
    let commands = [["gc", "--dry-run"], ["verify", "--quick", "rows-001"], ["runs"]]
    let before = commands.map { program.run($0).output }
    #expect(before[0].contains("checkpoints/step-00000008.safetensors"))
    let place = program.run("show", "rows-001").output.split(separator: "\n")[0]
    program.remove("d.csv")
    for (command, output) in zip(commands, before) {
      #expect(program.run(command).output == output, "\(command)")
    }
    #expect(program.run("show", "rows-001").output.hasPrefix(place))
    #expect(program.run("compare", "rows-001", "rows-001").status != 5)
  }

  @Test func `evaluate and fork pass a damaged checkpoint over with the same warning`() {
    #expect(train().status == 0)
    flip(step: "00000048", of: "rows-001")
    let evaluated = program.run("evaluate", "rows-001")
    let forked = program.run("fork", "rows-001", "--epochs", "7")
    #expect(evaluated.status == 0 && forked.status == 0)
    #expect(evaluated.output.hasPrefix("rows-001, step 40"))
    let warning = evaluated.messages.split(separator: "\n")[0]
    #expect(warning.hasPrefix("warning: step-00000048.safetensors is damaged"))
    #expect(forked.messages.split(separator: "\n").first == warning)
    #expect(program.run("show", "rows-001").output.contains("40 (latest), 48 (not usable)"))
  }

  @Test func `a damaged file is told apart from another training, with its repair`() {
    #expect(train().status == 0)
    flip(step: "00000040", of: "rows-001")
    let verified = program.run("verify", "rows-001")
    #expect(verified.status == 1)
    #expect(verified.messages.contains("what could be trained again has the same bits"))
    #expect(verified.messages.contains("bench resume rows-001 --from step-32"))
    let shown = program.run("show", "rows-001").output
    #expect(shown.contains("verified     the same bits, but a file is damaged"))
    #expect(program.run("resume", "rows-001", "--from", "step-32").status == 0)
    #expect(program.run("verify", "rows-001", "--quiet").output == "rows-001\n")
    #expect(program.recorded("command", of: "rows-001")?.hasSuffix("run rows") == true)
  }

  @Test func `a table larger than what is read whole is read piece by piece`() {
    #expect(train().status == 0)
    // A hole, which takes no room: as rows that no checkpoint counts.
    #expect(truncate("\(program.folder)/runs/rows-001/steps.csv", 300 << 20) == 0)
    let checked = program.run("verify", "--quick", "rows-001")
    #expect(checked.status == 0, "\(checked.messages)")
    #expect(program.run("fork", "rows-001", "--epochs", "7").status == 0)
    let resumed = program.run("resume", "rows-001", "--from", "step-40")
    #expect(resumed.status == 0, "\(resumed.messages)")
    #expect(program.run("verify", "rows-001").status == 0)
  }

  @Test func `a job that is started again names the interrupted run, and goes on with --resume`() {
    #expect(train("--name", "job").status == 0)
    let finished = program.run("run", "rows", "--resume")
    #expect(finished.status == 0 && finished.messages.contains("job is this run"))
    let record = program.file("runs/job/run.json")
    program.write(
      record.replacing("\"state\": \"finished\"", with: "\"state\": \"interrupted\""),
      to: "runs/job/run.json")
    let named = program.run("run", "rows", "--needed", "--name", "again")
    #expect(named.messages.contains("note: job has the same run key and is interrupted"))
    #expect(named.messages.contains("resume job"))
    #expect(program.run("rm", "again", "--yes").status == 0)
    let taken = program.run("run", "rows", "--name", "job")
    #expect(taken.status == 2 && taken.messages.contains("bench resume job"))
    for words in [["--name", "job"], ["--seeds", "42..43"]] {
      let resumed = program.run(["run", "rows", "--resume"] + words)
      #expect(resumed.status == 0, "\(resumed.messages)")
    }
    #expect(program.runs == ["job", "rows-001"])
    program.write("epoch,loss\n1,0.5\n", to: "h.csv")
    let imported = program.run("import", "h.csv", "--name", "job")
    #expect(imported.messages.contains("is taken") && !imported.messages.contains("resume"))
  }

  @Test func `an epoch's line and the summary go by one clock`() throws {
    let trained = train("--epochs", "2")
    let line = try #require(
      trained.messages.split(separator: "\n").last { $0.contains("seconds=") })
    let epoch = try #require(
      trained.messages.split(separator: "\n").last { $0.hasPrefix("epoch=2 ") })
    func seconds(_ line: Substring) -> Substring? {
      line.split(separator: " ").first { $0.hasPrefix("seconds=") }
    }
    #expect(seconds(line) == seconds(epoch))
  }
}
