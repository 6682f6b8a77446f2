import Files

/// The standard normal distribution.
enum NormalDistribution {
  /// P(Z > z).
  static func tail(_ z: Double) -> Double { erfc(z / 2.0.squareRoot()) / 2 }

  /// P(Z < z).
  static func below(_ z: Double) -> Double { tail(-z) }

  /// Returns the z that |Z| exceeds with a probability, by bisection; at most 40.
  static func reach(twoSidedP p: Double) -> Double {
    guard p < 1 else { return 0 }
    return root(in: 0...40) { 2 * tail($0) > p }
  }
}
