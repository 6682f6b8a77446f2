/// The normalised value of each of the 256 bytes.
struct NormalizationTable: Hashable, Sendable {
  let values: [Float]

  /// Bytes divided by 255, correctly rounded.
  static let unit = NormalizationTable(values: (0..<256).map { Float($0) / 255 })

  /// (b/255 − mean) ÷ deviation, computed in float64 and rounded once; nil if all bytes counted
  /// are equal, since the deviation is then zero.
  static func standard(of histogram: ByteHistogram) -> NormalizationTable? {
    let (mean, deviation) = (histogram.mean, histogram.deviation)
    guard deviation > 0 else { return nil }
    return NormalizationTable(
      values: (0..<256).map { Float((Double($0) / 255 - mean) / deviation) })
  }

  private init(values: [Float]) {
    self.values = values
  }
}

/// How often each byte occurs.
struct ByteHistogram {
  private(set) var counts = [UInt64](repeating: 0, count: 256)

  /// Counts `bytes`, four tables in turn: one would wait for itself at every run of background.
  init(_ bytes: Span<UInt8>) {
    var tables = InlineArray<1024, UInt64>(repeating: 0)
    for i in 0..<bytes.count { tables[(i & 3) << 8 | Int(bytes[i])] += 1 }
    for i in 0..<1024 { counts[i & 255] += tables[i] }
  }

  private var total: UInt64 { counts.reduce(0, +) }

  /// Σ b^power over all bytes, exact.
  private func sum(power: Int) -> UInt64 {
    (0..<256).reduce(0) { $0 + counts[$1] * UInt64(power == 1 ? $1 : $1 * $1) }
  }

  /// Mean of b/255: Σb ÷ 255n, a division of exact integers.
  var mean: Double { Double(sum(power: 1)) / Double(255 * total) }

  /// Population deviation of b/255: √(n·Σb² − (Σb)²) ÷ 255n, the radicand an exact integer.
  var deviation: Double {
    let n = UInt128(total)
    let sum = UInt128(sum(power: 1))
    let squares = UInt128(self.sum(power: 2))
    return Double(n * squares - sum * sum).squareRoot() / Double(255 * total)
  }
}
