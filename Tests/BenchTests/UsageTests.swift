import Files
import Testing
import bench

struct UsageTests {
  @Test func `every verb has help, on standard output, without a workspace`() {
    let program = BenchProgram()
    for command in Command.all {
      let asked = program.run(command.verb, "-h")
      #expect(asked.status == 0)
      #expect(asked.output == command.help)
      #expect(asked.messages.isEmpty)
      #expect(program.run("help", command.verb).output == command.help)
    }
  }

  @Test func `the overview names exactly the verbs there are`() {
    let program = BenchProgram()
    let help = program.run("help").output
    for command in Command.all { #expect(help.contains(command.verb), "\(command.verb)") }
    let alone = program.run()
    #expect(alone.status == 2)
    #expect(alone.output.isEmpty)
    #expect(help == alone.messages + "Workspace: ~ (0 runs)\n")
  }

  @Test(arguments: [
    (["rnu"], "error: bench: unknown verb 'rnu'"),
    (["\u{1B}[31m"], "error: bench: unknown verb '\\u{1B}[31m'"),
    (["run"], "error: bench run: EXPERIMENT… is missing"),
    (["run", "lenet5-sgd", "--epoch", "5"], "error: bench run: unknown option '--epoch'"),
    (["run", "lenet5-sdg"], "error: no experiment 'lenet5-sdg' in ~/experiments"),
    (
      ["run", "lenet5-sgd", "--set", "optimizer.lr=0.1"],
      "error: --set optimizer.lr=0.1: optimizer (sgd) has no 'lr'"
    ),
    (
      ["run", "lenet5-sgd", "--set", "dataset.normalize=standart"],
      "error: --set dataset.normalize=standart: unknown normalization \"standart\""
    ),
    (
      ["run", "lenet5-sgd", "--name", "../best"],
      "error: --name '../best' is not a run id: it cannot start with '.' or contain '/'"
    ),
    (
      ["run", "lenet5-sgd", "--name", "latest"],
      "error: --name 'latest' means the newest run and cannot be the name of one"
    ),
    (
      ["run", "lenet5-sgd", "--seeds", "1..3", "--name", "x"],
      "error: --name 'x' cannot name 3 runs"
    ),
    (
      ["run", "lenet5-sgd", "--seed", "1", "--seeds", "1..3"],
      "error: --seed and --seeds exclude each other: --seeds 3..3 is one seed"
    ),
    (
      ["run", "lenet5-sgd", "--epochs", "0"],
      "error: --epochs '0': expected a whole number, 1 or more"
    ),
    (["run", "lenet5-sgd", "mlp-sdg"], "error: no experiment 'mlp-sdg' in ~/experiments"),
    (["resume", "lenet5-sgd-001"], "error: no run 'lenet5-sgd-001' in ~/runs"),
    (["show", "lenet5-sgt"], "error: no experiment or run 'lenet5-sgt'"),
    (["show", "nothing-like-it"], "error: no run 'nothing-like-it' in ~/runs"),
    (["compare"], "error: bench compare: RUN RUN… is missing"),
    (
      ["compare", "latest"], "error: bench compare: 1 run is given, but it takes at least 2"
    ),
    (
      ["runs", "--format", "jsn"],
      "error: --format 'jsn': expected table, markdown, csv or json; did you mean json?"
    ),
    (
      ["run", "lenet5-sgd", "--seed", "18446744073709551616"],
      "error: --seed '18446744073709551616': expected no more than 9223372036854775807"
    ),
    (["runs", "--workspace="], "error: --workspace '' names no folder"),
    (["list", "extra"], "error: bench list: 'extra' is one argument too many: takes none"),
    (["init", "."], "error: . is a workspace already: it has experiments/"),
  ])
  func `bad usage leaves with 2, a clear sentence and nothing written`(
    words: [String], sentence: String
  ) {
    let program = BenchProgram()
    let outcome = program.run(words)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(String(outcome.messages.prefix { $0 != "\n" }) == sentence)
    #expect(program.runs.isEmpty)
  }

  @Test func `without a workspace the way to one is told`() {
    let program = BenchProgram()
    let outcome = program.run("runs", "--workspace", "/nowhere")
    #expect(outcome.status == 2)
    #expect(outcome.messages.contains("bench init"))
  }

  @Test func `a dry run writes nothing`() {
    let program = BenchProgram()
    let outcome = program.run("run", "lenet5-sgd", "--seeds", "1..2", "--dry-run")
    #expect(outcome.status == 0)
    #expect(
      outcome.output == """
        would run lenet5-sgd: 61,706 parameters · 2.26 MFLOP an example · 40 epochs of 79 steps · seed 1
        would run lenet5-sgd: 61,706 parameters · 2.26 MFLOP an example · 40 epochs of 79 steps · seed 2

        """)
    #expect(program.runs.isEmpty)
  }

