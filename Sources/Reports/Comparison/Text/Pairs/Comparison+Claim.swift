package import Datasets
import Experiments
import JSON

extension Comparison {
  /// What the comparison shows. Each element is one or two sentences, which may be wrapped.
  package var conclusion: [String] {
    runs.count == 2 ? claimOfTwo : claimsOfMany
  }

  /// What can be claimed of two runs from their predictions for the same test examples; empty if
  /// their weights are the same.
  private var claimOfTwo: [String] {
    switch pairings[1] {
    case .contrast(let contrast):
      return [verdict(contrast), power(contrast), marginSentence(1), cause].compactMap(\.self)
    case .unpaired(.sameWeights):
      return Comparability(runs[0], runs[1]).obstacle(on: .test) == nil
        ? [] : ["The weights are the same: only what they were tested on differs."]
    case .unpaired(let obstacle):
      return ["No claim can be made: \(obstacle.sentence)."]
    case nil: return []
    }
  }

  /// The scope of the claim: it is about two trainings, not about two settings.
  private var cause: String {
    let paths = differences.map(\.path)
    let about = "this is about two sets of weights"
    let origin = runs.families.first.map {
      "They share the training of \($0[0].origin) up to the fork"
    }
    if paths == ["seed"] {
      return "\(origin ?? "Only the seed differs"): \(about), and about no setting."
    }
    let start = "\(origin ?? "One training each"): \(about)"
    if paths.isEmpty { return start + "." }
    return "\(start), not yet about \(paths.count == 1 ? "\(paths[0])." : "the settings.")"
  }

  /// The commands that would make a claim about two runs possible; empty if one is possible or none
  /// would.
  package var remedies: [Remedy] {
    guard runs.count == 2, case .unpaired(.otherTestPart)? = pairings[1],
      let part = runs[1].testPart, !part.isNull
    else { return [] }
    let setting = "dataset.subset.test=\(part.canonicalText)"
    return ["To compare: \(command: .run(experiment: runs[0].experiment, settings: [setting]))"]
  }

  /// The difference on these examples, and what can be claimed of other examples like them, from the
  /// better run's point of view.
  private func verdict(_ contrast: PairedContrast) -> String {
    let measure = contrast.measure
    let isTurned = measure.gain < 0
    let (better, worse) = isTurned ? (runs[0], runs[1]) : (runs[1], runs[0])
    let observed: String
    switch measure {
    case .answers(let answers):
      observed = counted(answers, better.id, worse.id, examples(contrast))
    case .errors(let errors):
      let (low, high) = isTurned ? (errors.first, errors.second) : (errors.second, errors.first)
      observed = averaged(low, high, better.id, examples(contrast))
    }
    guard let p = measure.pValue else { return "\(observed); \(measure.constancy)." }
    let interval = isTurned == measure.isOfAnswers ? measure.interval?.negated : measure.interval
    let figures =
      measure.isOfAnswers
      ? DifferenceText(measure.gain.magnitude, interval, factor: 100, decimals: 2)
      : DifferenceText(measure.gain.magnitude, interval, factor: 1, decimals: 4)
    let test =
      measure.isOfAnswers ? "exact McNemar \(p.pClause)" : "\(p.pClause) (\(measure.test))"
    let doubt =
      measure.isIntervalNarrower(than: p)
      ? " The interval, an approximation, leaves out 0; the exact test decides." : ""
    let claim = p < significanceLevel ? "" : " no difference can be claimed:"
    return "\(observed); on others like them\(claim)"
      + "\(figures.intervalClause.drop { $0 == "," }), \(test).\(doubt)"
  }

  /// `these 2,000 test examples`
  func examples(_ contrast: PairedContrast) -> String {
    contrast.isPartial
      ? "the \(contrast.count.grouped) test \(contrast.count == 1 ? "example" : "examples") they "
        + "share (\(runs[0].id) was tested on \(contrast.firstCount.grouped), \(runs[1].id) on "
        + "\(contrast.secondCount.grouped))"
      : contrast.count.theseTestExamples
  }
}
