/// Reads `[+-] digits [. digits] [e [+-] digits]`, with at least one digit beside the point,
/// correctly rounded to float64. Returns nil for anything else, including "nan", "inf" and
/// hexadecimal digits.
///
/// - Parameter point: the byte between whole number and fraction.
package func decimalNumber(_ text: Span<UInt8>, point: UInt8 = UInt8(ascii: ".")) -> Double? {
  DecimalParts(text, point: point).map { $0.exactValue ?? roundedValue(text, point) }
}

/// The same rounded to float32, from the float64; nil also for a number that float32 cannot hold.
package func decimalFloat(_ text: Span<UInt8>, point: UInt8 = UInt8(ascii: ".")) -> Float? {
  guard let parts = DecimalParts(text, point: point) else { return nil }
  let value =
    parts.exactValue.map { Float($0) } ?? parts.nearValue ?? Float(roundedValue(text, point))
  return value.isFinite ? value : nil
}

/// Whether `decimalNumber` reads a text.
package func isDecimalNumber(_ text: some StringProtocol, point: UInt8 = UInt8(ascii: ".")) -> Bool
{
  DecimalParts(Array(text.utf8).span, point: point) != nil
}

/// The standard library's value of a text that is a number.
private func roundedValue(_ text: Span<UInt8>, _ point: UInt8) -> Double {
  var bytes = text.withUnsafeBufferPointer { Array($0) }
  if point != UInt8(ascii: ".") {
    for index in bytes.indices where bytes[index] == point { bytes[index] = UInt8(ascii: ".") }
  }
  return Double(String(decoding: bytes, as: UTF8.self)) ?? .nan
}

/// A number taken apart: ± `mantissa` × 10^`exponent`.
private struct DecimalParts {
  private var isNegative = false
  private var mantissa: UInt64 = 0
  private var exponent = 0
  /// Whether the mantissa has all digits.
  private var isWhole = true

  init?(_ text: Span<UInt8>, point: UInt8) {
    var position = 0
    func byte() -> UInt8 { position < text.count ? text[position] : 0 }
    func digit() -> UInt8? {
      let value = byte() &- UInt8(ascii: "0")
      return value < 10 ? value : nil
    }
    if byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") {
      isNegative = byte() == UInt8(ascii: "-")
      position += 1
    }
    var hasDigits = false
    while let value = digit() {
      if !append(value) { exponent += 1 }
      hasDigits = true
      position += 1
    }
    if byte() == point, position < text.count {
      position += 1
      while let value = digit() {
        if append(value) { exponent -= 1 }
        hasDigits = true
        position += 1
      }
    }
    guard hasDigits else { return nil }
    if byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") {
      position += 1
      let isBelow = byte() == UInt8(ascii: "-")
      if isBelow || byte() == UInt8(ascii: "+") { position += 1 }
      guard digit() != nil else { return nil }
      var power = 0
      while let value = digit() {
        power = min(power * 10 + Int(value), 1_000_000)
        position += 1
      }
      exponent += isBelow ? -power : power
    }
    guard position == text.count else { return nil }
    while mantissa > Self.exactLimit, mantissa % 10 == 0 {
      mantissa /= 10
      exponent += 1
    }
  }

  /// Returns false for a digit that has no room.
  private mutating func append(_ digit: UInt8) -> Bool {
    guard mantissa < 1_000_000_000_000_000_000 else {
      isWhole = isWhole && digit == 0
      return false
    }
    mantissa = mantissa * 10 + UInt64(digit)
    return true
  }

  /// Whole numbers up to it are exact in float64.
  private static let exactLimit: UInt64 = 1 << 53

  /// The value if it is rounded once: the mantissa and the power of ten are exact (Clinger, How to
  /// Read Floating-Point Numbers Accurately, 1990).
  var exactValue: Double? {
    guard isWhole, mantissa <= Self.exactLimit, (-22...22).contains(exponent) else { return nil }
    return scaled
  }

  /// The value in float32, if all float64 near the computed one round to the same.
  ///
  /// The mantissa, the power of ten and the quotient are each rounded at most once, so the right
  /// float64 is at most three away.
  var nearValue: Float? {
    guard isWhole, mantissa > Self.exactLimit, (-22...22).contains(exponent) else { return nil }
    let value = scaled
    let bits = value.magnitude.bitPattern
    let low = Float(Double(bitPattern: bits - 4))
    guard low == Float(Double(bitPattern: bits + 4)) else { return nil }
    return isNegative ? -low : low
  }

  private var scaled: Double {
    let value =
      exponent < 0
      ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
    return isNegative ? -value : value
  }
}

/// 10⁰ to 10²², exact.
let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]
