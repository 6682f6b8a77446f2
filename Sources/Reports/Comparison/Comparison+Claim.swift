package import Datasets
import Experiments

extension Comparison {
  /// What may be concluded, a sentence or two an element; each may be wrapped.
  package var conclusion: [String] {
    runs.count == 2 ? claimOfTwo : claimsOfMany
  }

  /// What two runs' predictions for the same test examples allow to claim; nothing where their
  /// weights are the same.
  private var claimOfTwo: [String] {
    switch pairings[1] {
    case .contrast(let contrast): return [verdict(contrast), cause]
    case .unpaired(.sameWeights):
      return runs[0].isTestedLike(runs[1])
        ? [] : ["The weights are the same: only what they were tested on differs."]
    case .unpaired(let obstacle):
      return ["No claim can be made: \(obstacle.sentence)."]
    case nil: return []
    }
  }

  /// What the claim is about: two trainings, not two settings.
  private var cause: String {
    let paths = differences.map(\.path)
    let about = "this is about two sets of weights"
    if paths == ["seed"] { return "Only the seed differs: \(about), and about no setting." }
    if paths.isEmpty { return "One training each: \(about)." }
    return "One training each: \(about), not yet about "
      + (paths.count == 1 ? "\(paths[0])." : "the settings.")
  }

  /// What would allow a claim of two runs where none can be made.
  package var remedies: [Remedy] {
    guard runs.count == 2, case .unpaired(.otherTestPart)? = pairings[1],
      let part = runs[1].testPart, !part.isNull
    else { return [] }
    let setting = "dataset.subset.test=\(part.canonicalText)"
    return ["To compare: \(command: .run(experiment: runs[0].experiment, settings: [setting]))"]
  }

  /// `a-002 is better on these 2,000 test examples: +4.15 points, 95% interval +3.08 to +5.21, …`
  private func verdict(_ contrast: PairedContrast) -> String {
    let measure = contrast.measure
    guard let p = measure.pValue else {
      return "No difference can be claimed on \(place(contrast)): \(Self.constancy(measure))."
    }
    let isClaimed = p < 0.05
    let lead =
      isClaimed
      ? "\(runs[measure.gain > 0 ? 1 : 0].id) is better on \(place(contrast)): "
      : "No difference can be claimed on \(place(contrast)): "
    let doubt =
      measure.isIntervalNarrower(than: p)
      ? " The interval, an approximation, leaves out 0; the exact test decides." : ""
    switch measure {
    case .answers(let answers):
      return lead + figures(answers, p, isClaimed: isClaimed) + "." + doubt
    case .errors(let errors): return lead + figures(errors, p, isClaimed: isClaimed) + "." + doubt
    }
  }

  /// Where a difference was looked for.
  private func place(_ contrast: PairedContrast) -> String {
    contrast.isPartial
      ? "the \(contrast.count.grouped) test examples they share (\(runs[0].id) was tested on "
        + "\(contrast.firstCount.grouped), \(runs[1].id) on \(contrast.secondCount.grouped))"
      : "these \(contrast.count.grouped) test examples"
  }

  /// A claim is told from the better one's side, what is none from the second's.
  private func figures(_ answers: PairedAnswers, _ p: Double, isClaimed: Bool) -> String {
    let isTurned = isClaimed && answers.difference < 0
    let text = DifferenceText(
      isTurned ? -answers.difference : answers.difference,
      isTurned ? answers.interval.negated : answers.interval, factor: 100, decimals: 2)
    let whose = isClaimed ? "" : " for \(runs[1].id)"
    return "\(text.value) points\(whose)\(text.intervalClause), exact McNemar \(p.pClause) "
      + "(\(answers.onlySecond.grouped) right only in \(runs[1].id), "
      + "\(answers.onlyFirst.grouped) only in \(runs[0].id); last epoch)"
  }

  private func figures(_ errors: PairedErrors, _ p: Double, isClaimed: Bool) -> String {
    let change = errors.difference?.value ?? 0
    let interval = errors.difference?.interval
    let isTurned = isClaimed && change < 0
    let text = DifferenceText(
      isTurned ? -change : change, isTurned ? interval?.negated : interval, factor: 1,
      decimals: 4, isSigned: !isClaimed)
    let test = "\(p.pClause) (paired t of the squared errors; last epoch)"
    let (better, worse) = isTurned ? (errors.second, errors.first) : (errors.first, errors.second)
    if isClaimed {
      return "mean squared error \(better.metric) against \(worse.metric), lower by \(text.value)"
        + "\(text.intervalClause), \(test)"
    }
    return "mean squared error \(errors.second.metric) of \(runs[1].id), \(errors.first.metric) of "
      + "\(runs[0].id), difference \(text.value)\(text.intervalClause), \(test)"
  }

  /// Why nothing is known of how a difference varies.
  static func constancy(_ measure: PairedContrast.Measure) -> String {
    if measure.difference == 0 { return "both are as far off on every one" }
    return "the difference of their squared errors does not vary"
  }
}

extension ClosedRange<Double> {
  /// The range of the numbers' opposites.
  var negated: ClosedRange { -upperBound ... -lowerBound }
}

extension Double {
  /// An error with four decimals, more where that would be nothing.
  var metric: String { DifferenceText(self, nil, factor: 1, decimals: 4, isSigned: false).value }
}
