import Testing

/// The first sentence of a page: what its runs come to.
struct PageFindingTests {
  /// The sentence of a page of these runs: 1 to 3 have rate 0.001 and seeds 1 to 3, 4 to 6 have
  /// rate 0.002 and the same seeds.
  private func finding(_ runs: [Int], title: String? = nil) -> String? {
    let program = BenchProgram()
    let training = ["run", "linear-regression", "--quiet", "--seeds", "1..3", "--epochs"]
    for settings in [["2"], ["2", "--set", "optimizer.learning_rate=0.002"]] {
      #expect(program.run(training + settings).status == 0)
    }
    let given = title.map { ["--title", $0, "--text", "a < b"] } ?? []
    let page = program.run(
      ["report"] + runs.map { "linear-regression-00\($0)" } + ["-o", "-"] + given
    ).output
    if let title {
      #expect(page.contains("<h1>\(title)</h1>") && page.contains("<p>a &lt; b</p>"))
    }
    let found = page.firstMatch(of: /<p class="finding">(.*?)<\/p>/)
    return found.map { String($0.1).replacing(/<[^>]*>/, with: "") }
  }

  @Test func `one run has its figure`() {
    #expect(finding([1], title: "A question") == "linear-regression-001: test_loss 0.1357.")
  }

  @Test func `of two the better one is named`() {
    #expect(finding([1, 4]) == "linear-regression-004 has the better test_loss: 0.1266.")
  }

  @Test func `seeds of one setting have a mean`() {
    #expect(finding([1, 2, 3]) == "test_loss 0.1356 over 3 seeds.")
  }

  @Test func `groups have a winner, or a leader that is not certain yet`() {
    #expect(
      finding([1, 2, 3, 4, 5, 6])
        == "learning_rate 0.002 is better on these 500 test examples: 0.1264 against 0.1356 with "
        + "learning_rate 0.001.")
  }
}