  @Test func `the list tells missing data from a mistake`() {
    let program = BenchProgram()
    program.write(#"{ "extends": "mlp-sgd", "seed": -1 }"#, to: "experiments/wrong.json")
    let files = #"{ "name": "csv", "files": { "train": "none.csv", "test": "none.csv" } }"#
    program.write(
      #"{ "extends": "linear-regression", "dataset": \#(files) }"#, to: "experiments/none.json")
    let list = program.run("list")
    #expect(list.status == 0)
    #expect(list.output.contains("[data missing or damaged]\n"))
    #expect(list.output.contains("[a mistake]\n"))
    #expect(list.messages.contains("2 experiments cannot be run\n  why: "))
  }

  @Test func `a definition whose file name is not an experiment's name is seen everywhere`() {
    let program = BenchProgram()
    program.write(#"{ "extends": "xor-mlp" }"#, to: "experiments/my exp.json")
    let reason = "'my exp' is not an experiment's name: [A-Za-z0-9][A-Za-z0-9._-]{0,99}\n"
    let sentence = "experiments/my exp.json: " + reason
    let list = program.run("list")
    #expect(list.status == 0)
    #expect(list.messages.contains("warning: " + sentence))
    for operands in [["experiments/my exp.json"], []] {
      let validated = program.run(["validate"] + operands)
      #expect(validated.status == 2)
      #expect(validated.messages.contains("error: " + sentence))
      #expect(!validated.output.contains("my exp"))
    }
    let run = program.run("run", "my exp", "--dry-run")
    #expect(run.status == 2)
    #expect(
      run.messages.hasPrefix("error: no experiment 'my exp' in ~/experiments\n  " + sentence))
  }

  @Test(arguments: ["json", "csv", "markdown"])
  func `programs get an empty list where there is nothing`(format: String) {
    let program = BenchProgram()
    for name in ShippedDefinitions.all.map(\.name) { program.remove("experiments/\(name).json") }
    for (verb, columns) in [
      ("list", "experiment,parameters,runs,description,missing_data"), ("gc", "what,where,bytes"),
    ] {
      let empty = program.run(verb, "--format", format)
      #expect(empty.status == 0)
      switch format {
      case "json": #expect(empty.output == "[]\n")
      case "csv": #expect(empty.output == columns + "\n")
      default: #expect(empty.output.hasPrefix("| \(columns.prefix { $0 != "," })"))
      }
    }
  }

  @Test func `a page can be printed`() {
    let program = BenchProgram()
    #expect(program.run("run", "xor-mlp", "--epochs", "2", "--quiet").status == 0)
    let printed = program.run("report", "latest", "-o", "-")
    #expect(printed.status == 0 && printed.output.hasPrefix("<!"))
    #expect(program.run("report", "latest", "-o", "page.html").output == "page.html\n")
    #expect(program.file("page.html") == printed.output && program.file("-").isEmpty)
  }

  @Test func `the version names numerics and kernels`() {
    let program = BenchProgram()
    let version = program.run("version", environment: ["BENCH_ISA=baseline"])
    #expect(version.output == "bench 0.1.0, numerics 1, baseline\n")
    let wrong = program.run("version", environment: ["BENCH_ISA=mmx"])
    #expect(wrong.status == 2)
    #expect(wrong.messages.hasPrefix("error: BENCH_ISA 'mmx': "))
  }

  @Test func `the shipped definitions are those of this repository and all valid`() throws {
    let program = BenchProgram()
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let repository = try #require(opendir(root + "/experiments"))
    defer { closedir(repository) }
    var names: [String] = []
    while let entry = readdir(repository) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasSuffix(".json") else { continue }
      let shipped = program.file("experiments/\(name)")
      #expect(!shipped.isEmpty && shipped == BenchProgram.text("\(root)/experiments/\(name)"))
      names.append(String(name.dropLast(5)))
    }
    #expect(names.sorted() == (ShippedDefinitions.all.map(\.name) + ["schema"]).sorted())
    let outcome = program.run("validate")
    #expect(outcome.status == 0)
    let isMissing = { (line: Substring) in line.contains(" data fetch ") }
    #expect(outcome.messages.split(separator: "\n").allSatisfy(isMissing))
    let list = program.run("list").output
    #expect(list.contains("lenet5-sgd                 61,706     0  LeNet-5 (tanh"))
    #expect(program.run("schema").output == program.file("experiments/schema.json"))
  }

  @Test func `decoration is ASCII where the locale asks for it`() {
    let program = BenchProgram()
    let outcome = program.run(
      "run", "lenet5-sgd", "--dry-run", environment: ["LC_ALL=C"])
    #expect(outcome.output.contains("61,706 parameters | 2.26 MFLOP"))
  }
}
