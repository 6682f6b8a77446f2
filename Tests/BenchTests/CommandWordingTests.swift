import Datasets
import Testing
import bench

struct CommandWordingTests {
  private static let train = #"dataset.subset.train=[0,600]"#

  /// A command of every kind, and how it is typed after the program's name.
  static let commands: [(ProgramCommand, String)] = [
    (.initialize(), "init"), (.initialize(folder: "my folder"), "init 'my folder'"),
    (.list, "list"), (.validate(), "validate"), (.validate(experiment: "mlp"), "validate mlp"),
    (.show("a-001"), "show a-001"),
    (.run(experiment: "EXPERIMENT", seeds: 1...5), "run EXPERIMENT --seeds 1..5"),
    (.run(experiment: "EXPERIMENT", seeds: 3...3), "run EXPERIMENT --seed 3"),
    (
      .run(experiment: "mlp", settings: ["seed=7", "training.epochs=3", train]),
      "run mlp --seed 7 --epochs 3 --set 'dataset.subset.train=[0,600]'"
    ),
    (.resume(run: "a-001"), "resume a-001"),
    (.resume(run: "a-001", step: 0), "resume a-001 --from step-0"),
    (.fork(run: "a-001", epochs: 7), "fork a-001 --epochs 7"),
    (
      .fork(run: "a-001", step: 79, settings: ["training.early_stopping=null"]),
      "fork a-001 --from step-79 --set training.early_stopping=null"
    ),
    (.compare(["a-001", "latest"]), "compare a-001 latest"),
    (.runs(), "runs"),
    (.runs(where: "state == interrupted"), "runs --where 'state == interrupted'"),
    (.watch(run: "a-001"), "watch a-001"), (.verify(run: "a-001"), "verify a-001"),
    (.evaluate(run: "a-001", step: 79), "evaluate a-001 --checkpoint step-79"),
    (.evaluate(run: "a-001"), "evaluate a-001"), (.note(run: "a-001"), "note a-001 TEXT"),
    (
      .importFile(metrics: ["mAP(B)=higher"]),
      "import FILE --name ID --metric 'mAP(B)=higher'"
    ),
    (.runs(sortedBy: "-last:x"), "runs --sort=-last:x"),
    (.tag(run: "RUN", adding: "TAG"), "tag RUN --add TAG"),
    (.untag(run: "a-001", removing: "old"), "tag a-001 --remove old"),
    (.listGarbage, "gc --dry-run"), (.fetchData("fashion_mnist"), "data fetch fashion_mnist"),
    (.verifyData, "data verify"), (.checkData("mine"), "data check mine"), (.listData, "data list"),
    (.help(), "help"), (.help(verb: "runs"), "runs -h"),
    (.typed(["run", "mlp", "--set", "loss.type=mse"]), "run mlp --set loss.type=mse"),
    (.example(verb: "compare"), "compare lenet5-sgd-001 latest"),
  ]

  @Test(arguments: commands)
  func `a command is typed after the program's name`(command: ProgramCommand, typed: String) {
    #expect(CommandWording(program: "bench").text(command) == "bench \(typed)")
    #expect(CommandWording(program: "my bin/bench").text(command) == "'my bin/bench' \(typed)")
  }

  @Test(arguments: commands)
  func `the workspace is named to every verb that takes one`(
    command: ProgramCommand, typed: String
  ) {
    let verb = String(typed.prefix { $0 != " " })
    let takesOne =
      (!["init", "data", "help"].contains(verb) || typed == "data check mine")
      && !typed.hasSuffix("-h")
      && command != .example(verb: verb)
    let place = takesOne ? " --workspace 'W 2'" : ""
    let wording = CommandWording(program: "bench", workspace: "W 2")
    #expect(wording.text(command) == "bench \(typed)\(place)")
  }

  @Test(arguments: [
    (["rm", "a b"], ["--yes"], "bench rm 'a b' --yes"),
    (["runs", "--format", "json"], ["--format", "csv"], "bench runs --format csv"),
    (
      ["runs", "--format=json", "--limit=3"], ["--format", "csv"],
      "bench runs --limit=3 --format csv"
    ),
    (["run", "x", "--set", "a=1"], ["--set", "b=2"], "bench run x --set a=1 --set b=2"),
    ([], ["--yes"], "--yes"),
  ])
  func `the command that was typed is typed again with an option`(
    typed: [String], options: [String], command: String
  ) {
    let wording = CommandWording(program: "bench", typed: typed)
    #expect(wording.text(.again(options)) == command)
  }

  @Test func `a command that compares the runs of others has them inside`() {
    let run = ProgramCommand.run(
      experiment: "mine", seeds: 1...5, onlyNeeded: true, quietly: true, settings: [Self.train])
    let wording = CommandWording(program: "bench", workspace: "it's")
    let place = #" --workspace 'it'\''s'"#
    #expect(
      wording.text(.compareRuns(of: [run], groupedBy: ["optimizer.type", "loss.type"]))
        == "bench compare --group-by optimizer.type,loss.type $(bench run mine --seeds 1..5 "
        + "--needed --quiet --set 'dataset.subset.train=[0,600]'\(place))\(place)")
  }

  @Test func `a workspace that begins like an option stays a value`() {
    let wording = CommandWording(program: "bench", workspace: "--x")
    #expect(wording.text(.list) == "bench list --workspace=--x")
  }

  @Test func `words and commands stand in one line of advice`() {
    let remedy: Remedy = "did you mean \("a")? all \(3): \(command: .runs())"
    #expect(
      CommandWording(program: "bench", workspace: "W").text(remedy)
        == "did you mean a? all 3: bench runs --workspace W")
    #expect(remedy == "did you mean a? " + "all 3: \(command: .runs())")
  }
}
