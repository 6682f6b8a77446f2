package import Experiments

/// What a change of a metric means.
package enum Verdict: String, Hashable, Sendable {
  case better
  case worse
  case same

  /// nil if a value is missing or NaN, or if two values differ and it is not known which values are
  /// better.
  package init?(_ direction: MetricDirection?, _ first: Double?, _ second: Double?) {
    guard let first, let second, !first.isNaN, !second.isNaN else { return nil }
    if first == second {
      self = .same
    } else if let direction {
      self = direction.isBetter(second, than: first) ? .better : .worse
    } else {
      return nil
    }
  }
}

extension PairedContrast {
  /// What the difference means for the second run.
  var verdict: Verdict { measure.gain > 0 ? .better : measure.gain < 0 ? .worse : .same }
}
