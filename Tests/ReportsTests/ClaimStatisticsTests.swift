import Reports
import Testing

/// The closed forms behind claims, against figures of SciPy and of the formulas' definitions.
struct ClaimStatisticsTests {
  private let pairs = zip(StatisticsTests.a, StatisticsTests.b).map { (a: $0, b: $1) }

  @Test func `the detectable difference does not depend on the one observed`() throws {
    let paired = try #require(MeanDifference(pairs: pairs))
    #expect(abs(paired.detectable - 0.004270007773441705) < 1e-14)
    let shifted = try #require(MeanDifference(pairs: pairs.map { (a: $0.a, b: $0.b + 0.5) }))
    #expect(abs(shifted.detectable - paired.detectable) < 1e-12)
    let welch = try #require(
      MeanDifference(Sample(StatisticsTests.a), Sample(StatisticsTests.b)))
    #expect(abs(welch.detectable - 0.005919004506534422) < 1e-14)
  }

  @Test func `an interval may have any confidence`() throws {
    let interval = try #require(MeanDifference(pairs: pairs)).interval(confidence: 1 - 0.05 / 3)
    #expect(abs(interval.lowerBound - -0.0017295628717743329) < 1e-13)
    #expect(abs(interval.upperBound - 0.007369562871774343) < 1e-13)
  }

  /// √(ν ÷ χ²₀.₂) by scipy.stats.chi2.ppf.
  @Test(arguments: [
    (1, 0.0641847546673016), (2, 0.4462871026284195), (4, 1.648776618065969),
    (9, 5.380053211773292), (30.5, 23.80935654664029), (400, 376.0218308231443),
  ])
  func `a deviation may be larger than the one observed`(degrees: Double, quantile: Double) {
    let factor = SampleSize.largestDeviation(degreesOfFreedom: degrees)
    #expect(abs(factor / (degrees / quantile).squareRoot() - 1) < 1e-11)
  }

  @Test(arguments: [
    ((3, 10), (0, 10), 0.21052631578947367), ((1, 5), (4, 5), 0.2063492063492064),
    ((0, 3), (3, 3), 0.1), ((2, 4), (2, 4), 1), ((5, 200), (21, 180), 0.00041152973055256766),
    ((0, 5), (0, 7), 1),
  ])
  func `Fisher's exact p is SciPy's`(first: (Int, Int), second: (Int, Int), p: Double) {
    let test = FisherExact(.init(first.0, of: first.1), .init(second.0, of: second.1))
    #expect(abs(test.pValue - p) < 1e-12)
    let turned = FisherExact(.init(second.0, of: second.1), .init(first.0, of: first.1))
    #expect(abs(turned.pValue - p) < 1e-12)
  }

  /// The score with the shares that maximise the likelihood under the hypothesis, by SciPy.
  @Test(arguments: [
    (5, 14, 100, -0.03, 2.662066), (14, 5, 100, 0.02, -2.469076), (0, 0, 500, -0.01, 2.247333),
    (7, 98, 2000, 0.003, 8.493870), (3, 0, 40, -0.2, 1.976424), (0, 7, 30, 0.1, 1.906925),
  ])
  func `Tango's score is that of the most likely shares`(
    b: Int, c: Int, n: Int, difference: Double, score: Double
  ) {
    let answers = PairedAnswers(count: n, onlyFirst: b, onlySecond: c)
    #expect(abs(answers.score(against: difference) - score) < 1e-6)
    let turned = PairedAnswers(count: n, onlyFirst: c, onlySecond: b)
    #expect(abs(turned.score(against: -difference) + score) < 1e-6)
  }

  @Test(arguments: [
    (7, 98, 2000, 0.95, 0.0363140829684089, 0.056132720812627934),
    (5, 14, 100, 0.9, 0.01954062212638654, 0.16506024118427845),
    (0, 0, 1000, 0.95, -0.00382675848557608, 0.00382675848557608),
    (2, 2, 500, 0.9, -0.008472870586134919, 0.008472870586134919),
  ])
  func `Tango's interval holds what his score does not reject`(
    b: Int, c: Int, n: Int, confidence: Double, low: Double, high: Double
  ) {
    let interval = PairedAnswers(count: n, onlyFirst: b, onlySecond: c)
      .scoreInterval(confidence: confidence)
    #expect(abs(interval.lowerBound - low) < 1e-9 && abs(interval.upperBound - high) < 1e-9)
  }

  @Test(arguments: [(0, 40, 40), (40, 0, 40), (0, 1, 1), (1, 1, 2), (0, 0, 1)])
  func `Tango's interval ends at 1`(b: Int, c: Int, n: Int) {
    let answers = PairedAnswers(count: n, onlyFirst: b, onlySecond: c)
    let interval = answers.scoreInterval(confidence: 0.95)
    #expect(interval.lowerBound >= -1 && interval.upperBound <= 1)
    #expect(interval.contains(max(-1 + 1e-9, min(1 - 1e-9, answers.difference))))
  }

  @Test func `McNemar's detectable difference solves Connor's equation`() throws {
    let few = PairedAnswers(count: 2000, onlyFirst: 7, onlySecond: 98)
    #expect(abs(try #require(few.detectable) - 0.014345393427805874) < 1e-12)
    let many = PairedAnswers(count: 500, onlyFirst: 20, onlySecond: 25)
    #expect(abs(try #require(many.detectable) - 0.03749865392146152) < 1e-12)
    #expect(PairedAnswers(count: 500, onlyFirst: 0, onlySecond: 0).detectable == nil)
    #expect(PairedAnswers(count: 3, onlyFirst: 1, onlySecond: 0).detectable == nil)
  }

  @Test func `Bonett's and Price's interval may have any confidence`() {
    let answers = PairedAnswers(count: 100, onlyFirst: 5, onlySecond: 14)
    let (narrow, wide) = (answers.interval, answers.interval(confidence: 0.975))
    #expect(wide.lowerBound < narrow.lowerBound && wide.upperBound > narrow.upperBound)
    let ratio =
      (wide.upperBound - wide.lowerBound) / (narrow.upperBound - narrow.lowerBound)
    // 2.2414 ÷ 1.9600
    #expect(abs(ratio - 2.241402727604947 / 1.959963984540054) < 1e-12)
  }

  @Test func `a value far from the others is found, and one that is not is not`() throws {
    let far = try #require(FarValue(in: Sample([0.96, 0.961, 0.96, 0.959, 0.11])))
    #expect(far.index == 4 && far.value == 0.11 && far.isBelow)
    #expect(FarValue(in: Sample([0.95, 0.951, 0.11]))?.index == 2)
    for values in [
      [0.95, 0.951, 0.949, 0.95, 0.952], [0.9, 0.91, 0.92, 0.93, 0.8], [0.5, 0.5, 0.5, 0.1],
      [0.1, 0.9],
    ] {
      #expect(FarValue(in: Sample(values)) == nil, "\(values)")
    }
  }

  /// E of the largest of k normal values, by scipy.integrate.quad.
  @Test(arguments: [
    (2, 1, 0.5641895835477566), (6, 1, 1.2672063606114718), (24, 1, 1.9476740742928262),
    (1000, 1, 3.2414357691334756), (24, 4, 1.9476740742928262 / 2),
  ])
  func `the best of many looks better than it is`(count: Int, seeds: Int, deviations: Double) {
    let flattery = SelectionFlattery(candidates: count, seeds: seeds)
    #expect(abs(flattery.deviations - deviations) < 1e-9)
  }

  @Test func `the label says among how many it was chosen`() {
    #expect(
      SelectionFlattery(candidates: 24, seeds: 5).label
        == "chosen among 24: flattered by up to about 0.9 standard deviations")
    #expect(
      SelectionFlattery(candidates: 2400, seeds: 12).label
        == "chosen among 2,400: flattered by up to about 1.0 standard deviation")
  }
}

