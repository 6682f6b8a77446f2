extension Philox {
  /// Returns `count` values of U(−bound, bound).
  package func uniform(count: Int, bound: Double) -> [Float] {
    (0..<count).map { Float((2 * uniform($0) - 1) * bound) }
  }

  /// Returns `count` values of N(0, deviation²).
  ///
  /// Marsaglia & Bray, A Convenient Method for Generating Normal Variables, SIAM Review 6, 1964:
  /// pairs from points in the unit disc; points outside are passed over, in the stream's order.
  package func normal(count: Int, deviation: Double) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(count + 1)
    var pair = 0
    while values.count < count {
      let x = 2 * uniform(2 * pair) - 1
      let y = 2 * uniform(2 * pair + 1) - 1
      pair += 1
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let factor = (-2 * ExactMath.log(square) / square).squareRoot() * deviation
      values.append(Float(x * factor))
      values.append(Float(y * factor))
    }
    return Array(values.prefix(count))
  }
}
