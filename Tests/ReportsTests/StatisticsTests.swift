import Reports
import Testing

/// Figures of SciPy 1.17 and statsmodels 0.14; their own error is some units of the last digit.
struct StatisticsTests {
  static let a = [0.9275, 0.926, 0.931, 0.9248, 0.9301]
  static let b = [0.929, 0.9325, 0.9312, 0.9263, 0.9345]

  @Test(arguments: [
    (2.5, 4, 0.06676654481198814), (0.3, 1, 0.8144528418445154),
    (12.7, 1, 0.050024327689344165), (5, 37.5, 1.3680925038687095e-05),
    (0.001, 9, 0.9992239303259733), (40, 3, 3.4380680789158506e-05),
    (2, 1e6, 0.04550053385131924),
  ])
  func `Student's t has SciPy's tails`(t: Double, freedom: Double, p: Double) {
    // lgamma of large arguments loses digits in their difference.
    #expect(abs(StudentT(degreesOfFreedom: freedom).twoSidedP(t) - p) <= 1e-9 * p)
  }

  @Test(arguments: [
    (1, 12.706204736174694), (2, 4.302652729749462), (4, 2.7764451051977934),
    (9, 2.262157162798205), (37.5, 2.025280941194336), (1e5, 1.9599877075346095),
  ])
  func `intervals reach as far as SciPy's`(freedom: Double, reach: Double) {
    let found = StudentT(degreesOfFreedom: freedom).reach(confidence: 0.95)
    #expect(abs(found - reach) <= 1e-9 * reach)
  }

  @Test func `Welch's test is SciPy's`() throws {
    let difference = try #require(MeanDifference(Sample(Self.a), Sample(Self.b)))
    #expect(abs(difference.pValue - 0.16595716477446415) < 1e-10)
    #expect(abs(difference.degreesOfFreedom - 7.744524465915315) < 1e-10)
    #expect(abs(difference.interval.lowerBound - -0.001456852545131164) < 1e-12)
    #expect(abs(difference.interval.upperBound - 0.007096852545131253) < 1e-12)
  }

  @Test func `the paired test is SciPy's`() throws {
    let pairs = zip(Self.a, Self.b).map { (a: $0, b: $1) }
    let difference = try #require(MeanDifference(pairs: pairs))
    #expect(abs(difference.pValue - 0.07006321189791861) < 1e-10)
    #expect(abs(difference.interval.lowerBound - -0.000369167510310455) < 1e-12)
    #expect(abs(difference.interval.upperBound - 0.006009167510310456) < 1e-12)
  }

  @Test(arguments: [
    (4, 5, 0.1274846048322131, 3.9489048931830633, -0.0012684928883834766, 0.006908492888383566),
    (3, 3, 0.16589136953114078, 2.941236810011225, -0.0022809207307806917, 0.008320920730780515),
  ])
  func `the partly paired test is NumPy's and SciPy's by its source's formulas`(
    pairs: Int, count: Int, p: Double, freedom: Double, low: Double, high: Double
  ) throws {
    let (a, b) = (Self.a, Array(Self.b.prefix(count)))
    let difference = try #require(
      MeanDifference(
        pairs: zip(a, b).prefix(pairs).map { (a: $0, b: $1) },
        onlyA: Array(a.dropFirst(pairs)), onlyB: Array(b.dropFirst(pairs))))
    #expect(difference.test == .partlyPaired)
    #expect(abs(difference.value - (Sample(b).mean - Sample(a).mean)) < 1e-15)
    #expect(abs(difference.pValue - p) < 1e-10)
    #expect(abs(difference.degreesOfFreedom - freedom) < 1e-10)
    #expect(abs(difference.interval.lowerBound - low) < 1e-12)
    #expect(abs(difference.interval.upperBound - high) < 1e-12)
  }

  @Test func `of pairs alone the partly paired test is the paired one`() throws {
    let pairs = zip(Self.a, Self.b).map { (a: $0, b: $1) }
    let partly = try #require(MeanDifference(pairs: pairs, onlyA: [], onlyB: []))
    let paired = try #require(MeanDifference(pairs: pairs))
    #expect(abs(partly.pValue - paired.pValue) < 1e-12)
    #expect(partly.degreesOfFreedom == paired.degreesOfFreedom)
    #expect(abs(partly.standardError - paired.standardError) < 1e-15)
  }

  @Test func `two pairs, or pairs that do not vary, say nothing of how samples go together`() {
    #expect(MeanDifference(pairs: [(1, 2), (2, 4)], onlyA: [3], onlyB: [5]) == nil)
    #expect(MeanDifference(pairs: [(1, 2), (1, 4), (1, 3)], onlyA: [3], onlyB: [5]) == nil)
  }

  @Test(arguments: [
    (0.3, 3, 0.06242244046377568, 0.05961836679086659),
    (0.8, 5, 0.2809920635173735, 0.2007394526520355),
    (1.5, 3, 0.3163818615591505, 0.2931947003055979),
    (0.8, 20, 0.9238987553885781, 0.6934041966153818),
  ])
  func `a test's power is that of statsmodels`(
    effect: Double, count: Int, paired: Double, welch: Double
  ) {
    // Simpson's rule over 2,000 steps.
    #expect(abs(SampleSize.power(effect: effect, count: count, .paired) - paired) < 1e-6)
    #expect(abs(SampleSize.power(effect: effect, count: count, .welch) - welch) < 1e-6)
  }

  @Test(arguments: [(0.3, 90, 176), (0.8, 15, 26), (1.5, 6, 9), (3, 4, 4)])
  func `so many trainings would show an effect`(effect: Double, paired: Int, welch: Int) {
    #expect(SampleSize.needed(effect: effect, .paired) == paired)
    #expect(SampleSize.needed(effect: -effect, .welch) == welch)
  }

  @Test func `no number of trainings shows what is not there`() {
    #expect(SampleSize.needed(effect: 0, .paired) == nil)
    #expect(SampleSize.needed(effect: 0.01, .paired) == nil)
  }

  @Test func `Holm's p values are those of statsmodels`() {
    let adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005, 0.9])
    for (found, expected) in zip(adjusted, [0.04, 0.09, 0.09, 0.025, 0.9]) {
      #expect(abs(found - expected) < 1e-15)
    }
  }

  @Test(arguments: [
    (1864, 2000, 0.9201183001757066, 0.942225370973291), (0, 4, 0, 0.4898908364545974),
    (4, 4, 0.5101091635454025, 1),
  ])
  func `the interval of a proportion is Wilson's, as statsmodels has it`(
    successes: Int, count: Int, low: Double, high: Double
  ) {
    let interval = Proportion(successes, of: count).interval
    #expect(abs(interval.lowerBound - low) < 1e-12 && abs(interval.upperBound - high) < 1e-12)
  }

  @Test func `equal values differ by nothing, and constants by all`() throws {
    let same = try #require(MeanDifference(Sample([1, 1]), Sample([1, 1])))
    #expect(same.pValue == 1)
    let other = try #require(MeanDifference(pairs: [(1, 2), (3, 4)]))
    #expect(other.pValue == 0 && other.interval == 1...1)
    #expect(MeanDifference(pairs: [(1, 2)]) == nil)
    #expect(Sample([3]).interval == nil)
  }
}
