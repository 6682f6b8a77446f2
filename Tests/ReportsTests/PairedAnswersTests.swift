import Reports
import Testing

struct PairedAnswersTests {
  /// p values by Python's exact integers: `2 * sum(comb(n, i) for i in range(k + 1)) / 2**n`.
  @Test(arguments: [
    (2000, 18, 101, 3.3657704324e-15), (2000, 0, 0, 1), (100, 10, 30, 0.0022214337732),
    (50, 3, 3, 1),
    (2000, 5, 11, 0.210113525390625),
  ])
  func `the p value is exact`(count: Int, first: Int, second: Int, p: Double) {
    let answers = PairedAnswers(count: count, onlyFirst: first, onlySecond: second)
    // Eleven digits are given.
    #expect(abs(answers.pValue - p) <= 1e-9 * p)
  }

  /// Computed in Python.
  @Test(arguments: [
    (2000, 18, 101, 0.03084374060773033, 0.05207334230935258),
    (2000, 25, 31, -0.004457705761000305, 0.0104517117550063),
    (100, 0, 0, -0.027174584791170155, 0.027174584791170155),
    (100, 0, 5, -0.000921416314404476, 0.09896063200067898),
    (10, 10, 0, -1, -0.5205795584958715),
  ])
  func `the interval is Bonett's and Price's`(
    count: Int, first: Int, second: Int, low: Double, high: Double
  ) {
    let answers = PairedAnswers(count: count, onlyFirst: first, onlySecond: second)
    #expect(abs(answers.interval.lowerBound - low) < 1e-15)
    #expect(abs(answers.interval.upperBound - high) < 1e-15)
    let turned = PairedAnswers(count: count, onlyFirst: second, onlySecond: first)
    #expect(abs(turned.interval.lowerBound + high) < 1e-15)
  }

  /// Over all outcomes of 30 examples, each with its probability.
  @Test(arguments: [0.01, 0.05, 0.2, 0.45], [0.01, 0.05, 0.2, 0.45])
  func `the interval covers the true difference in 94 of 100 cases or more`(
    onlyFirst: Double, onlySecond: Double
  ) {
    let count = 30
    var (covered, coveredByWald) = (0.0, 0.0)
    for first in 0...count {
      for second in 0...count - first {
        let answers = PairedAnswers(count: count, onlyFirst: first, onlySecond: second)
        let probability = multinomial(
          [first, second, count - first - second],
          [onlyFirst, onlySecond, 1 - onlyFirst - onlySecond])
        let truth = onlySecond - onlyFirst
        if answers.interval.contains(truth) { covered += probability }
        if wald(answers).contains(truth) { coveredByWald += probability }
      }
    }
    #expect(covered > 0.94 && covered <= 1 + 1e-12)
    // In one of seven cases no answers differ, and Wald's interval has no width.
    if onlyFirst == 0.01, onlySecond == 0.05 { #expect(coveredByWald < 0.85) }
  }

  private func wald(_ answers: PairedAnswers) -> ClosedRange<Double> {
    let n = Double(answers.count)
    let differing = Double(answers.onlyFirst + answers.onlySecond)
    let error = (differing - n * answers.difference * answers.difference).squareRoot() / n
    return answers.difference - 1.96 * error...answers.difference + 1.96 * error
  }

  private func multinomial(_ counts: [Int], _ shares: [Double]) -> Double {
    var result = 1.0
    var left = counts.reduce(0, +)
    for (count, share) in zip(counts, shares) {
      for drawn in 0..<count {
        result *= share * Double(left - drawn) / Double(drawn + 1)
      }
      left -= count
    }
    return result
  }

  @Test(arguments: [
    (0.5, "0.50"), (0.0683, "0.068"), (0.0022213, "0.0022"), (3.36577e-15, "3.4e-15"), (1, "1.00"),
    (0.0004, "4.0e-4"), (9.96e-5, "1.0e-4"), (9.94e-5, "9.9e-5"), (0.000996, "0.0010"),
    (0.000994, "9.9e-4"), (0.0096, "0.0096"), (0.0987, "0.099"), (0.0997, "0.10"), (1e-5, "1.0e-5"),
    (0.0499, "0.0499"), (0.04996, "0.04996"), (0.05, "0.050"), (0.0504, "0.0504"),
    (0.05000001, "0.05000001"), (0, "< 1e-300"), (.nan, "nan"),
  ])
  func `p values have two digits that count, and part at 0.05`(p: Double, text: String) {
    #expect(p.asPValue == text)
  }

  @Test func `a p value too small to be told is below one that can be`() {
    #expect(
      PairedAnswers(count: 5000, onlyFirst: 0, onlySecond: 5000).pValue.pClause == "p < 1e-300")
    #expect(0.03.pClause == "p = 0.030")
  }
}
