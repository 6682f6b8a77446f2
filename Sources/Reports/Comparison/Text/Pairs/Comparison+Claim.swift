package import Datasets
import Experiments
import JSON

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
      return Comparability(runs[0], runs[1]).obstacle(on: .test) == nil
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

  /// What would allow a claim of two runs where none can be made.
  package var remedies: [Remedy] {
    guard runs.count == 2, case .unpaired(.otherTestPart)? = pairings[1],
      let part = runs[1].testPart, !part.isNull
    else { return [] }
    let setting = "dataset.subset.test=\(part.canonicalText)"
    return ["To compare: \(command: .run(experiment: runs[0].experiment, settings: [setting]))"]
  }

  /// What is so on these examples, by counting, and what can be claimed of others like them, told
  /// from the better one's side.
  private func verdict(_ contrast: PairedContrast) -> String {
    let measure = contrast.measure
    let isTurned = measure.gain < 0
    let (better, worse) = isTurned ? (runs[0], runs[1]) : (runs[1], runs[0])
    let found: String
    switch measure {
    case .answers(let answers):
      found = counted(answers, better.id, worse.id, place(contrast))
    case .errors(let errors):
      let (low, high) = isTurned ? (errors.first, errors.second) : (errors.second, errors.first)
      found = averaged(low, high, better.id, place(contrast))
    }
    guard let p = measure.pValue else { return "\(found); \(Self.constancy(measure))." }
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
    return "\(found); on others like them\(p < 0.05 ? "" : " no difference can be claimed:")"
      + "\(figures.intervalClause.drop { $0 == "," }), \(test).\(doubt)"
  }

  /// `a-002 answers 4.55 points more of these 2,000 test examples right (98 only it, 7 only a-001;
  /// last epoch)`
  private func counted(
    _ answers: PairedAnswers, _ better: String, _ worse: String, _ place: String
  ) -> String {
    let counts = [answers.onlyFirst, answers.onlySecond]
    let (most, least) = (max(counts[0], counts[1]), min(counts[0], counts[1]))
    if most == least {
      return "Both answer as many of \(place) right (\(most.grouped) only \(runs[0].id), "
        + "\(least.grouped) only \(runs[1].id); last epoch)"
    }
    let text = DifferenceText(
      answers.difference.magnitude, nil, factor: 100, decimals: 2, isSigned: false)
    return "\(better) answers \(text.value) points more of \(place) right "
      + "(\(most.grouped) only it, \(least.grouped) only \(worse); last epoch)"
  }

  /// `a-002 is nearer on these 40 test examples: mean squared error 0.0395 against 0.0514, …`
  private func averaged(
    _ low: Double, _ high: Double, _ better: String, _ place: String
  ) -> String {
    if low == high {
      return "Both have a mean squared error of \(low.metric) on \(place) (last epoch)"
    }
    return "\(better) is nearer on \(place): mean squared error \(low.metric) against "
      + "\(high.metric), lower by \((high - low).metric) (last epoch)"
  }

  /// Where a difference was looked for.
  private func place(_ contrast: PairedContrast) -> String {
    contrast.isPartial
      ? "the \(contrast.count.grouped) test \(contrast.count == 1 ? "example" : "examples") they "
        + "share (\(runs[0].id) was tested on \(contrast.firstCount.grouped), \(runs[1].id) on "
        + "\(contrast.secondCount.grouped))"
      : contrast.count.theseTestExamples
  }

  /// Why nothing can be said of other examples.
  static func constancy(_ measure: PairedContrast.Measure) -> String {
    (measure.difference == 0
      ? "both are as far off on every one" : "the difference does not vary")
      + ", which says nothing of others"
  }
}

extension Int {
  /// `these 2,000 test examples`
  var theseTestExamples: String {
    self == 1 ? "this 1 test example" : "these \(grouped) test examples"
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