/// Figures of NumPy and SciPy, by the formulas' definitions.
struct SeedsAndExamplesTests {
  private static let a: [[Double]] = [
    [1, 1, 0, 1, 0, 1, 1, 0], [1, 0, 0, 1, 0, 1, 1, 0], [1, 1, 0, 1, 0, 0, 1, 1],
    [1, 1, 0, 1, 1, 1, 1, 0],
  ]
  private static let b: [[Double]] = [
    [1, 1, 1, 1, 0, 1, 1, 0], [1, 1, 0, 1, 0, 1, 1, 1], [1, 1, 1, 1, 0, 1, 1, 1],
    [1, 0, 1, 1, 1, 1, 1, 1],
  ]

  private static let cases: [(Bool, Int, error: Double, freedom: Double, p: Double)] = [
    (true, 4, 0.10296930888098925, 8.524876114965313, 0.10380347518487257),
    (true, 3, 0.08768404680152521, 2, 0.14069992175458654),
    (false, 4, 0.10296930888098925, 11.146745768626765, 0.095542801727246),
    (false, 3, 0.08768404680152521, 4, 0.07632445870517508),
  ]

  @Test(arguments: cases)
  func `both variances are added, and what both contain is subtracted once`(
    isPaired: Bool, seeds: Int, error: Double, freedom: Double, p: Double
  ) throws {
    let (a, b) = (Array(Self.a.prefix(seeds)), Array(Self.b.prefix(seeds)))
    let means = [a, b].map { $0.map { Sample($0).mean } }
    let test = try #require(
      isPaired
        ? MeanDifference(pairs: zip(means[0], means[1]).map { (a: $0, b: $1) })
        : MeanDifference(Sample(means[0]), Sample(means[1])))
    let both = try #require(SeedsAndExamples(test, first: a, second: b))
    #expect(abs(both.standardError - error) < 1e-14)
    #expect(abs(both.degreesOfFreedom - freedom) < 1e-11)
    #expect(abs(both.pValue - p) < 1e-11)
    #expect(both.examples == 8 && both.needsExamples)
  }

  @Test func `there are two runs and two examples at least`() throws {
    let test = try #require(MeanDifference(Sample([0.5, 0.6]), Sample([0.7, 0.9])))
    #expect(SeedsAndExamples(test, first: [[1], [0]], second: [[1], [1]]) == nil)
    #expect(SeedsAndExamples(test, first: [[1, 0]], second: [[1, 1]]) == nil)
    #expect(SeedsAndExamples(test, first: [[1, 0], [1]], second: [[1, 1], [1, 0]]) == nil)
  }

  @Test func `the variance is below neither of its parts`() throws {
    // Every answer turns with the seed: the residual is larger than what the examples add.
    let turning: [[Double]] = [[1, 0], [0, 1], [1, 0], [0, 1]]
    let constant: [[Double]] = [[1, 1], [1, 0], [1, 1], [1, 1]]
    let means = [turning, constant].map { $0.map { Sample($0).mean } }
    let test = try #require(MeanDifference(pairs: zip(means[0], means[1]).map { (a: $0, b: $1) }))
    let both = try #require(SeedsAndExamples(test, first: turning, second: constant))
    #expect(both.variance >= both.seedVariance && both.variance >= both.exampleVariance)
    #expect(both.variance == max(both.seedVariance, both.exampleVariance))
  }
}
