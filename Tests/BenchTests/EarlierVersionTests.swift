import Testing

/// Runs that version 0.1.0 wrote, `Tests/versions/0.1.0`, under today's program.
struct EarlierVersionTests {
  private static let trained = [
    "digits-001", "flowers-001", "flowers-002", "flowers-003", "line-001", "longer", "stopping-001",
  ]
  private let bench = BenchProgram()

  init() {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    bench.copy("\(root)/Tests/versions/0.1.0/.", to: ".")
  }

  @Test func `every run is listed with its state and figures`() {
    let list = bench.run(
      "runs", "--sort", "id", "--columns", "id,state,epoch,train_loss", "--format", "csv")
    #expect(
      list.output == """
        id,state,epoch,train_loss
        digits-001,finished,6,1.9968594455718993
        flowers-001,finished,5,0.14331625529254477
        flowers-002,finished,5,0.8038907617330551
        flowers-003,finished,5,0.2471033023049434
        keras,finished,2,0.3
        killed,interrupted,5,2.077126833498478
        line-001,finished,4,43.96453195108916
        line-002,diverged,0,
        longer,finished,8,1.4965367248747499
        stopping-001,finished,6,0.8943800608278252

        """)
    #expect(list.messages == "")
  }

  @Test(arguments: trained)
  func `a run is verified`(id: String) {
    let verified = bench.run("verify", id)
    #expect(verified.status == 0, "\(verified.output)\(verified.messages)")
    #expect(verified.output.contains("\(id) verified"))
  }

  @Test func `a killed run ends with the bits of the run that was not killed`() {
    let resumed = bench.run("resume", "killed", "--quiet")
    #expect(resumed.status == 0, "\(resumed.messages)")
    for file in ["metrics.csv", "steps.csv", "predictions.csv"] {
      #expect(bench.file("runs/killed/\(file)") == bench.file("runs/digits-001/\(file)"))
    }
    for key in ["weights_sha256", "run_key"] {
      #expect(bench.recorded(key, of: "killed") == bench.recorded(key, of: "digits-001"))
    }
  }

  /// Of an experiment's text, the definition and the run key too: `--needed` finds the old run.
  @Test(arguments: [
    ("digits-001", ["digits"]), ("flowers-001", ["flowers"]),
    ("flowers-002", ["flowers", "--set", "optimizer.learning_rate=0.005"]),
    ("flowers-003", ["flowers", "--seed", "1"]), ("line-001", ["line"]),
    (
      "longer",
      [
        "digits-001", "--epochs", "8", "--from", "step-42", "--set",
        "schedule={\"type\":\"constant\"}",
      ]
    ),
  ])
  func `the same training has the same bytes`(id: String, words: [String]) {
    let isFork = id == "longer"
    let again = bench.run([isFork ? "fork" : "run"] + words + ["--name", "again", "--quiet"])
    #expect(again.status == 0, "\(again.messages)")
    for file in ["definition.json", "metrics.csv", "steps.csv", "predictions.csv"] {
      #expect(bench.file("runs/again/\(file)") == bench.file("runs/\(id)/\(file)"), "\(file)")
    }
    #expect(bench.recorded("run_key", of: "again") == bench.recorded("run_key", of: id))
    let checkpoints = bench.checkpoints(of: id)
    #expect(checkpoints.count >= 3)
    #expect(bench.checkpoints(of: "again") == checkpoints)
    if !isFork {
      #expect(bench.run(["run"] + words + ["--needed", "--quiet"]).output == "\(id)\n")
    }
  }

  @Test func `two runs are compared by their answers`() {
    let compared = bench.run("compare", "flowers-001", "flowers-002", "--format", "json")
    #expect(compared.status == 0, "\(compared.messages)")
    #expect(compared.output.contains("\"only_base\": 5"))
    #expect(bench.run("compare", "keras", "digits-001").status == 0)
  }

  @Test(arguments: trained + ["killed"])
  func `a run is shown and evaluated`(id: String) {
    #expect(bench.run("show", id).status == 0)
    let evaluated = bench.run("evaluate", id, "--predictions", "again.csv")
    #expect(evaluated.status == 0, "\(evaluated.messages)")
    if id != "killed" {
      #expect(bench.file("again.csv") == bench.file("runs/\(id)/predictions.csv"))
    }
  }

  @Test func `what a person said of a run is kept`() {
    #expect(bench.run("tag", "digits-001", "--add", "again").status == 0)
    let shown = bench.run("show", "digits-001", "--format", "json").output
    for text in ["\"baseline\"", "\"again\"", "\"the first one\""] { #expect(shown.contains(text)) }
  }

  @Test func `what a killed run left is all that can be freed`() {
    let garbage = bench.run("gc", "--dry-run", "--format", "csv").output.split(separator: "\n")
    #expect(garbage.count == 2)
    #expect(garbage.last?.contains("runs/killed/checkpoints/.tmp-") == true)
  }
}
