import Files

/// Fisher's exact test of two shares, such as those of the runs that diverged (Fisher, The Logic of
/// Inductive Inference, Journal of the Royal Statistical Society 98, 1935).
package struct FisherExact: Hashable, Sendable {
  /// How often something happened among how many, in each of two groups.
  package let first: Share
  package let second: Share

  package struct Share: Hashable, Sendable {
    package let events: Int
    package let count: Int

    package init(_ events: Int, of count: Int) {
      precondition((0...count).contains(events))
      self.events = events
      self.count = count
    }
  }

  package init(_ first: Share, _ second: Share) {
    self.first = first
    self.second = second
  }

  /// The two-sided p value: the probability of all tables with the same sums that are no more likely
  /// than this one. Tables count as equally likely within one part in 10⁷.
  package var pValue: Double {
    let events = first.events + second.events
    let possible = max(0, events - second.count)...min(events, first.count)
    let observed = logOfProbability(first.events, events)
    let sum = possible.reduce(0.0) { sum, count in
      let probability = logOfProbability(count, events)
      return probability <= observed + 1e-7 ? sum + exp(probability) : sum
    }
    return min(1, sum)
  }

  /// The hypergeometric probability of so many of the events in the first group.
  private func logOfProbability(_ inFirst: Int, _ events: Int) -> Double {
    logOfBinomial(first.count, inFirst) + logOfBinomial(second.count, events - inFirst)
      - logOfBinomial(first.count + second.count, events)
  }
}

/// The logarithm of the number of ways to choose k of n.
func logOfBinomial(_ n: Int, _ k: Int) -> Double {
  lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
}
