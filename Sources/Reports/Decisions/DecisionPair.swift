/// One of the two settings of a decision.
package enum DecisionSide: String, Hashable, Sendable {
  /// The experiment as it is.
  case base
  /// The experiment with the change.
  case other
}

/// Two trainings with the same seed, one of each setting.
package struct DecisionPair: Hashable, Sendable {
  /// What a training came to.
  package enum Result: Hashable, Sendable {
    case value(Double)
    /// The training ended with NaN or infinity, or the metric is no finite number.
    case diverged

    package var value: Double? { if case .value(let value) = self { value } else { nil } }
  }

  package let seed: Int
  package let base: Result
  package let other: Result

  package init(seed: Int, base: Result, other: Result) {
    self.seed = seed
    self.base = base
    self.other = other
  }

  /// The values of both; nil if one diverged.
  var values: (a: Double, b: Double)? {
    guard let base = base.value, let other = other.value else { return nil }
    return (base, other)
  }

  package var difference: Double? { values.map { $0.b - $0.a } }
}
