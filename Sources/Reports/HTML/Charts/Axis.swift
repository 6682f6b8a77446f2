import Files

/// The range of an axis and its round numbers.
package struct Axis: Hashable, Sendable {
  package let low: Double
  package let high: Double
  let isLogarithmic: Bool
  package let ticks: [Double]
  /// The distance between two ticks; 0 if it varies.
  private let step: Double

  /// - Parameters:
  ///   - leastStep: the least distance between two labels; 1 for counts.
  ///   - isRounded: whether to extend the range to round numbers.
  package init(
    _ values: [Double], isLogarithmic: Bool = false, leastStep: Double = 0,
    isRounded: Bool = false
  ) {
    self.isLogarithmic = isLogarithmic
    // Within these bounds the difference of two numbers is finite.
    let bound = Double.greatestFiniteMagnitude / 4
    var (low, high) = (max(-bound, values.min() ?? 0), min(bound, values.max() ?? 1))
    if low >= high {
      let reach = max(0.5, low.magnitude / 100)
      (low, high) = (low - reach, low + reach)
    }
    guard !isLogarithmic else {
      (self.low, self.high, step) = (low, high, 0)
      ticks = Self.decades(low, high)
      return
    }
    let rough = (high - low) / 5
    let decade = pow(10, log10(rough).rounded(.down))
    let step = max(leastStep, [1, 2, 5, 10].map { $0 * decade }.first { $0 >= rough } ?? rough)
    self.step = step
    // Neighbouring numbers may have no step between them.
    guard step > 0, (high - low) / step < 20, low.magnitude / step < 1e12 else {
      (self.low, self.high, ticks) = (low, high, [])
      return
    }
    var (first, last) = ((low / step).rounded(.up), (high / step).rounded(.down))
    if isRounded {
      (first, last) = ((low / step).rounded(.down), (high / step).rounded(.up))
      (low, high) = (first * step, last * step)
    }
    (self.low, self.high) = (low, high)
    ticks = stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// Returns at most about nine round numbers: 1, 2 and 5 of each decade, or a selection of
  /// decades.
  private static func decades(_ low: Double, _ high: Double) -> [Double] {
    let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    let marks = decades.flatMap { decade in [1, 2, 5].map { $0 * pow(10, Double(decade)) } }
      .filter { $0 >= low && $0 <= high }
    guard marks.count > 9 else { return marks }
    let every = (decades.count + 8) / 9
    return decades.filter { $0 % every == 0 }.map { pow(10, Double($0)) }
      .filter { $0 >= low && $0 <= high }
  }

  /// Returns the position of a value on the axis, from 0 to 1.
  package func share(_ value: Double) -> Double {
    let inside = min(high, max(low, value))
    return isLogarithmic
      ? (log(inside) - log(low)) / (log(high) - log(low)) : (inside - low) / (high - low)
  }

  /// A round number with as many decimals as its neighbours.
  package func label(_ tick: Double) -> String {
    guard step >= 1e-6, tick.magnitude < 1e9 else { return Self.short(tick) }
    let decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    return decimals == 0 ? Int(tick.rounded()).counted : tick.fixed(decimals)
  }

  /// Four digits that count.
  package static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.fixed(0) }
    if value == value.rounded(), value.magnitude < 1e9 { return Int(value).counted }
    let exponent = Int(log10(value.magnitude).rounded(.down))
    if exponent < -4 || exponent > 8 {
      // In two steps, because no power of ten is as small as the smallest numbers.
      let half = exponent / 2
      let mantissa = value / pow(10, Double(half)) / pow(10, Double(exponent - half))
      let digits = mantissa.fixed(1)
      return "\(digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits)e\(exponent)"
    }
    var text = value.fixed(min(6, max(0, 3 - exponent)))
    while text.contains("."), text.last == "0" || text.last == "." {
      let isPoint = text.removeLast() == "."
      if isPoint { break }
    }
    return text
  }
}
