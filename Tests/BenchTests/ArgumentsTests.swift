import Experiments
import Testing
import bench

struct ArgumentsTests {
  private func run(_ words: String...) throws -> Arguments {
    try Arguments(words, for: try Command.named("run"))
  }

  @Test func `values follow an equals sign or a space`() throws {
    let arguments = try run("lenet5-sgd", "--seed=7", "--epochs", "3", "--quiet")
    #expect(arguments.operands == ["lenet5-sgd"])
    #expect(try arguments[Options.seed] == 7)
    #expect(try arguments[Options.epochs] == 3)
    #expect(try arguments[Options.quiet])
    #expect(try !arguments[Options.needed])
  }

  @Test func `a repeatable option keeps every value, equals signs included`() throws {
    let arguments = try run("x", "--set", "a=1", "--set=b={\"c\":2}")
    #expect(try arguments[Options.set].map(\.text) == ["--set a=1", "--set b={\"c\":2}"])
  }

  @Test func `after two dashes everything is an operand`() throws {
    #expect(try run("--quiet", "--", "--seed", "-x").operands == ["--seed", "-x"])
  }

  @Test func `help is asked for anywhere, whatever else is missing`() throws {
    #expect(try run("-h").asksForHelp)
    #expect(try run("x", "--help").asksForHelp)
  }

  @Test(arguments: [
    (
      ["x", "--epoch", "5"],
      [
        "bench run: unknown option '--epoch'", "did you mean --epochs? all options: bench run -h",
      ]
    ),
    (
      ["x", "--see"],
      [
        "bench run: unknown option '--see'",
        "did you mean --seed or --set? all options: bench run -h",
      ]
    ),
    (["x", "--bogus"], ["bench run: unknown option '--bogus'", "all options: bench run -h"]),
    (["x", "-q"], ["bench run: unknown option '-q'", "all options: bench run -h"]),
    (
      ["x", "--seed"],
      ["bench run: --seed needs a value: --seed N", "all options: bench run -h"]
    ),
    (
      ["x", "--seed", "--quiet"],
      ["bench run: --seed needs a value: --seed N", "all options: bench run -h"]
    ),
    (
      ["x", "--quiet=yes"],
      ["bench run: --quiet takes no value, found 'yes'", "all options: bench run -h"]
    ),
    (
      ["x", "--seed", "1", "--seed", "2"],
      ["bench run: --seed is given twice", "say which is meant, once"]
    ),
    (
      ["--quiet"],
      [
        "bench run: EXPERIMENT… is missing",
        "as in: bench run lenet5-sgd --seeds 1..5 --set optimizer.learning_rate=0.05",
      ]
    ),
  ])
  func `a mistake is named, with the way out`(words: [String], lines: [String]) throws {
    let command = try Command.named("run")
    let error = #expect(throws: UsageError.self) { try Arguments(words, for: command) }
    let wording = CommandWording(program: "bench")
    #expect(error.map { [$0.problem] + $0.advice.map(wording.text) } == lines)
  }

