/// A difference whose test is Student's.
package protocol TestedDifference {
  var value: Double { get }
  var standardError: Double { get }
  var degreesOfFreedom: Double { get }
}

extension TestedDifference {
  /// The two-sided p value; 1 if all values are the same, 0 if only the means differ.
  package var pValue: Double {
    guard standardError > 0 else { return value == 0 ? 1 : 0 }
    return StudentT(degreesOfFreedom: degreesOfFreedom).twoSidedP(value / standardError)
  }

  /// The 95% interval of the difference.
  package var interval: ClosedRange<Double> { interval(confidence: 0.95) }

  package func interval(confidence: Double) -> ClosedRange<Double> {
    let reach =
      StudentT(degreesOfFreedom: degreesOfFreedom).reach(confidence: confidence) * standardError
    return (value - reach)...(value + reach)
  }
}

/// The difference of two means with its test.
package struct MeanDifference: TestedDifference, Hashable, Sendable {
  package enum Test: Hashable, Sendable {
    /// The test of pairs, one per seed.
    case paired
    /// The test of two samples of which some values are pairs.
    case partlyPaired
    /// The test of two independent samples whose variances may differ.
    case welch
  }

  package let test: Test
  /// The second mean less the first.
  package let value: Double
  /// The standard error of the difference.
  package let standardError: Double
  package let degreesOfFreedom: Double

  /// Student's paired t test of b − a; nil for fewer than two pairs (Student, The Probable Error of
  /// a Mean, Biometrika 6, 1908).
  ///
  /// Differences that vary only by the rounding of their operands count as constant.
  ///
  /// - Parameter overlap: for splits drawn by the seed; see `DrawnSplit.overlap`.
  package init?(pairs: [(a: Double, b: Double)], overlap: Double = 0) {
    guard pairs.count > 1 else { return nil }
    let differences = Sample(pairs.map { $0.b - $0.a })
    test = .paired
    value = differences.mean
    let largest = pairs.reduce(0) { max($0, $1.a.magnitude, $1.b.magnitude) }
    let isConstant = differences.max - differences.min <= 4 * largest.ulp
    standardError = isConstant ? 0 : differences.squaredError(overlap: overlap).squareRoot()
    degreesOfFreedom = Double(pairs.count - 1)
  }

  /// Welch's t test with degrees of freedom by Satterthwaite's equation; nil if a sample has one
  /// value (Welch, The Generalization of 'Student's' Problem, Biometrika 34, 1947).
  ///
  /// - Parameter overlap: for splits drawn by the seed; see `DrawnSplit.overlap`.
  package init?(_ a: Sample, _ b: Sample, overlap: Double = 0) {
    guard a.count > 1, b.count > 1 else { return nil }
    let (u, v) = (a.squaredError(overlap: overlap), b.squaredError(overlap: overlap))
    test = .welch
    value = b.mean - a.mean
    standardError = (u + v).squareRoot()
    let denominator = u * u / Double(a.count - 1) + v * v / Double(b.count - 1)
    degreesOfFreedom =
      denominator > 0 ? (u + v) * (u + v) / denominator : Double(a.count + b.count - 2)
  }
}

/// Holm's adjusted p values, in the order given (Holm, A Simple Sequentially Rejective Multiple
/// Test Procedure, Scandinavian Journal of Statistics 6, 1979).
package func holmAdjusted(_ pValues: [Double]) -> [Double] {
  var adjusted = pValues
  var largest = 0.0
  let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  for (rank, index) in order.enumerated() {
    largest = max(largest, min(1, pValues[index] * Double(pValues.count - rank)))
    adjusted[index] = largest
  }
  return adjusted
}

/// Returns Holm's adjusted p values of those that are not nil.
func holmAdjusted(_ pValues: [Double?]) -> [Double?] {
  var adjusted = holmAdjusted(pValues.compactMap(\.self)).makeIterator()
  return pValues.map { $0 == nil ? nil : adjusted.next() }
}
