import Files

/// The p values below which a paired t test that is repeated after every pair claims a difference,
/// so that all looks together claim one that is not there with probability α.
///
/// After n of at most N pairs α·n/N of the error is spent (Lan & DeMets, Discrete sequential
/// boundaries for clinical trials, Biometrika 70, 1983; Kim & DeMets, Design and analysis of group
/// sequential tests based on the type I error spending rate function, Biometrika 74, 1987). The
/// boundaries are exact for normal differences; see `BoundaryRecursion`.
package struct SequentialBoundaries: Hashable, Sendable {
  /// The fewest pairs after which a claim can be made.
  package let minimum: Int
  /// For `minimum`, `minimum + 1`, … pairs.
  package let limits: [Double]

  package var maximum: Int { minimum + limits.count - 1 }

  package init(minimum: Int, limits: [Double]) {
    precondition(minimum >= 2 && !limits.isEmpty)
    self.minimum = minimum
    self.limits = limits
  }

  /// Computes the boundaries.
  ///
  /// - Parameters:
  ///   - alpha: the error of all looks together.
  ///   - minimum: at least 2; the error of the looks that are left out is spent there.
  package init(alpha: Double, minimum: Int, maximum: Int) {
    precondition((2...maximum).contains(minimum) && alpha > 0 && alpha < 1)
    var recursion = BoundaryRecursion(pairs: minimum)
    var spent = 0.0
    var limits: [Double] = []
    for n in minimum...maximum {
      if n > minimum { recursion.addPair() }
      let spending = Self.spent(alpha: alpha, after: n, of: maximum)
      let reach = recursion.removeTail(spending - spent)
      spent = spending
      limits.append(StudentT(degreesOfFreedom: Double(n - 1)).twoSidedP(reach))
    }
    self.init(minimum: minimum, limits: limits)
  }

  /// The limit after so many pairs; nil if there is no look then.
  package func limit(after pairs: Int) -> Double? {
    limits.indices.contains(pairs - minimum) ? limits[pairs - minimum] : nil
  }

  /// The error that is spent by the looks after at most so many pairs.
  package static func spent(alpha: Double, after pairs: Int, of maximum: Int) -> Double {
    alpha * Double(min(pairs, maximum)) / Double(maximum)
  }
}