  @Test(arguments: [
    (["x", "--lr", "0.1", "--quiet"], "x --set optimizer.learning_rate=0.1 --quiet"),
    (["x", "--lr=0.1"], "x --set optimizer.learning_rate=0.1"),
    (["--batch-size", "64", "x"], "--set training.batch_size=64 x"),
    (["x", "--optimizer", "adam"], "x --set optimizer.type=adam"),
    (["x", "--weight-decay"], "x --set optimizer.weight_decay=0"),
    (["x", "--dataset", "mnist"], "x --set dataset.name=mnist"),
  ])
  func `a value that other tools have an option for is answered with its path`(
    words: [String], typed: String
  ) throws {
    let error = #expect(throws: UsageError.self) {
      try Arguments(words, for: try Command.named("run"))
    }
    let advice = error?.advice.map(CommandWording(program: "bench").text) ?? []
    #expect(advice.first?.hasSuffix(" is a value of the definition: bench run \(typed)") == true)
  }

  @Test(arguments: [
    ("--epoch", "--epochs"), ("--max-epochs", "--epochs"), ("--thread", "--threads"),
  ])
  func `an option of our own is meant first`(option: String, meant: String) throws {
    let error = #expect(throws: UsageError.self) {
      try Arguments(["x", option, "3"], for: try Command.named("run"))
    }
    let advice = error?.advice.map(CommandWording(program: "bench").text)
    #expect(advice == ["did you mean \(meant)? all options: bench run -h"])
  }

  @Test(arguments: [
    (["a", "--slurm", "--account", "acc"], "--account", "a --slurm --account=acc"),
    (["--slurm", "--account", "acc", "a"], "--account", "--slurm --account=acc a"),
    (["a", "--slurm", "-A", "acc"], "-A", "a --slurm -Aacc"),
    (
      ["a", "--account", "acc", "--slurm", "--qos=q", "--time", "9", "--dry-run"],
      "--account, --time", "a --account=acc --slurm --qos=q --time=9 --dry-run"
    ),
    (["--slurm", "--exclusive", "a", "--time", "9"], "--time", "--slurm --exclusive a --time=9"),
  ])
  func `a value for an option of sbatch must be in the same word`(
    words: [String], options: String, typed: String
  ) throws {
    let sweep = try Command.named("sweep")
    let error = #expect(throws: UsageError.self) { try Arguments(words, for: sweep) }
    #expect(
      error?.problem == "bench sweep: a value for sbatch's \(options) must be in the same word")
    let advice = error?.advice.map(CommandWording(program: "bench").text)
    #expect(advice == ["as in: bench sweep \(typed)"])
  }

  @Test func `options of sbatch without a value are passed on`() throws {
    let sweep = try Command.named("sweep")
    let arguments = try Arguments(["--slurm", "--exclusive", "a", "--time=9"], for: sweep)
    #expect(arguments.operands == ["a"])
    #expect(try arguments[Options.sbatch] == ["--exclusive", "--time=9"])
  }

  @Test(arguments: ["0", "-1", "1.5", "+3", "x", ""])
  func `a count is a whole number in its range`(text: String) throws {
    let arguments = try run("x", "--epochs=\(text)")
    #expect(
      throws: UsageError(problem: "--epochs '\(text)': expected a whole number, 1 or more")
    ) { try arguments[Options.epochs] }
  }

  @Test func `a number that no count can be is told the largest`() throws {
    let text = "99999999999999999999"
    let arguments = try run("x", "--epochs=\(text)")
    let expected = "expected no more than 9223372036854775807"
    #expect(throws: UsageError(problem: "--epochs '\(text)': \(expected)")) {
      try arguments[Options.epochs]
    }
  }

  @Test(arguments: ["3", "3..1", "a..b", "1...3", "-1..2", "..", "1..2..3"])
  func `a range has two ends in order`(text: String) throws {
    let arguments = try run("x", "--seeds=\(text)")
    #expect(throws: UsageError.self) { try arguments[Options.seeds] }
  }

  @Test func `a range includes both ends`() throws {
    #expect(try run("x", "--seeds", "1..5")[Options.seeds] == 1...5)
  }

  @Test(arguments: [
    ("rnu", "bench: unknown verb 'rnu'", "did you mean run? all verbs: bench help"),
    ("zzzzz", "bench: unknown verb 'zzzzz'", "all verbs: bench help"),
  ])
  func `an unknown verb is answered with the nearest`(verb: String, problem: String, advice: String)
  {
    let error = #expect(throws: UsageError.self) { try Command.named(verb) }
    #expect(error?.problem == problem)
    #expect(error?.advice.map(CommandWording(program: "bench").text) == [advice])
  }

  @Test(arguments: [
    ("compare", [], "bench compare: RUN RUN… is missing"),
    ("compare", ["a"], "bench compare: 1 run is given, but it takes at least 2"),
    ("predict", [], "bench predict: RUN FILE… is missing"),
    ("predict", ["a"], "bench predict: FILE is missing"),
  ])
  func `which operands are missing is said`(
    verb: String, words: [String], problem: String
  ) throws {
    let command = try Command.named(verb)
    let error = #expect(throws: UsageError.self) { try Arguments(words, for: command) }
    #expect(error?.problem == problem)
  }

  @Test(arguments: ["predict", "rm", "tag", "compare", "validate"])
  func `a list of operands has no longest`(verb: String) throws {
    let words = [String](repeating: "a", count: 5000)
    #expect(try Arguments(words, for: Command.named(verb)).operands.count == 5000)
  }

  @Test func `every verb's help has an example and its options`() {
    for command in Command.all {
      #expect(command.help.hasPrefix("bench \(command.verb)"))
      #expect(command.help.contains("\nexample  bench \(command.verb)"))
      for option in command.options.map(\.declaration) {
        #expect(command.help.contains("  \(option.synopsis) "))
      }
      for line in command.help.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }
  }
}
