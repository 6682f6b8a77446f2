extension Comparison {
  /// What can be said of the difference of a run from the first against the margin.
  package struct MarginClaim: Hashable, Sendable {
    package let verdict: MarginVerdict
    /// The positions of the better run and of the other one.
    package let leader: Int
    package let follower: Int
    /// How much better the leader is on other examples: the 95% and the 90% interval, or adjusted
    /// ones.
    package let wide: ClosedRange<Double>
    package let narrow: ClosedRange<Double>
    /// The number of test examples that would show a difference as large as the margin in 80 of 100
    /// cases; nil if it is not known.
    package let examplesNeeded: Int?
  }

  /// Compares runs with a margin that a person gave.
  ///
  /// - Throws: a `GroupingProblem` if no difference can be as large as the margin.
  package init(
    _ runs: [ComparedRun], metric choice: MetricChoice?, checking margin: Double?
  ) throws(GroupingProblem) {
    self.init(runs, metric: choice, margin: margin)
    if let margin, margin >= 100, contrasts.contains(where: { $0?.measure.isOfAnswers == true }) {
      throw .largeMargin(margin, metric: "test_accuracy")
    }
  }

  /// nil without a margin, or if the two cannot be paired. The intervals of several runs are adjusted
  /// for their number.
  package func marginClaim(_ index: Int) -> MarginClaim? {
    guard let margin, let measure = contrasts[index]?.measure,
      let p = adjustedPValues[index]
    else { return nil }
    let family = Double(adjustedPValues.count { $0 != nil })
    let isOtherBetter = measure.gain >= 0
    func gain(confidence: Double) -> ClosedRange<Double>? {
      let interval = measure.scoreInterval(confidence: 1 - (1 - confidence) / family)
      return isOtherBetter == measure.isOfAnswers ? interval : interval?.negated
    }
    guard let wide = gain(confidence: 0.95), let narrow = gain(confidence: 0.9) else { return nil }
    return MarginClaim(
      verdict: MarginVerdict(
        margin: margin, isBetter: p < significanceLevel, wide: wide, narrow: narrow),
      leader: isOtherBetter ? index : 0, follower: isOtherBetter ? 0 : index,
      wide: wide, narrow: narrow, examplesNeeded: measure.examplesNeeded(for: margin))
  }
}

extension PairedContrast.Measure {
  /// The interval of the test that margins are held against: Tango's score test, or the t test of
  /// squared errors. nil if it is not known how the difference varies.
  func scoreInterval(confidence: Double) -> ClosedRange<Double>? {
    switch self {
    case .answers(let answers): answers.scoreInterval(confidence: confidence)
    case .errors(let errors): errors.difference?.interval(confidence: confidence)
    }
  }

  /// The true difference that so many examples would show in 80 of 100 cases.
  package var detectable: Double? {
    switch self {
    case .answers(let answers): answers.detectable
    case .errors(let errors): errors.difference?.detectable
    }
  }

  /// Returns the number of examples of which as many answers differ as of these, or whose squared
  /// errors vary as much, that would show a difference in 80 of 100 cases; nil if it is not known.
  func examplesNeeded(for difference: Double) -> Int? {
    let variance: Double
    switch self {
    case .answers(let answers):
      variance = Double(answers.onlyFirst + answers.onlySecond) / Double(answers.count)
    case .errors(let errors):
      guard let error = errors.difference?.standardError else { return nil }
      variance = error * error * Double(errors.count)
    }
    let reach = (normalReach + powerReach) / difference
    let count = (variance * reach * reach).rounded(.up)
    return count >= 1 && count < 1e12 ? Int(count) : nil
  }
}
