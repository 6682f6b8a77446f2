/// A difference and its interval as text, both with the same number of decimals.
struct DifferenceText: Hashable, Sendable {
  let value: String
  /// nil if there is no interval.
  let low: String?
  let high: String?

  /// - Parameters:
  ///   - factor: 100 for percentage points.
  ///   - decimals: the least number of decimals. There are more if a number other than 0 would be
  ///     printed as 0.
  init(
    _ value: Double, _ interval: ClosedRange<Double>?, factor: Double, decimals: Int,
    isSigned: Bool = true
  ) {
    let numbers = [value, interval?.lowerBound, interval?.upperBound].map { $0.map { $0 * factor } }
    let nonzero = numbers.compactMap(\.self).filter { $0 != 0 && $0.isFinite }
    let least = nonzero.map(\.magnitude).min() ?? 1
    let enough = (decimals...decimals + 8).first { Double(least.fixed($0)) != 0 } ?? decimals
    let texts = numbers.map { number in
      number.map { isSigned ? $0.signed(enough) : $0.fixed(enough) }
    }
    self.value = texts[0] ?? "-"
    low = texts[1]
    high = texts[2]
  }

  /// `, 95% interval -0.43 to +1.03`
  var intervalClause: String {
    guard let low, let high else { return "" }
    return ", 95% interval \(low) to \(high)"
  }
}
