import Testing
import bench

/// What the shells offer.
struct CompletionsTests {
  private let bench = BenchProgram()

  /// What is offered for the last of these words after the program's name.
  private func offers(_ words: String...) -> [String] {
    let answer = bench.run(["completions", "--for", "--"] + words)
    #expect(answer.status == 0 && answer.messages.isEmpty)
    return answer.output.split(separator: "\n")
      .map { line in String(line.prefix { $0 != "\t" }) }.filter { !$0.isEmpty }
  }

  @Test func `verbs, options and the values of an option are offered`() {
    #expect(offers("ver") == ["verify", "version"])
    #expect(offers("verify", "--qui") == ["--quick", "--quiet"])
    #expect(offers("runs", "--format", "") == ["table", "markdown", "csv", "json"])
    #expect(offers("runs", "--format=c") == ["--format=csv"])
    #expect(offers("evaluate", "x", "--part", "t") == ["test", "train"])
    #expect(offers("resume", "x", "--from", "") == ["latest", "best"])
    #expect(offers("run", "--epochs", "") == [])
    #expect(offers("run", "lenet5-s") == ["lenet5-sgd"])
    #expect(
      offers("run", "xor-mlp", "--set", "optimizer.learning_r") == ["optimizer.learning_rate="])
    #expect(offers("nonsense", "") == [])
  }

  /// `Tests/completions` loads the scripts into the shells.
  @Test func `each shell has a script that asks the program`() {
    for shell in ["bash", "zsh", "fish"] {
      let script = bench.run("completions", shell)
      #expect(script.status == 0 && script.output.contains("completions --for --"))
    }
    #expect(bench.run("completions", "csh").status == 2)
  }

  @Test func `an option of a name has one kind of value wherever it means the same`() {
    var synopses: [String: Set<String>] = [:]
    for option in Command.all.flatMap(\.options).map(\.declaration) {
      synopses[option.name, default: []].insert(option.synopsis)
    }
    // A checkpoint to start from or a segment's first step; one metric or what is better of it; a
    // segment's last step or the form of an export; a range of seeds that may be open.
    let several = synopses.filter { $0.value.count > 1 }.keys
    #expect(several.sorted() == ["from", "metric", "seeds", "to"])
  }

  @Test func `a wrong checkpoint is answered with the option's own name`() {
    #expect(bench.run("run", "xor-mlp", "--epochs", "1", "--quiet").status == 0)
    for (verb, option) in [("resume", "from"), ("fork", "from"), ("evaluate", "checkpoint")] {
      let refused = bench.run(verb, "latest", "--\(option)", "first")
      #expect(refused.status == 2)
      #expect(
        refused.messages == "error: --\(option) 'first': expected step-N, best or latest\n")
    }
  }
}
