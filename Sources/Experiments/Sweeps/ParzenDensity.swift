import Engine
import JSON

/// The density of some results along one setting: see `TreeParzenEstimator`.
struct ParzenDensity: Sendable {
  private enum Form: Sendable {
    /// A uniform part on [0, 1], and normal ones cut to it.
    case numbers([NormalPart])
    /// The probability of each value.
    case choices([Double])
  }

  private let form: Form

  init(_ results: [SweepValues], of setting: SweepSpace.Setting) {
    let distribution = setting.distribution
    let values = results.compactMap { $0[setting.path] }
    guard case .choice(let choices) = distribution else {
      form = .numbers(Self.parts(values.compactMap(distribution.quantile)))
      return
    }
    let whole = Double(values.count + choices.count)
    form = .choices(
      choices.map { choice in Double(values.count { $0 == choice } + 1) / whole })
  }

  /// The normal parts about some quantiles.
  private static func parts(_ quantiles: [Double]) -> [NormalPart] {
    let sorted = quantiles.sorted()
    let least = 1 / Double(min(100, sorted.count + 2))
    return sorted.indices.map { index in
      let left = sorted[index] - (index == 0 ? 0 : sorted[index - 1])
      let right = (index == sorted.count - 1 ? 1 : sorted[index + 1]) - sorted[index]
      return NormalPart(
        mean: sorted[index], deviation: min(1, max(least, max(left, right))))
    }
  }

  /// Returns the density at a quantile, which is greater than 0.
  func density(at quantile: Double) -> Double {
    switch form {
    case .numbers(let parts):
      var sum = 1.0
      for part in parts { sum += part.density(at: quantile) }
      return sum / Double(parts.count + 1)
    case .choices(let probabilities):
      let count = probabilities.count
      return probabilities[min(count - 1, Int(quantile * Double(count)))]
    }
  }

  /// Draws a quantile.
  ///
  /// - Parameters:
  ///   - part: from 0 to below 1; chooses a part of the mixture.
  ///   - inside: from 0 to below 1; the quantile of that part.
  func draw(part: Double, inside: Double) -> Double {
    switch form {
    case .numbers(let parts):
      let index = min(parts.count, Int(part * Double(parts.count + 1)))
      return index == 0 ? inside : parts[index - 1].value(at: inside)
    case .choices(let probabilities):
      var sum = 0.0
      for (index, probability) in probabilities.enumerated() {
        sum += probability
        if part < sum { return (Double(index) + 0.5) / Double(probabilities.count) }
      }
      return (Double(probabilities.count) - 0.5) / Double(probabilities.count)
    }
  }
}

/// A normal density cut to [0, 1].
private struct NormalPart: Sendable {
  let mean: Double
  let deviation: Double
  /// The distribution function at 0, and its growth up to 1.
  private let (start, mass): (Double, Double)

  init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
    start = normalDistribution(-mean / deviation)
    mass = normalDistribution((1 - mean) / deviation) - start
  }

  func density(at x: Double) -> Double {
    let z = (x - mean) / deviation
    // 1 / sqrt(2π)
    let normal = 0.398_942_280_401_432_7 / ExactMath.exp(min(700, z * z / 2))
    return normal / (deviation * mass)
  }

  /// The quantile of the cut density, by 50 halvings.
  func value(at quantile: Double) -> Double {
    let wanted = start + quantile * mass
    var (low, high) = (0.0, 1.0)
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if normalDistribution((middle - mean) / deviation) < wanted {
        low = middle
      } else {
        high = middle
      }
    }
    return low
  }
}

/// The distribution function of the normal distribution, to 7.5e-8.
///
/// Abramowitz & Stegun, Handbook of Mathematical Functions, 1964, formula 26.2.17.
private func normalDistribution(_ x: Double) -> Double {
  let z = x.magnitude
  let t = 1 / (1 + 0.231_641_9 * z)
  let coefficients = [1.330_274_429, -1.821_255_978, 1.781_477_937, -0.356_563_782, 0.319_381_530]
  var sum = 0.0
  for coefficient in coefficients { sum = sum * t + coefficient }
  let tail = 0.398_942_280_401_432_7 / ExactMath.exp(min(700, z * z / 2)) * sum * t
  return x < 0 ? tail : 1 - tail
}

extension SweepDistribution {
  /// The quantile of a value that was drawn; nil for a choice.
  func quantile(_ value: JSONValue) -> Double? {
    guard let number = value.double else { return nil }
    switch self {
    case .uniform(let lower, let upper):
      return Self.clamped((number - lower) / (upper - lower), 0, 1)
    case .logUniform(let lower, let upper):
      guard number > 0 else { return nil }
      return Self.clamped(
        ExactMath.log(number / lower) / ExactMath.log(upper / lower), 0, 1)
    case .integer(let range):
      let count = Double(range.upperBound - range.lowerBound + 1)
      return Self.clamped((number - Double(range.lowerBound) + 0.5) / count, 0, 1)
    case .choice: return nil
    }
  }
}
