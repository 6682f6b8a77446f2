/// Values of one quantity, one per run, and what they say about its mean.
package struct Sample: Hashable, Sendable {
  package let values: [Double]

  package init(_ values: [Double]) {
    precondition(!values.isEmpty)
    self.values = values
  }

  package var count: Int { values.count }

  /// Summed from the first value on, so that equal values have no deviation.
  package var mean: Double {
    let first = values[0]
    return first + values.reduce(0) { $0 + ($1 - first) } / Double(values.count)
  }

  package var min: Double { values.min() ?? .nan }

  package var max: Double { values.max() ?? .nan }

  /// The standard deviation, squares divided by n − 1; nil for one value.
  package var deviation: Double? { variance?.squareRoot() }

  var variance: Double? {
    guard values.count > 1 else { return nil }
    let mean = mean
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }

  /// The square of the mean's standard error; 0 for one value.
  ///
  /// - Parameter overlap: for splits drawn by the seed; see `DrawnSplit.overlap`.
  func squaredError(overlap: Double = 0) -> Double {
    (1 / Double(count) + overlap) * (variance ?? 0)
  }

  /// The 95% interval of the mean by Student's t; nil for one value.
  package var interval: ClosedRange<Double>? { interval(overlap: 0) }

  /// - Parameter overlap: for splits drawn by the seed; see `DrawnSplit.overlap`.
  package func interval(overlap: Double) -> ClosedRange<Double>? {
    guard count > 1 else { return nil }
    let t = StudentT(degreesOfFreedom: Double(count - 1)).reach(confidence: 0.95)
    let reach = t * squaredError(overlap: overlap).squareRoot()
    return (mean - reach)...(mean + reach)
  }
}
