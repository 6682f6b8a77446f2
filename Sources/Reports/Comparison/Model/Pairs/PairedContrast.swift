import Runs

/// The difference of two runs, measured by their predictions for the same test examples.
package struct PairedContrast: Hashable, Sendable {
  package enum Measure: Hashable, Sendable {
    /// Classification: right or wrong.
    case answers(PairedAnswers)
    /// Regression: the errors.
    case errors(PairedErrors)

    /// nil if the two have different kinds or lengths, or if an error is not finite.
    init?(_ first: TestOutcomes, _ second: TestOutcomes) {
      guard first.count == second.count, first.count > 0 else { return nil }
      switch (first, second) {
      case (.answers(let first), .answers(let second)):
        let pairs = zip(first, second)
        self = .answers(
          PairedAnswers(
            count: first.count, onlyFirst: pairs.count { $0 && !$1 },
            onlySecond: pairs.count { $1 && !$0 }))
      case (.errors(let first), .errors(let second)):
        guard let errors = PairedErrors(zip(first, second).map { (first: $0, second: $1) }) else {
          return nil
        }
        self = .errors(errors)
      default: return nil
      }
    }
  }

  package let measure: Measure
  /// The number of examples that each run was tested on.
  package let firstCount: Int
  package let secondCount: Int
  /// Whether the data files are the same, as far as that is known.
  package let hasSameFiles: Bool

  /// nil if there is no common example or if a prediction is not finite.
  init?(_ pairs: PairedPredictions, hasSameFiles: Bool) {
    guard let measure = Measure(TestOutcomes(pairs, of: \.first), TestOutcomes(pairs, of: \.second))
    else { return nil }
    self.measure = measure
    firstCount = pairs.firstCount
    secondCount = pairs.secondCount
    self.hasSameFiles = hasSameFiles
  }

  /// The number of examples that both runs were tested on.
  package var count: Int {
    switch measure {
    case .answers(let answers): answers.count
    case .errors(let errors): errors.count
    }
  }

  /// Whether one run was tested on an example that the other was not.
  package var isPartial: Bool { count < max(firstCount, secondCount) }
}

extension PairedContrast.Measure {
  /// The accuracy or mean squared error of the second run minus that of the first.
  package var difference: Double {
    switch self {
    case .answers(let answers): answers.difference
    case .errors(let errors): errors.difference?.value ?? (errors.second - errors.first)
    }
  }

  /// The 95% interval of the difference; nil if it is not known how the difference varies.
  package var interval: ClosedRange<Double>? {
    switch self {
    case .answers(let answers): answers.interval
    case .errors(let errors): errors.difference?.interval
    }
  }

  /// The two-sided p value; nil if it is not known how the difference varies.
  package var pValue: Double? {
    switch self {
    case .answers(let answers): answers.pValue
    case .errors(let errors): errors.difference?.pValue
    }
  }

  /// By how much the second run is better; negative if it is worse.
  var gain: Double { isOfAnswers ? difference : -difference }

  var answers: PairedAnswers? {
    if case .answers(let answers) = self { answers } else { nil }
  }

  var isOfAnswers: Bool { if case .answers = self { true } else { false } }

  /// Whether the interval excludes 0 although the more careful test's p value claims nothing.
  func isIntervalNarrower(than p: Double) -> Bool {
    guard p >= significanceLevel, let interval else { return false }
    return !interval.contains(0)
  }
}

/// The results of one run on the test examples: right or wrong, or the errors.
enum TestOutcomes: Hashable, Sendable {
  case answers([Bool])
  case errors([Double])

  /// - Parameter prediction: the prediction of one of the two runs.
  init(_ pairs: PairedPredictions, of prediction: KeyPath<PairedPredictions.Example, Double>) {
    self =
      pairs.isClassification
      ? .answers(pairs.examples.map { $0[keyPath: prediction] == $0.label })
      : .errors(pairs.examples.map { $0[keyPath: prediction] - $0.label })
  }

  var count: Int {
    switch self {
    case .answers(let answers): answers.count
    case .errors(let errors): errors.count
    }
  }
}
