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

  @Test func `the interval is that of paired proportions`() {
    let answers = PairedAnswers(count: 2000, onlyFirst: 18, onlySecond: 101)
    #expect(answers.difference == 0.0415)
    #expect((answers.interval.lowerBound * 100).fixed(2) == "3.10")
    #expect((answers.interval.upperBound * 100).fixed(2) == "5.20")
  }

  @Test(arguments: [
    (0.5, "0.50"), (0.0683, "0.068"), (0.0022213, "0.0022"), (3.36577e-15, "3.4e-15"), (1, "1.00"),
    (0.0004, "4.0e-4"),
  ])
  func `p values have two digits that count`(p: Double, text: String) {
    #expect(p.asPValue == text)
  }
}
