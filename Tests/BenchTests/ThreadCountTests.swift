import Testing

/// How many threads and runs one command may ask for, and what is recorded of them.
struct ThreadCountTests {
  private let bench = BenchProgram()

  private func threads(of id: String) -> String {
    let lines = bench.file("runs/\(id)/run.json").split(separator: "\n")
    return lines.first { $0.contains("\"threads\"") }.map { $0.filter(\.isNumber) } ?? ""
  }

  @Test func `the processors that Slurm gave the task are the default`() {
    let run = bench.run("run", "xor-mlp", "--name", "s", environment: ["SLURM_CPUS_PER_TASK=1"])
    #expect(run.status == 0)
    #expect(threads(of: "s") == "1")
  }

  @Test(arguments: ["1", "3", "300"])
  func `the threads that ran are recorded`(count: String) {
    #expect(bench.run("run", "xor-mlp", "--name", "n", "--threads", count).status == 0)
    #expect(threads(of: "n") == count)
  }

  @Test(arguments: [
    ["run", "xor-mlp"], ["resume", "r"], ["fork", "r"], ["evaluate", "r"], ["verify", "r"],
    ["perf", "xor-mlp"],
  ])
  func `more threads than a program can have are refused with the range`(words: [String]) {
    #expect(bench.run("run", "xor-mlp", "--name", "r", "--quiet").status == 0)
    for count in ["0", "1025", "99999999999999999999"] {
      let refused = bench.run(words + ["--threads", count])
      #expect(refused.status == 2)
      #expect(refused.messages.contains("--threads '\(count)'"), "\(refused.messages)")
      #expect(refused.messages.contains("1024"), "\(refused.messages)")
    }
  }

  @Test func `jobs at once share the threads that a program can have`() {
    let words = ["run", "xor-mlp", "--seeds", "1..40", "--jobs", "20", "--dry-run", "--threads"]
    #expect(bench.run(words + ["51"]).status == 0)
    let refused = bench.run(words + ["52"])
    #expect(refused.status == 2)
    #expect(
      refused.messages == """
        error: --threads '52': expected a whole number from 1 to 51 with 20 jobs at once
          all jobs together have at most 1024 threads

        """)
  }

  @Test(arguments: [
    ("0..9223372036854775807", 0), ("1..10001", 0), ("1..10000", 1), ("1..5000", 2),
    ("9223372036854775806..9223372036854775807", 2),
  ])
  func `a command of too many runs is refused before any is resolved`(
    seeds: String, experiments: Int
  ) {
    // An experiment that is not there would be refused when it is resolved.
    for count in 1...2 {
      let words = ["run"] + Array(repeating: "nothing", count: count)
      let run = bench.run(words + ["--dry-run", "--seeds", seeds])
      #expect(run.status == 2)
      let refusal = "expected no more than \(count == 1 ? "10,000" : "5000") seeds"
      #expect(run.messages.contains(refusal) == (count > experiments), "\(run.messages)")
    }
  }
}
