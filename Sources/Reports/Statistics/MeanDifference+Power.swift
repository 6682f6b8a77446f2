extension MeanDifference {
  /// The share of cases in which a difference is to be found.
  package static let power = 0.8

  /// The true difference that this test would find in 80 of 100 cases, given how much the values
  /// vary: (t₀.₉₇₅ + t₀.₈) standard errors (Bloom, Minimum Detectable Effects, Evaluation Review 19,
  /// 1995). It does not depend on the difference observed, unlike the power at that difference
  /// (Hoenig & Heisey, The Abuse of Power, The American Statistician 55, 2001).
  package var detectable: Double {
    let t = StudentT(degreesOfFreedom: degreesOfFreedom)
    // t₀.₈ leaves 20% on one side, 40% on both.
    return (t.reach(confidence: 0.95) + t.reach(confidence: 2 * Self.power - 1)) * standardError
  }
}

extension SampleSize {
  /// Returns by how much a deviation may be larger than the one observed, with 80% confidence:
  /// √(ν ÷ χ²₀.₂), 2.12 for three values (Browne, On the Use of a Pilot Sample for Sample Size
  /// Determination, Statistics in Medicine 14, 1995).
  package static func largestDeviation(degreesOfFreedom: Double) -> Double {
    (degreesOfFreedom / chiSquareQuantile(0.2, degreesOfFreedom: degreesOfFreedom)).squareRoot()
  }
}
