import Runs

extension BestTwo {
  /// Chooses the two best runs by their predictions, among those tested on all examples of the first
  /// run; nil unless there are three such runs.
  ///
  /// - Parameters:
  ///   - contrasts: each run against the first; nil for the first and for runs that cannot be paired.
  ///   - adjusted: Holm's p values of the contrasts.
  init?(_ runs: [ComparedRun], _ contrasts: [PairedContrast?], _ adjusted: [Double?]) {
    let ranked = [0] + contrasts.indices.filter { contrasts[$0]?.isPartial == false }
    guard ranked.count > 2 else { return nil }
    let gains = runs.indices.map { contrasts[$0]?.measure.gain ?? 0 }
    let order = ranked.sorted { (-gains[$0], $0) < (-gains[$1], $1) }
    let (best, second) = (order[0], order[1])
    if second == 0 || best == 0 {
      guard let measure = contrasts[max(best, second)]?.measure else { return nil }
      self.init(
        best: best, second: second, measure: measure, isTurned: best == 0,
        pValue: adjusted[max(best, second)],
        family: .againstFirst(adjusted.count { $0 != nil }))
      return
    }
    let results = ranked.map { Self.outcomes(of: runs[$0], onExamplesOf: runs[0]) }
    func measure(_ first: Int, _ second: Int) -> PairedContrast.Measure? {
      guard let first = results[first], let second = results[second] else { return nil }
      return PairedContrast.Measure(first, second)
    }
    guard let low = ranked.firstIndex(of: second), let high = ranked.firstIndex(of: best),
      let chosen = measure(low, high)
    else { return nil }
    let (p, family) = Family.ofAllPairs(choosing: (low, high), among: ranked.count) {
      measure($0, $1)?.pValue
    }
    self.init(
      best: best, second: second, measure: chosen, isTurned: false, pValue: p, family: family)
  }

  private static func outcomes(
    of run: ComparedRun, onExamplesOf first: ComparedRun
  ) -> TestOutcomes? {
    guard let predictions = first.predictions, let others = run.predictions else { return nil }
    return PairedPredictions(predictions, others).map { TestOutcomes($0, of: \.second) }
  }
}
