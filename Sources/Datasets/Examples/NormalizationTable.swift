import Engine

/// The normalised value of each of the 256 bytes; always 256 values.
package struct NormalizationTable: Hashable, Sendable {
  package let values: [Float]
  /// A linear function of the byte with exactly the same bits; nil if the values must be looked up.
  let line: ByteLine?
  /// The mean and the deviation that `standard` uses, of bytes divided by 255; nil for `unit`.
  package let statistics: Statistics?

  package struct Statistics: Hashable, Sendable {
    package let mean: Double
    package let deviation: Double

    package init(mean: Double, deviation: Double) {
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// Bytes divided by 255, correctly rounded.
  package static let unit = NormalizationTable(
    values: (0..<256).map { Float($0) / 255 }, factor: 1 / 255, offset: 0)

  /// (b/255 − mean) ÷ deviation, computed in float64 and rounded once; nil if all bytes counted
  /// are equal, since the deviation is then zero.
  package static func standard(of histogram: ByteHistogram) -> NormalizationTable? {
    let (mean, deviation) = (histogram.mean, histogram.deviation)
    guard deviation > 0 else { return nil }
    return NormalizationTable(Statistics(mean: mean, deviation: deviation))
  }

  /// The same from a mean and a positive deviation.
  package init(_ statistics: Statistics) {
    let (mean, deviation) = (statistics.mean, statistics.deviation)
    self.init(
      values: (0..<256).map { Float((Double($0) / 255 - mean) / deviation) },
      factor: 1 / (255 * deviation), offset: -mean / deviation, statistics: statistics)
  }

  private init(
    values: [Float], factor: Double, offset: Double, statistics: Statistics? = nil
  ) {
    self.values = values
    self.statistics = statistics
    line = ByteLine(factor: factor, offset: offset, through: values)
  }
}
