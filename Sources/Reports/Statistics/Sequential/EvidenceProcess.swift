import Files

/// The evidence of n differences against a mean of 0, whatever their deviation, that may be looked at
/// after every pair for ever: it reaches 1/α with probability α at most if the mean is 0.
///
/// E = (1+ng)^(−1/2) [(1 + t²/ν) ÷ (1 + t²/(ν(1+ng)))]^((ν+1)/2) with ν = n − 1: the likelihood ratio
/// of a normal prior with variance g on the effect, with the right Haar prior on the deviation
/// (Wang & Ramdas, Anytime-valid t-tests and confidence sequences for Gaussian means with unknown
/// variance, arXiv 2310.03722; Grünwald, de Heide & Koolen, Safe testing, arXiv 1906.07801).
package enum GaussianEvidence {
  /// The variance of the prior, in squared deviations of the differences.
  package static let priorVariance = 1.0

  package static func value(t: Double, pairs: Int, priorVariance g: Double = priorVariance)
    -> Double
  {
    guard pairs > 1 else { return 1 }
    let (n, freedom) = (Double(pairs), Double(pairs - 1))
    let spread = 1 + n * g
    let square = t * t / freedom
    // Of an infinite t, the limit of the ratio.
    let ratio = square.isFinite ? log1p(square) - log1p(square / spread) : log(spread)
    return exp(-0.5 * log(spread) + (freedom + 1) / 2 * ratio)
  }

  /// Returns the |t| from which on the evidence is at least `bound`; infinity if none is enough.
  package static func reach(pairs: Int, bound: Double) -> Double {
    guard pairs > 1, value(t: .infinity, pairs: pairs) > bound else { return .infinity }
    var high = 1.0
    while value(t: high, pairs: pairs) < bound { high *= 2 }
    return root(in: 0...high) { value(t: $0, pairs: pairs) < bound }
  }
}

/// Pairs of which only is known who won, and their evidence against even chances: the likelihood
/// ratio of a chance with the prior Beta(1/2, 1/2) to the chance 1/2. Like `GaussianEvidence` it may
/// be looked at after every pair. A tie is no evidence.
package struct SignEvidence: Hashable, Sendable {
  package var wins = 0
  package var losses = 0

  package init(wins: Int = 0, losses: Int = 0) {
    self.wins = wins
    self.losses = losses
  }

  package var value: Double {
    let (w, l) = (Double(wins) + 0.5, Double(losses) + 0.5)
    let logOfBeta: Double = lgamma(w) + lgamma(l) - lgamma(w + l)
    let trials = Double(wins + losses)
    return exp(logOfBeta - log(Double.pi) + trials * log(2.0))
  }
}
