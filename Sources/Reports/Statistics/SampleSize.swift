import Files

/// How many trainings would show a difference of a given size.
package enum SampleSize {
  private static let most = 1000

  /// Returns the number of trainings (pairs, or of each kind) that gives a two-sided t test at 5% a
  /// power of 80% for a difference of `effect` standard deviations; nil if it is more than 1,000.
  ///
  /// Cohen, Statistical Power Analysis for the Behavioral Sciences, 1988, chapter 2. The effect is
  /// relative to the common deviation for `welch`, otherwise to that of the pairs' differences,
  /// with all trainings in pairs.
  package static func needed(effect: Double, _ test: MeanDifference.Test) -> Int? {
    guard effect.isFinite, effect != 0 else { return nil }
    guard power(effect: effect, count: most, test) >= 0.8 else { return nil }
    var (low, high) = (1, most)
    while high - low > 1 {
      let middle = (low + high) / 2
      if power(effect: effect, count: middle, test) >= 0.8 { high = middle } else { low = middle }
    }
    return high
  }

  /// The probability that the test finds the effect.
  package static func power(effect: Double, count: Int, _ test: MeanDifference.Test) -> Double {
    guard count > 1 else { return 0 }
    let n = Double(count)
    let freedom = test == .welch ? 2 * n - 2 : n - 1
    let shift = effect.magnitude * (test == .welch ? n / 2 : n).squareRoot()
    let reach = StudentT(degreesOfFreedom: freedom).reach(confidence: 0.95)
    return noncentralTails(shift: shift, reach: reach, degreesOfFreedom: freedom)
  }

  /// P(|T| > reach) of the noncentral t distribution T = (Z + shift) ÷ S, with S² a chi-square
  /// variable divided by its ν degrees of freedom: the normal tails integrated over S by Simpson's
  /// rule, twelve of its deviations to either side of 1.
  private static func noncentralTails(
    shift: Double, reach: Double, degreesOfFreedom v: Double
  ) -> Double {
    let constant = log(2) + v / 2 * log(v / 2) - lgamma(v / 2)
    func integrand(_ s: Double) -> Double {
      guard s > 0 else { return 0 }
      let density = exp(constant + (v - 1) * log(s) - v / 2 * s * s)
      return density * (normalTail(reach * s - shift) + normalTail(reach * s + shift))
    }
    let reachOfS = 12 / (2 * v).squareRoot()
    let (low, high) = (max(0, 1 - reachOfS), 1 + reachOfS)
    let steps = 2000
    let width = (high - low) / Double(steps)
    return (0...steps).reduce(0.0) { sum, i in
      let weight = i == 0 || i == steps ? 1.0 : i % 2 == 1 ? 4.0 : 2.0
      return sum + weight * integrand(low + Double(i) * width)
    } * width / 3
  }
}
