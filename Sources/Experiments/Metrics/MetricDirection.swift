/// Which values of a metric are better. An optional direction is nil if that is not known.
package enum MetricDirection: String, Hashable, Sendable, CaseIterable {
  case higher
  case lower

  /// Whether `value` is better than `other`; NaN is never better.
  package func isBetter(_ value: Double, than other: Double) -> Bool {
    switch self {
    case .higher: value > other
    case .lower: value < other
    }
  }
}

/// A person's statement about a metric: `val_dice=higher`.
package struct MetricStatement: Hashable, Sendable {
  package let name: String
  package let direction: MetricDirection

  package init(name: String, direction: MetricDirection) {
    self.name = name
    self.direction = direction
  }

  /// Splits `NAME=higher` at its last `=`; returns nil if the text does not end in a direction.
  package init?(_ text: String) {
    guard let mark = text.lastIndex(of: "="), mark > text.startIndex,
      let direction = MetricDirection(rawValue: String(text[text.index(after: mark)...]))
    else { return nil }
    self.init(name: String(text[..<mark]), direction: direction)
  }

  /// The reason to refuse the statement: bench knows the opposite; nil if it does not.
  package var contradiction: String? {
    guard let known = Metric(name).direction, known != direction else { return nil }
    return "'\(name)': \(known.rawValue) values are better, not \(direction.rawValue) ones"
  }
}
