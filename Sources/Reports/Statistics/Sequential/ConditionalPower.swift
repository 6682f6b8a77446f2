import Files

/// The probability of what a decision may still find, if things go on as they did so far.
package enum ConditionalPower {
  /// A decision with less is given up.
  package static let hopeless = 0.1

  /// The probability that the last look claims a difference under the present trend:
  /// Φ((z√(N/n) − z_N) ÷ √(1 − n/N)), with z and z_N the normal quantiles of the present p value and
  /// of the last limit (Lan & Wittes, The B-value: a tool for monitoring data, Biometrics 44, 1988).
  package static func ofClaim(
    pValue: Double, after pairs: Int, of maximum: Int, lastLimit: Double
  ) -> Double {
    guard pairs < maximum else { return pValue <= lastLimit ? 1 : 0 }
    let share = Double(pairs) / Double(maximum)
    let now = reach(twoSidedP: pValue)
    let last = reach(twoSidedP: lastLimit)
    return below(
      (now / share.squareRoot() - last) / (1 - share).squareRoot())
  }

  /// The probability that the interval of the last look lies inside ±`margin`, if the true mean and
  /// deviation of the differences are those seen so far.
  package static func ofEquality(
    mean: Double, deviation: Double, margin: Double, after pairs: Int, of maximum: Int,
    lastLimit: Double
  ) -> Double {
    let t = StudentT(degreesOfFreedom: Double(maximum - 1)).reach(confidence: 1 - lastLimit)
    let room = margin - t * deviation / Double(maximum).squareRoot()
    guard room > 0 else { return 0 }
    let left = Double(maximum - pairs).squareRoot() * deviation / Double(maximum)
    guard left > 0 else { return mean.magnitude <= room ? 1 : 0 }
    return below((room - mean) / left)
      - below((-room - mean) / left)
  }

  /// The probability that the evidence of signs reaches `bound` by the last pair, if a pair is won
  /// as often as it was so far, (wins + 1/2) ÷ (pairs + 1).
  package static func ofSigns(
    _ signs: SignEvidence, bound: Double, further pairs: Int
  ) -> Double {
    let chance = (Double(signs.wins) + 0.5) / (Double(signs.wins + signs.losses) + 1)
    // By the wins among the further pairs, of the paths that have not reached the bound.
    var open = [1.0]
    var reached = 0.0
    for pair in 0..<max(0, pairs) {
      var next = [Double](repeating: 0, count: pair + 2)
      for (wins, mass) in open.enumerated() {
        next[wins] += mass * (1 - chance)
        next[wins + 1] += mass * chance
      }
      for wins in next.indices {
        let then = SignEvidence(
          wins: signs.wins + wins, losses: signs.losses + pair + 1 - wins)
        guard then.value >= bound else { continue }
        reached += next[wins]
        next[wins] = 0
      }
      open = next
    }
    return reached
  }

  /// P(Z < z).
  private static func below(_ z: Double) -> Double { normalTail(-z) }

  /// Returns the z that |Z| exceeds with a probability, however small; at most 40.
  private static func reach(twoSidedP p: Double) -> Double {
    guard p < 1 else { return 0 }
    return root(in: 0...40) { 2 * normalTail($0) > p }
  }
}
