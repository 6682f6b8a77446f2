import Testing

struct EvaluationTests {
  private let small = [
    "lenet5-sgd", "--epochs", "1", "--quiet", "--set", "dataset.subset.train=[0,256]", "--set",
    "dataset.subset.test=[0,200]",
  ]

  @Test func `an evaluation has the bits of the run's own`() throws {
    let program = BenchProgram()
    #expect(program.run(["run"] + small).status == 0)
    let evaluated = program.run(
      "evaluate", "lenet5-sgd", "--predictions", "again.csv", "--format", "json")
    #expect(evaluated.status == 0)
    let own = BenchProgram.text(program.folder + "/runs/lenet5-sgd-001/predictions.csv")
    #expect(own.split(separator: "\n").count == 201)
    #expect(BenchProgram.text(program.folder + "/again.csv") == own)
    #expect(program.run("evaluate", "latest", "--predictions", "-").output == own)
    let again = program.run("evaluate", "latest", "--threads", "1", "--format", "json")
    #expect(again.output == evaluated.output)
    #expect(evaluated.output.contains("\"title\": \"lenet5-sgd-001, step 2, test part of mnist"))
    let other = program.run("evaluate", "latest", "--part", "train", "--checkpoint", "step-0")
    #expect(other.output.hasPrefix("lenet5-sgd-001, step 0, train part of mnist, 256 examples"))
  }

  @Test(arguments: [
    (["--part", "validation"], "lenet5-sgd-001 has no dataset.subset.validation"),
    (["--set", "architecture.1={\"type\":\"relu\"}"], "only dataset.… can be set"),
    (["--part", "all"], "--part 'all': expected test, validation or train"),
  ])
  func `what cannot be evaluated is told`(words: [String], sentence: String) {
    let program = BenchProgram()
    #expect(program.run(["run"] + small).status == 0)
    let outcome = program.run(["evaluate", "lenet5-sgd"] + words)
    #expect(outcome.status == 2 && outcome.messages.contains(sentence), "\(outcome.messages)")
  }

  @Test func `mean and deviation are the run's own or none`() {
    let program = BenchProgram()
    let standard = ["--set", "dataset.normalize=\"standard\""]
    #expect(program.run(["run"] + small + standard).status == 0)
    let test = program.run("evaluate", "latest", "--set", "dataset.subset.test=[0,100]")
    #expect(test.status == 0)
    let train = program.run("evaluate", "latest", "--set", "dataset.subset.train=[0,100]")
    #expect(train.status == 2 && train.messages.contains("its own training part"))
  }

  @Test func `tags, notes and removal go round`() {
    let program = BenchProgram()
    #expect(program.run(["run"] + small).status == 0)
    #expect(
      program.run("tag", "latest", "--add", "baseline").output == "lenet5-sgd-001  baseline\n")
    #expect(program.run("note", "latest", "too low").status == 0)
    #expect(program.run("note", "latest").output == "too low\n")
    #expect(program.run("runs", "--where", "tags has baseline").output.contains("lenet5-sgd-001"))
    #expect(program.run("rm", "latest").status == 2)
    #expect(program.run("rm", "latest", "--yes").output == "lenet5-sgd-001\n")
    #expect(program.run("runs").output.isEmpty)
    #expect(program.run(["run"] + small).output == "lenet5-sgd-002\n")
  }
}
