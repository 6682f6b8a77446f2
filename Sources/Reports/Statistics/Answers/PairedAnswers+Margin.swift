import Files

extension PairedAnswers {
  /// Tango's score test of whether the true difference is this one: positive if the difference
  /// observed is larger (Tango, Equivalence test and confidence interval for the difference in
  /// proportions for the paired-sample design, Statistics in Medicine 17, 1998).
  ///
  /// The variance is that of the most likely shares under the hypothesis, so that it is not 0 if no
  /// answers differ.
  ///
  /// - Parameter difference: the second's share of right answers minus the first's, between −1
  ///   and 1.
  package func score(against difference: Double) -> Double {
    precondition(difference > -1 && difference < 1)
    let (n, b, c) = (Double(count), Double(onlyFirst), Double(onlySecond))
    let deviation = c - b - n * difference
    let linear = -b - c + (2 * n - c + b) * difference
    let constant = -b * difference * (1 - difference)
    // The share of answers that are right only in the first, at its most likely.
    let root = max(0, linear * linear - 8 * n * constant).squareRoot()
    let share = max(0, (root - linear) / (4 * n))
    let variance = n * (2 * share + difference * (1 - difference))
    guard variance > 0 else { return deviation == 0 ? 0 : deviation > 0 ? .infinity : -.infinity }
    return deviation / variance.squareRoot()
  }

  /// The interval of the differences that Tango's score test does not reject.
  package func scoreInterval(confidence: Double) -> ClosedRange<Double> {
    let reach = normalReach(confidence: confidence)
    let inside = min(max(difference, -1 + 1e-12), 1 - 1e-12)
    let low = root(in: -1...inside) { $0 <= -1 || score(against: $0) > reach }
    let high = root(in: inside...1) { $0 < 1 && score(against: $0) > -reach }
    return low...max(low, high)
  }

  /// The difference that the test would find in 80 of 100 cases: δ = (1.96√ψ + 0.84√(ψ − δ²)) ÷ √n
  /// with ψ the share of answers that differ (Connor, Sample Size for Testing Differences in
  /// Proportions for the Paired-Sample Design, Biometrics 43, 1987). nil if none differ, or if no
  /// difference would be found.
  package var detectable: Double? {
    let differing = Double(onlyFirst + onlySecond) / Double(count)
    guard differing > 0 else { return nil }
    func reach(_ difference: Double) -> Double {
      let rest = max(0, differing - difference * difference)
      return (normalReach * differing.squareRoot() + powerReach * rest.squareRoot())
        / Double(count).squareRoot()
    }
    let most = min(1, differing.squareRoot())
    guard reach(most) <= most else { return nil }
    return root(in: 0...most) { reach($0) > $0 }
  }
}

/// A normal variable is below this with probability 80%.
let powerReach = 0.8416212335729143
