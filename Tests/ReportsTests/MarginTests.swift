import Experiments
import JSON
import Reports
import Runs
import Testing

/// Verdicts against a margin.
struct MarginTests {
  private typealias Interval = ClosedRange<Double>

  @Test(arguments: [
    (true, 0.4...0.8, 0.45...0.75, MarginVerdict.betterByMore),
    (true, 0.1...0.8, 0.15...0.75, .better), (true, 0.01...0.2, 0.02...0.19, .better),
    (false, -0.2...0.25, -0.15...0.2, .equal), (false, -0.25...0.9, -0.2...0.8, .noWorse),
    (false, -0.35...0.25, -0.28...0.2, .equal), (false, -0.9...0.9, -0.8...0.8, .open),
  ])
  func `there are five verdicts`(
    isBetter: Bool, wide: ClosedRange<Double>, narrow: ClosedRange<Double>, verdict: MarginVerdict
  ) {
    #expect(
      MarginVerdict(margin: 0.3, isBetter: isBetter, wide: wide, narrow: narrow) == verdict)
  }

  private func groups(_ shift: Double, spread: Double, margin: Double) throws -> GroupComparison {
    let runs = (1...6).flatMap { seed in
      [0.1, 0.5].map { rate in
        let noise = Double((seed * 5) % 7 - 3) * spread
        return groupedRun(
          "r\(rate)-\(seed)", rate: rate, seed: seed,
          0.9 + Double(seed) / 1000 + (rate == 0.5 ? shift + noise : 0))
      }
    }
    return try GroupComparison(
      runs, by: "optimizer.learning_rate", metric: "test_accuracy", margin: margin)
  }

  @Test(arguments: [
    (0.02, 0.0005, 1.0, "learning_rate 0.5 is better by more than 1.00 points: 95% interval"),
    (
      0.02, 0.0005, 3.0,
      "learning_rate 0.5 is better, but not shown to be by more than 3.00 points: 95% interval"
    ),
    (0.0, 0.0005, 0.3, "The two are equal within 0.30 points: 90% interval"),
    (
      0.003, 0.0015, 0.3,
      "learning_rate 0.5 is no worse than learning_rate 0.1 by 0.30 points or more: 95% interval"
    ),
    (
      0.0, 0.005, 0.3, "Open by the margin of 0.30 points: neither better, nor no worse, nor equal;"
    ),
  ])
  func `groups are held against a margin in points`(
    shift: Double, spread: Double, margin: Double, words: String
  ) throws {
    let groups = try groups(shift, spread: spread, margin: margin)
    #expect(groups.conclusion[1].contains(words), "\(groups.conclusion)")
    #expect(groups.json["margin"]?.double == margin / 100)
  }

  @Test func `an open verdict says how many seeds would decide`() throws {
    let groups = try groups(0, spread: 0.005, margin: 0.3)
    let needed = try #require(groups.json["contrasts"]?[0]?["margin"]?["seeds_needed"]?.int)
    #expect(
      groups.conclusion[1].hasSuffix(
        "About \(needed) seeds of each would find a difference of 0.30 points in 80 of 100 cases."))
    // The deviation may be 1.35 times the one seen with six seeds.
    let difference = try #require(groups.contrasts[0].difference)
    let deviation = difference.standardError * 6.0.squareRoot()
    let factor = SampleSize.largestDeviation(degreesOfFreedom: 5)
    #expect(SampleSize.needed(effect: 0.003 / (deviation * factor), .paired) == needed)
  }

  @Test func `a margin is refused where no difference can be as large, or nothing is better`() {
    let error = #expect(throws: GroupingProblem.self) {
      try groups(0, spread: 0.005, margin: 100)
    }
    #expect(
      error?.problem == "--margin 100.0: no difference of test_accuracy is as large as 100 points")
    #expect(error?.advice.isEmpty == false)
  }

  private func run(_ id: String, wrong: Set<Int>, of count: Int = 1000) -> ComparedRun {
    let rows = (0..<count).map { "\($0),3,\(wrong.contains($0) ? 5 : 3),0.5\n" }
    let answers = "index,label,prediction,probability\n" + rows.joined()
    return groupedRun(id, seed: 1, 0.5) {
      $0.predictions = try? PredictionsTable(parsing: Array(answers.utf8))
      let row = "epoch,step,test_accuracy,weights_digest\n1,5,0.5,\(id)\n"
      if let table = try? MetricsTable(parsing: Array(row.utf8)) { $0.metrics = table }
      $0.set("dataset.subset.test", to: [40, .integer(40 + count)])
    }
  }

  @Test(arguments: [
    (Set(0..<60), Set<Int>(), 1.0, "b is better by more than 1.00 points: 95% interval +4.6"),
    (Set(0..<60), Set<Int>(), 6.0, "b is better, but not shown to be by more than 6.00 points:"),
    (Set(0..<2), Set([1, 2]), 1.0, "The two are equal within 1.00 points: 90% interval -0."),
    (
      Set(0..<12), Set(100..<108), 1.0, "b is no worse than a by 1.00 points or more: 95% interval"
    ),
    (Set(0..<60), Set(100..<160), 1.0, "Open by the margin of 1.00 points: neither better, nor"),
  ])
  func `two runs are held against it by Tango's test`(
    first: Set<Int>, second: Set<Int>, margin: Double, words: String
  ) throws {
    let comparison = try Comparison(
      [run("a", wrong: first), run("b", wrong: second)], metric: nil, checking: margin)
    let text = comparison.conclusion.joined(separator: " ")
    #expect(text.contains(words), "\(text)")
    #expect(text.contains("(Tango's score test)"))
  }

  @Test func `two runs without a claim say what would have been found`() {
    let comparison = Comparison([run("a", wrong: Set(0..<20)), run("b", wrong: Set(25..<50))])
    // ψ = 45/1000
    #expect(
      comparison.conclusion[1]
        == "A true difference of 1.88 points would be found in 80 of 100 cases.")
    #expect(comparison.json["claim"]?["contrasts"]?[0]?["margin"] == .null)
  }

  @Test func `several runs are held against it one by one`() throws {
    let comparison = try Comparison(
      [
        run("a", wrong: Set(0..<60)), run("b", wrong: []), run("c", wrong: Set(1..<61)),
      ], metric: nil, checking: 1)
    #expect(
      comparison.conclusion.contains(
        "By the margin of 1.00 points: b better by more than it; c equal to a within it (adjusted "
          + "over 2)."))
  }
}
