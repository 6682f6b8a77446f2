/// Synchronous successive halving: all points train to a rung, the best go on to the next.
///
/// Jamieson & Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization,
/// AISTATS 2016.
package struct Halving: Hashable, Sendable {
  /// The best 1/factor go on.
  package let factor: Int
  /// The epochs of the first rung.
  package let minEpochs: Int

  package init(factor: Int, minEpochs: Int) {
    self.factor = factor
    self.minEpochs = minEpochs
  }

  /// The epochs of the rungs: min_epochs · factorᵏ below those of the whole training, and these.
  package func rungs(to epochs: Int) -> [Int] {
    var rungs: [Int] = []
    var next = minEpochs
    while next < epochs {
      rungs.append(next)
      let (product, overflow) = next.multipliedReportingOverflow(by: factor)
      next = overflow ? epochs : product
    }
    return rungs + [epochs]
  }

  /// Returns the points that go on: the best ⌊n ÷ factor⌋ of n, at least one, the earlier point on
  /// ties. A point without a value, whose training failed, never does.
  ///
  /// - Parameters:
  ///   - scores: of the points on the rung, in their order; nil or NaN: none.
  ///   - direction: which values are better.
  /// - Returns: positions in `scores`, ascending.
  package func promoted(_ scores: [Double?], direction: MetricDirection) -> [Int] {
    let ranked = ranking(scores, direction: direction)
    return ranked.prefix(max(1, scores.count / factor)).sorted()
  }
}

/// Returns the positions of scores from the best to the worst, the earlier on ties. Those without a
/// value are left out.
package func ranking(_ scores: [Double?], direction: MetricDirection) -> [Int] {
  scores.indices.filter { scores[$0].map { !$0.isNaN } ?? false }
    .sorted { left, right in
      guard let a = scores[left], let b = scores[right], a != b else { return left < right }
      return direction.isBetter(a, than: b)
    }
}
