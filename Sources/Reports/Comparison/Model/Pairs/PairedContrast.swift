import Runs

/// What the predictions of two runs for the same test examples show of their difference.
package struct PairedContrast: Hashable, Sendable {
  package enum Measure: Hashable, Sendable {
    /// Of classes: right or wrong.
    case answers(PairedAnswers)
    /// Of a regression: how far off.
    case errors(PairedErrors)

    /// nil where the two are of different kinds or lengths, or an error is no finite number.
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
  /// How many examples each was tested on.
  package let firstCount: Int
  package let secondCount: Int
  /// Whether the data files are the same, as far as that is known.
  package let hasSameFiles: Bool

  /// nil where no example is in common, or a prediction is no finite number.
  init?(_ pairs: PairedPredictions, hasSameFiles: Bool) {
    guard let measure = Measure(TestOutcomes(pairs, of: \.first), TestOutcomes(pairs, of: \.second))
    else { return nil }
    self.measure = measure
    firstCount = pairs.firstCount
    secondCount = pairs.secondCount
    self.hasSameFiles = hasSameFiles
  }

  /// Examples that both were tested on.
  package var count: Int {
    switch measure {
    case .answers(let answers): answers.count
    case .errors(let errors): errors.count
    }
  }

  /// Whether one was tested on an example that the other was not.
  package var isPartial: Bool { count < max(firstCount, secondCount) }
}

extension PairedContrast.Measure {
  /// The second's share of right answers, or mean squared error, minus the first's.
  package var difference: Double {
    switch self {
    case .answers(let answers): answers.difference
    case .errors(let errors): errors.difference?.value ?? (errors.second - errors.first)
    }
  }

  /// The 95% interval of the difference; nil where nothing is known of how it varies.
  package var interval: ClosedRange<Double>? {
    switch self {
    case .answers(let answers): answers.interval
    case .errors(let errors): errors.difference?.interval
    }
  }

  /// The two-sided p value; nil where nothing is known of how the difference varies.
  package var pValue: Double? {
    switch self {
    case .answers(let answers): answers.pValue
    case .errors(let errors): errors.difference?.pValue
    }
  }

  /// By how much the second is better; negative where it is worse.
  var gain: Double { isOfAnswers ? difference : -difference }

  var isOfAnswers: Bool { if case .answers = self { true } else { false } }

  /// Whether the interval leaves out 0 while this p value, of a more careful test, claims nothing.
  func isIntervalNarrower(than p: Double) -> Bool {
    guard p >= 0.05, let interval else { return false }
    return !interval.contains(0)
  }

  /// `exact McNemar`
  var test: String { isOfAnswers ? "exact McNemar" : "paired t of the squared errors" }
}

/// How one run did on test examples: right or wrong, or by how much it was off.
enum TestOutcomes: Hashable, Sendable {
  case answers([Bool])
  case errors([Double])

  /// - Parameter prediction: of which of the two.
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
