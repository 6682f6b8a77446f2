import Runs

/// The two best of several runs.
///
/// The results chose these two, yet the two-sided p value of their difference needs no adjustment: it
/// is a valid test of whether the best one truly is the best (Hung & Fithian, Rank Verification for
/// Exponential Families, The Annals of Statistics 47, 2019).
package struct BestTwo: Hashable, Sendable {
  /// The positions of the two among the runs.
  package let best: Int
  package let second: Int
  /// The difference of `best` from `second`.
  let measure: PairedContrast.Measure

  /// nil if it is not known how the difference varies.
  package var pValue: Double? { measure.pValue }

  /// The accuracy or mean squared error of the best run minus that of the second.
  package var difference: Double { measure.difference }

  package var interval: ClosedRange<Double>? { measure.interval }
}

extension BestTwo {
  /// Chooses the two best runs by their predictions, among those tested on all examples of the first
  /// run; nil unless there are three such runs.
  ///
  /// - Parameter contrasts: each run against the first; nil for the first and for runs that cannot be
  ///   paired.
  init?(_ runs: [ComparedRun], _ contrasts: [PairedContrast?]) {
    let ranked = [0] + contrasts.indices.filter { contrasts[$0]?.isPartial == false }
    guard ranked.count > 2 else { return nil }
    let gains = runs.indices.map { contrasts[$0]?.measure.gain ?? 0 }
    let order = ranked.sorted { (-gains[$0], $0) < (-gains[$1], $1) }
    let outcomes = order.prefix(2).map { Self.outcomes(of: runs[$0], onExamplesOf: runs[0]) }
    guard let first = outcomes[0], let other = outcomes[1],
      let measure = PairedContrast.Measure(other, first)
    else { return nil }
    self.init(best: order[0], second: order[1], measure: measure)
  }

  private static func outcomes(
    of run: ComparedRun, onExamplesOf first: ComparedRun
  ) -> TestOutcomes? {
    guard let predictions = first.predictions, let others = run.predictions else { return nil }
    return PairedPredictions(predictions, others).map { TestOutcomes($0, of: \.second) }
  }
}

extension ClosedRange<Double> {
  /// The range of the negated numbers.
  var negated: ClosedRange { -upperBound ... -lowerBound }
}
