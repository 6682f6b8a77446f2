import Testing
import bench

/// What the shells offer.
struct CompletionsTests {
  private let bench = BenchProgram()

  /// What bash offers for the last of these words.
  private func offers(_ words: String...) -> [String] {
    bench.write(bench.run("completions", "bash").output, to: "completions.bash")
    let typed = words.map { "'\($0)'" }.joined(separator: " ")
    let script = """
      source completions.bash; COMP_WORDS=(\(typed)); COMP_CWORD=\(words.count - 1); _bench
      echo "${COMPREPLY[@]}"
      """
    let answer = bench.shell("bash -c \"$0\"", script)
    #expect(answer.status == 0)
    return answer.output.split { " \n".contains($0) }.map(String.init)
  }

  @Test func `bash offers verbs, options and the values of an option`() {
    #expect(offers("bench", "ver") == ["verify", "version"])
    #expect(offers("bench", "verify", "--qui") == ["--quick", "--quiet"])
    #expect(offers("bench", "runs", "--format", "") == ["table", "markdown", "csv", "json"])
    #expect(offers("bench", "runs", "--format", "=", "c") == ["csv"])
    #expect(offers("bench", "evaluate", "x", "--part", "t") == ["test", "train"])
    #expect(offers("bench", "resume", "x", "--from", "") == ["latest", "best"])
    #expect(offers("bench", "run", "--epochs", "") == [])
    #expect(offers("bench", "verify", "x", "--from", "") == [])
  }

  @Test func `fish knows which options take a value, and of what kind`() {
    let lines = bench.run("completions", "fish").output.split(separator: "\n")
    func line(_ verb: String, _ option: String) -> Substring? {
      lines.first { $0.contains("from \(verb)'") && $0.contains(" -l \(option)") }
        .map { $0.drop { $0 != "'" }.dropFirst().drop { $0 != "'" }.dropFirst(2) }
    }
    #expect(line("report", "output") == "-s o -l output -r")
    #expect(line("run", "quiet") == "-l quiet")
    #expect(line("run", "seeds") == "-l seeds -x")
    #expect(line("runs", "format") == "-l format -x -a 'table markdown csv json'")
    #expect(line("runs", "workspace") == "-l workspace -x -a '(__fish_complete_directories)'")
  }

  @Test func `an option of a name has one kind of value wherever it means the same`() {
    var synopses: [String: Set<String>] = [:]
    for option in Command.all.flatMap(\.options).map(\.declaration) {
      synopses[option.name, default: []].insert(option.synopsis)
    }
    // A checkpoint to start from or a segment's first step; one metric or what is better of it; a
    // segment's last step or the form of an export.
    let several = synopses.filter { $0.value.count > 1 }.keys
    #expect(several.sorted() == ["from", "metric", "to"])
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
