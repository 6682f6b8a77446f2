import JSON
import Testing

/// What a sweep says of its runs with fresh seeds, and how it counts them.
struct SweepConfirmationTests {
  /// A workspace with an experiment on 120 rows of one number and its class, and a sweep of it.
  private func program(_ sweep: String) -> BenchProgram {
    let program = BenchProgram()
    program.write(
      """
      {"seed": 1, "dataset": {"name": "csv", "files": {"train": "u.csv"}, "header": false,
         "classes": 2, "split": {"validation": 0.2, "test": 0.3}},
       "architecture": [{"type": "linear", "out_features": 2}],
       "loss": {"type": "softmax_cross_entropy"},
       "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 2, "batch_size": 8}}
      """, to: "experiments/one.json")
    let rows = (0..<120).map { row in
      let place = row * 37 % 120
      return "\(Double(place) / 60 - 1),\((place > 60) != (row % 4 == 0) ? 1 : 0)\n"
    }
    program.write(rows.joined(), to: "u.csv")
    #expect(program.shell("mkdir -p experiments/sweeps").status == 0)
    program.write(sweep, to: "experiments/sweeps/fresh.json")
    return program
  }

  private let sweep = """
    {"base": "one", "grid": {"optimizer.learning_rate": [0.2, 0.3]}, "confirm_seeds": 4}
    """

  /// Lets the runs with these seeds of the best point have diverged.
  private func diverge(_ seeds: ClosedRange<Int>, in program: BenchProgram) throws {
    let best = try JSONValue(
      parsing: program.run("sweep", "best", "fresh", "--format", "json").output)
    for seed in seeds {
      let changed = program.shell(
        "sed -i 's/\"state\": \"finished\"/\"state\": \"diverged\"/' runs/fresh-$0-s$1/run.json",
        best["point"]?.string ?? "", "\(seed)")
      #expect(changed.status == 0)
    }
  }

  @Test func `runs with fresh seeds that diverged are counted`() throws {
    let program = program(sweep)
    #expect(program.run("sweep", "fresh").status == 0)
    try diverge(2...2, in: program)
    let some = program.run("sweep", "fresh")
    #expect(some.status == 3)
    #expect(
      some.output.replacing("\n", with: " ").contains(
        "1 of 4 runs of learning_rate 0.3 diverged and is left out"),
      "\(some.output)")
    try diverge(3...5, in: program)
    let all = program.run("sweep", "fresh")
    #expect(
      all.output.hasSuffix(
        "\nbase and best with fresh seeds cannot be compared: no run of the best point finished "
          + "(4 of 4 diverged)\n"), "\(all.output)")
  }

  @Test func `the output for programs is the table alone`() throws {
    let program = program(sweep)
    let dry = program.run("sweep", "fresh", "--dry-run", "--format", "json")
    #expect(try JSONValue(parsing: dry.output).array?.count == 2)
    let json = program.run("sweep", "fresh", "--format", "json")
    #expect(try JSONValue(parsing: json.output).array?.count == 2)
    #expect(json.messages.contains("\nbase and best with 4 fresh seeds:\n"))
    let csv = program.run("sweep", "fresh", "--format", "csv")
    #expect(csv.output.split(separator: "\n").count == 3, "\(csv.output)")
    #expect(csv.messages.contains("\nbase and best with 4 fresh seeds:\n"))
    let markdown = program.run("sweep", "fresh", "--format", "markdown").output
    #expect(markdown.contains("\nbase and best with 4 fresh seeds:\n"))
    #expect(markdown.split(separator: "| ---").count > 2, "\(markdown)")
  }

  @Test func `a best point that is the base is trained once, which is said`() {
    let program = program(
      """
      {"base": "one", "grid": {"optimizer": [{"type": "sgd", "learning_rate": 1e-1},
         {"type": "sgd", "learning_rate": 1e-9}]},
       "decide_by": "validation_loss", "confirm_seeds": 3}
      """)
    let done = program.run("sweep", "fresh")
    #expect(done.status == 0 && program.runs.count == 5, "\(program.runs)")
    #expect(
      done.output.contains(
        "\nthe best point is the base itself; test_loss with 3 fresh seeds: mean 0."),
      "\(done.output)")
    #expect(!(done.output + done.messages).contains("cannot be compared"))
  }

  @Test func `runs with fresh seeds are in every count`() {
    let program = program(sweep)
    let words = "2 points, 10 runs (8 with fresh seeds) of one by validation_accuracy"
    #expect(program.run("sweep", "fresh", "--dry-run").output.contains("\(words); about "))
    let messages = program.run("sweep", "fresh", "--jobs", "1").messages
    #expect(messages.contains("\(words); about "), "\(messages)")
    let left = messages.split(separator: "\n").compactMap { line in
      line.split(separator: " left=").dropFirst().first.flatMap { Int($0) }
    }
    #expect(left == Array((0..<10).reversed()))
    let again = program.run("sweep", "fresh").messages
    #expect(again.contains("\(words), 10 finished; nothing is left to train"), "\(again)")
    #expect(program.run("sweep", "status", "fresh").output.contains("10 runs: 10 finished"))
  }
}
