import Engine
import Files
import Reports
import Testing

/// Tests that may be repeated after every pair. Figures are SciPy's unless another source is named.
struct SequentialTests {
  static let boundaries = SequentialBoundaries(alpha: 0.05, minimum: 3, maximum: 20)

  /// The figures of the same recursion in NumPy, of which 1,000,000 simulated paths claimed 5.01%.
  @Test func `the limits for 20 pairs are the published ones`() {
    let published = [
      0.0075, 0.0039, 0.0039, 0.0043, 0.0048, 0.0054, 0.0060, 0.0066, 0.0073, 0.0080, 0.0087,
      0.0094, 0.0101, 0.0108, 0.0116, 0.0123, 0.0131, 0.0139,
    ]
    let limits = Self.boundaries.limits
    #expect(limits.count == published.count)
    for (limit, figure) in zip(limits, published) { #expect(abs(limit - figure) <= 0.00005) }
    #expect(Self.boundaries.limit(after: 2) == nil && Self.boundaries.limit(after: 21) == nil)
    #expect(Self.boundaries.limit(after: 3) == limits[0] && Self.boundaries.maximum == 20)
  }

  /// The first look spends 3 of 20 parts of the error, exactly but for a cell's width.
  @Test func `the first limit is what is spent by then, and a single look spends all`() {
    #expect(abs(Self.boundaries.limits[0] - 0.0075) < 1e-6)
    let one = SequentialBoundaries(alpha: 0.05, minimum: 3, maximum: 3)
    #expect(one.limits.count == 1 && abs(one.limits[0] - 0.05) < 1e-5)
    #expect(SequentialBoundaries.spent(alpha: 0.05, after: 8, of: 20) == 0.05 * 8 / 20)
  }

  /// The angle is atan(T ÷ √n) of SciPy's quantile (index + 1/2) ÷ 1500.
  @Test(arguments: [
    (2, 1499, 1.534279460721472), (2, 750, 0.0006666667160493191), (3, 1499, 1.4544466285759896),
    (5, 700, -0.03891647179974274), (8, 0, -1.086292255280048), (19, 749, -0.00019422436027974078),
  ])
  func `quantiles of angles are those of Student's t`(freedom: Int, index: Int, angle: Double) {
    let values = StudentAngles(degreesOfFreedom: freedom, count: 1500).values
    #expect(values.count == 1500 && abs(values[index] - angle) < 1e-12)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
  }

  /// Differences that are normal around 0: all looks together claim one in 5%. The tolerance is four
  /// standard errors of so many paths.
  @Test func `simulated decisions without a difference claim one in five of a hundred`() {
    let paths = 20_000
    let claims = (0..<paths).count { path in
      let values = Philox(seed: 11, purpose: .generator, index: UInt32(path))
        .normal(count: 20, deviation: 1)
      return claimsSomething(values.map(Double.init))
    }
    let rate = Double(claims) / Double(paths)
    #expect(abs(rate - 0.05) < 4 * (0.05 * 0.95 / Double(paths)).squareRoot())
  }

  private func claimsSomething(_ values: [Double]) -> Bool {
    var (sum, squares) = (0.0, 0.0)
    for (index, value) in values.enumerated() {
      sum += value
      squares += value * value
      let n = Double(index + 1)
      guard index >= 2 else { continue }
      let variance = (squares - sum * sum / n) / (n - 1)
      let t = sum / n / (variance / n).squareRoot()
      if abs(t) >= Self.reaches[index - 2] { return true }
    }
    return false
  }

  private static let reaches = boundaries.limits.enumerated().map { index, limit in
    StudentT(degreesOfFreedom: Double(index + 2)).reach(confidence: 1 - limit)
  }

  /// The last but one is SciPy's integral of the noncentral t over the prior, too.
  @Test(arguments: [
    (0.0, 6, 0.37796447300922725), (12, 4, 9.55642437518155), (3.3, 7, 6.468868075786985),
    (5, 10, 75.25809876698551),
  ])
  func `the Gaussian evidence is that of its formula`(t: Double, pairs: Int, value: Double) {
    #expect(abs(GaussianEvidence.value(t: t, pairs: pairs) - value) < 1e-12 * value)
    #expect(
      GaussianEvidence.value(t: -t, pairs: pairs) == GaussianEvidence.value(t: t, pairs: pairs))
  }

  @Test func `four pairs are never evidence enough, five can be`() {
    #expect(GaussianEvidence.reach(pairs: 4, bound: 20) == .infinity)
    let reach = GaussianEvidence.reach(pairs: 5, bound: 20)
    #expect(abs(GaussianEvidence.value(t: reach, pairs: 5) - 20) < 1e-9)
    #expect(GaussianEvidence.value(t: .infinity, pairs: 5) == 36)
    #expect(GaussianEvidence.value(t: 9, pairs: 1) == 1)
  }

  @Test(arguments: [
    (0, 0, 1.0), (6, 0, 14.4375), (7, 0, 26.8125), (9, 2, 2.58984375), (3, 3, 0.3125),
  ])
  func `the evidence of signs is that of the beta function`(wins: Int, losses: Int, value: Double) {
    #expect(abs(SignEvidence(wins: wins, losses: losses).value - value) < 1e-12 * max(1, value))
  }

  @Test(arguments: [
    (0.35, 8, 20, 0.013859908895531365, 0.1021755858736293),
    (0.02, 12, 20, 0.0139, 0.8049106639594305), (1, 9, 20, 0.0139, 0.0004552021943176421),
    (0.5, 10, 15, 0.02, 0.004681003864533184), (0.01, 20, 20, 0.0139, 1),
    (0.02, 20, 20, 0.0139, 0),
  ])
  func `the chance of a claim is the conditional power`(
    p: Double, pairs: Int, most: Int, limit: Double, power: Double
  ) {
    let found = ConditionalPower.ofClaim(pValue: p, after: pairs, of: most, lastLimit: limit)
    #expect(abs(found - power) < 1e-10)
  }

  @Test(arguments: [
    (0.1, 1.0, 1.0, 8, 0.9530934773262583), (-0.5, 1, 1.5, 10, 0.9936608816039221), (0, 2, 1, 8, 0),
    (0.2, 0, 0.3, 8, 1), (0.4, 0, 0.3, 8, 0),
  ])
  func `the chance of an interval inside the margin`(
    mean: Double, deviation: Double, margin: Double, pairs: Int, chance: Double
  ) {
    let found = ConditionalPower.ofEquality(
      mean: mean, deviation: deviation, margin: margin, after: pairs, of: 20, lastLimit: 0.0139)
    #expect(abs(found - chance) < 1e-9)
  }

  /// The figures are of all sequences, one by one.
  @Test(arguments: [
    (3, 0, 20.0, 8, 0.586181640625), (5, 3, 20, 12, 0.004439376518872328),
    (2, 6, 36.4, 9, 0.05346106730532423), (3, 0, 20, 0, 0),
  ])
  func `the chance that signs become a claim`(
    wins: Int, losses: Int, bound: Double, further: Int, chance: Double
  ) {
    let found = ConditionalPower.ofSigns(
      SignEvidence(wins: wins, losses: losses), bound: bound, further: further)
    #expect(abs(found - chance) < 1e-12)
  }
}
