import Experiments

extension GroupComparison {
  /// The difference of one group from another.
  package struct Contrast: Hashable, Sendable {
    /// The positions of the two groups in `groups`.
    package let base: Int
    package let other: Int
    /// The reason why nothing can be claimed; nil if there is none.
    package let obstacle: Obstacle?
    package let tests: Tests
    /// The difference on other test examples of the same kind; nil if nothing can be claimed, if the
    /// examples differ between runs, or if predictions are missing.
    package let general: SeedsAndExamples?
    /// The probability that `other` outperforms `base`: pair by pair if both have the same seeds or
    /// folds, otherwise each run against each. nil if nothing can be claimed, or if it is not known
    /// which values are better.
    package let outperformance: Outperformance?

    /// The difference that can be claimed; nil if a group has one run or if nothing varies.
    package var difference: MeanDifference? { tests.claimable }

    /// The true difference that would be found in 80 of 100 cases; nil if nothing can be claimed.
    package var detectable: Double? { difference?.detectable }

    init(_ groups: [Group], base: Int, other: Int, _ metric: MetricChoice, _ obstacle: Obstacle?) {
      let (first, second) = (groups[base], groups[other])
      self.base = base
      self.other = other
      self.obstacle = obstacle
      let pairs = TrialPairs(first, second)
      guard obstacle == nil else {
        tests = Tests(pairs: pairs)
        general = nil
        outperformance = nil
        return
      }
      let tests = Tests(first, second, pairs)
      self.tests = tests
      general = Self.general(tests, first, second, pairs, metric)
      guard let direction = metric.direction else {
        outperformance = nil
        return
      }
      let sign = direction == .higher ? 1.0 : -1.0
      let chance: Outperformance
      if let pairs, pairs.isWhole {
        chance = Outperformance(pairs: pairs.values.map { (a: sign * $0.b, b: sign * $0.a) })
      } else {
        chance = Outperformance(
          Sample(second.sample.values.map { sign * $0 }),
          Sample(first.sample.values.map { sign * $0 }))
      }
      outperformance = tests.overlap == nil ? chance : chance.withoutInterval
    }

    private static func general(
      _ tests: Tests, _ first: Group, _ second: Group, _ pairs: TrialPairs?, _ metric: MetricChoice
    ) -> SeedsAndExamples? {
      guard tests.overlap == nil, let difference = tests.claimable,
        let figures = ExampleFigures(first, metric), let others = ExampleFigures(second, metric),
        figures.examples == others.examples
      else { return nil }
      guard difference.test == .paired, let pairs else {
        return SeedsAndExamples(difference, first: figures.runs, second: others.runs)
      }
      return SeedsAndExamples(
        difference, first: pairs.positions.map { figures.runs[$0.first] },
        second: pairs.positions.map { others.runs[$0.second] })
    }
  }
}
