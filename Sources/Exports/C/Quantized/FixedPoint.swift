/// A positive factor that integers are scaled by, multiplier ÷ 2^shift.
struct FixedPoint: Hashable, Sendable {
  /// At least 2^30, unless the factor is too small to matter.
  let multiplier: Int32
  /// 1 to 62.
  let shift: Int

  /// The nearest to a factor of less than 2^29; of greater ones the largest.
  init(_ factor: Double) {
    guard factor > 0x1p-40, factor.isFinite else {
      (multiplier, shift) = (0, 62)
      return
    }
    let exponent = Int(min(factor, 0x1p29).exponent)
    // factor ÷ 2^exponent is in [1, 2).
    let scaled = (min(factor, 0x1p29) * Self.power(30 - exponent)).rounded()
    let isCarried = scaled >= 0x1p31
    multiplier = Int32(isCarried ? 0x1p30 : scaled)
    shift = min(max(30 - exponent - (isCarried ? 1 : 0), 1), 62)
  }

  private static func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// value · multiplier ÷ 2^shift, rounded to the nearest, halves upwards.
  ///
  /// - Parameter value: of 32 bits.
  func scaled(_ value: Int64) -> Int64 {
    (value * Int64(multiplier) + (1 << (shift - 1))) >> shift
  }

  /// The same between `lowest` and 127.
  func quantized(_ value: Int64, lowest: Int) -> Int8 {
    Int8(min(max(scaled(value), Int64(lowest)), 127))
  }
}
