import Testing

/// The page of several comparisons: what stands on it, in which order, and what it claims.
struct QuestionPageTests {
  private let program = BenchProgram()

  /// Runs 1 to 3 have rate 0.001 and seeds 1 to 3, 4 to 6 rate 0.002, 7 to 9 seeds 4 to 6.
  init() {
    let training = ["run", "linear-regression", "--quiet", "--epochs", "2", "--seeds"]
    let rate = ["--set", "optimizer.learning_rate=0.002"]
    for words in [["1..3"], ["1..3"] + rate, ["4..6"]] {
      #expect(program.run(training + words).status == 0)
    }
  }

  private let rates = ["--compare", "seed <= 3", "--group-by", "optimizer.learning_rate"]

  private func page(_ words: [String]) -> String {
    let done = program.run(["report"] + words + ["-o", "-"])
    #expect(done.status == 0, "\(done.messages)")
    return done.output
  }

  /// The headings, paragraphs and findings in their order.
  private func outline(_ page: String) -> [String] {
    page.matches(of: /<(h1|h2|p)( [^>]*)?>(.*?)<\/\1>/).compactMap { match in
      let isFinding = match.2?.contains("finding") == true
      guard match.2 == nil || match.1 == "h2" || isFinding else { return nil }
      return String(match.3).replacing(/<a .*?<\/a>/, with: "").replacing(/<[^>]*>/, with: "")
    }
  }

  @Test func `what is typed stands on the page in its order`() {
    let page = page(
      ["--title", "What helps?", "--text", "Two epochs.", "--text", "a < b", "--heading", "Rates"]
        + ["--text", "First."] + rates + ["--text", "Between."] + rates
        + ["--metric", "train_loss", "--heading", "In the end", "--text", "Last."])
    let rate = "learning_rate 0.002 is better on these "
    #expect(
      outline(page) == [
        "What helps?", "Two epochs.", "a &lt; b", "Rates", "First.",
        rate + "500 test examples: 0.1264 against 0.1356 with learning_rate 0.001.", "Between.",
        "optimizer.learning_rate",
        rate + "training examples: 0.1327 against 0.2293 with learning_rate 0.001.",
        "In the end", "Last.",
      ])
    for anchor in ["comparison-1", "comparison-2"] {
      #expect(page.contains("<a href=\"#\(anchor)\">") && page.contains("<h2 id=\"\(anchor)\">"))
    }
  }

  @Test func `all findings of a page are judged together`() {
    let seeds = ["--compare", "seed >= 1", "--group-by", "optimizer.learning_rate"]
    let page = page(rates + seeds).replacing(/<[^>]*>/, with: "")
    #expect(page.contains("2 findings are tested on this page; by "))
    #expect(page.ranges(of: "Together with the other findings of this page p = ").count == 2)
    let alone = self.page(rates)
    #expect(!alone.contains("of this page") && !alone.contains("class=\"findings\""))
  }

  @Test func `a comparison that tests nothing leaves the others alone`() {
    let seeds = ["--compare", "optimizer.learning_rate == 0.001"]
    let page = page(rates + seeds)
    #expect(page.contains(" over 6 seeds.") && !page.contains("of this page"))
  }

  @Test func `the same page as JSON`() throws {
    let words = ["report"] + rates + rates + ["--metric", "train_loss", "-o", "q.html"]
    let done = program.run(words + ["--format", "json"])
    #expect(done.status == 0, "\(done.messages)")
    for field in [
      "\"anchor\": \"comparison-2\"", "\"claimed\": true", "\"metric\": \"train_loss last\"",
      "\"group_by\": \"optimizer.learning_rate\"", "\"adjusted_p_value\": ",
    ] {
      #expect(done.output.contains(field), "\(done.output)")
    }
  }

  @Test(arguments: [
    (
      ["--group-by", "seed", "--compare", "seed > 0"],
      "--group-by stands before the first --compare"
    ),
    (["--compare", "seed > 0", "linear-regression-001"], "'linear-regression-001' is given, too"),
    (["--compare", "seed > 0", "--where", "seed > 1"], "--where is given, too"),
    (["--compare", "seed > 0", "--metric", "a", "--metric", "b"], "--metric is given twice"),
    (["--compare", "seed > 99"], "--compare: no run matches seed > 99"),
    (["--compare", "seed == 4"], "1 run matches seed == 4, but it takes at least 2"),
    (["--compare", "sed > 0"], "--compare: "),
    (["--heading", "Rates", "linear-regression-001"], "but there is no --compare"),
    (["--group-by", "a", "--group-by", "b", "latest"], "--group-by is given twice"),
  ])
  func `mistakes are named`(words: [String], problem: String) {
    let done = program.run(["report"] + words)
    #expect(done.status == 2 && done.messages.contains(problem), "\(done.messages)")
  }
}
