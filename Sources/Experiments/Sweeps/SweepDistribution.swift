package import Engine
package import JSON

/// What a setting is drawn from.
package enum SweepDistribution: Hashable, Sendable {
  /// From the lower to below the upper bound.
  case uniform(lower: Double, upper: Double)
  /// The logarithm is uniform between those of the bounds.
  case logUniform(lower: Double, upper: Double)
  /// Both ends included.
  case integer(ClosedRange<Int>)
  case choice([JSONValue])
}

extension SweepDistribution {
  /// Returns the value at a quantile.
  ///
  /// With u the quantile: `uniform` lower + u·(upper − lower); `log_uniform`
  /// lower · exp(u · log(upper ÷ lower)); `integer` lower + ⌊u·n⌋ of n integers; `choice` element
  /// ⌊u·n⌋ of n. `exp` and `log` are those of `ExactMath`, so every machine draws the same bits.
  ///
  /// - Parameter quantile: from 0 to below 1.
  package func value(at quantile: Double) -> JSONValue {
    switch self {
    case .uniform(let lower, let upper):
      return .number(Self.clamped(lower + quantile * (upper - lower), lower, upper))
    case .logUniform(let lower, let upper):
      let value = lower * ExactMath.exp(quantile * ExactMath.log(upper / lower))
      return .number(Self.clamped(value, lower, upper))
    case .integer(let range):
      let count = range.upperBound - range.lowerBound + 1
      return .integer(range.lowerBound + min(count - 1, Int(quantile * Double(count))))
    case .choice(let values):
      return values[min(values.count - 1, Int(quantile * Double(values.count)))]
    }
  }

  /// Rounding may lead one step outside.
  static func clamped(_ value: Double, _ lower: Double, _ upper: Double) -> Double {
    min(max(value, lower), upper)
  }
}

/// The settings that are drawn, in the order of their paths' bytes.
package struct SweepSpace: Hashable, Sendable {
  package struct Setting: Hashable, Sendable {
    package let path: String
    package let distribution: SweepDistribution

    package init(path: String, distribution: SweepDistribution) {
      self.path = path
      self.distribution = distribution
    }
  }

  package let settings: [Setting]

  package init(_ settings: [Setting]) {
    self.settings = settings.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// Draws a point. The setting in place d takes the number at position d of the stream.
  package func draw(from stream: Philox) -> SweepValues {
    SweepValues(
      settings.enumerated().map { ($1.path, $1.distribution.value(at: stream.uniform($0))) })
  }
}
