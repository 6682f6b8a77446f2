/// Elementary functions in float64 made of +, −, × and ÷ alone, which IEEE 754 specifies exactly.
/// They give the same bits on every machine, which no C library promises.
package enum ExactMath {
  /// Returns the natural logarithm of a positive, finite number to about 1e-15 relative.
  ///
  /// x = m · 2ᵉ with m in [√½, √2); log m = 2 artanh((m − 1)/(m + 1)), by its Taylor series.
  package static func log(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite)
    var exponent = Double(x.exponent)
    var mantissa = x.significand
    if mantissa > 1.414_213_562_373_095_1 {
      mantissa /= 2
      exponent += 1
    }
    let s = (mantissa - 1) / (mantissa + 1)
    let square = s * s
    var series = 0.0
    // Counted in whole numbers: a stride of floating-point numbers calls the C library.
    for denominator in stride(from: 23, through: 1, by: -2) {
      series = series * square + 1 / Double(denominator)
    }
    let (high, low) = (0x1.62e42feep-1, 0x1.a39ef35793c76p-33)
    return exponent * high + (2 * s * series + exponent * low)
  }

  /// Returns eˣ for x from 0 to 700, to about 1e-15 relative.
  ///
  /// x = n · ln 2 + r with n = ⌊x ÷ ln 2 + ½⌋; eʳ = 1 + r/1 · (1 + r/2 · (1 + …)), to r¹⁷, from the
  /// innermost term, times 2ⁿ, which is exact.
  package static func exp(_ x: Double) -> Double {
    precondition(x >= 0 && x <= 700)
    let (high, low) = (0x1.62e42feep-1, 0x1.a39ef35793c76p-33)
    let exponent = Int(x * 0x1.71547652b82fep0 + 0.5)
    let rest = (x - Double(exponent) * high) - Double(exponent) * low
    var series = 1.0
    for divisor in stride(from: 17, through: 1, by: -1) {
      series = 1 + rest / Double(divisor) * series
    }
    return series * Double(bitPattern: UInt64(1023 + exponent) << 52)
  }

  /// Returns cos(π·x) for x in 0…1.
  package static func cosPi(_ x: Double) -> Double {
    precondition(x >= 0 && x <= 1)
    if x > 0.5 { return -cosPi(1 - x) }
    return x > 0.25 ? sine(.pi * (0.5 - x)) : cosine(.pi * x)
  }

  /// Returns the sine and cosine of an angle from −180 to 180 degrees.
  package static func sineAndCosine(degrees: Double) -> (sine: Double, cosine: Double) {
    precondition(degrees >= -180 && degrees <= 180)
    let halves = degrees.magnitude / 180
    // sin(πx) = cos(π(½ − x)).
    let sine = cosPi((0.5 - halves).magnitude)
    return (degrees < 0 ? -sine : sine, cosPi(halves))
  }

  /// Returns baseⁿ by squaring, most significant bit first.
  package static func power(_ base: Double, _ exponent: Int) -> Double {
    precondition(exponent >= 0)
    var result = 1.0
    for bit in (0..<Int.bitWidth - exponent.leadingZeroBitCount).reversed() {
      result *= result
      if exponent >> bit & 1 == 1 { result *= base }
    }
    return result
  }

  /// Taylor series for |x| ≤ π/4: 1 − x²/(2·1) · (1 − x²/(4·3) · (…)), to x¹⁶.
  private static func cosine(_ x: Double) -> Double {
    series(x * x, [240, 182, 132, 90, 56, 30, 12, 2])
  }

  /// Taylor series for |x| ≤ π/4: x · (1 − x²/(3·2) · (1 − x²/(5·4) · (…))), to x¹⁷.
  private static func sine(_ x: Double) -> Double {
    x * series(x * x, [272, 210, 156, 110, 72, 42, 20, 6])
  }

  /// Evaluates a series from its smallest term, which has the first divisor.
  private static func series(_ square: Double, _ divisors: [8 of Double]) -> Double {
    var sum = 1.0
    for index in divisors.indices { sum = 1 - square / divisors[index] * sum }
    return sum
  }
}
