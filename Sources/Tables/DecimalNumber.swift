/// Reads `[+-] digits [. digits] [e [+-] digits]`, with at least one digit beside the point,
/// correctly rounded to float64. Returns nil for anything else, including "nan", "inf" and
/// hexadecimal digits.
package func decimalNumber(_ text: Span<UInt8>) -> Double? {
  var position = 0
  func digit() -> UInt8? {
    guard position < text.count else { return nil }
    let value = text[position] &- UInt8(ascii: "0")
    return value < 10 ? value : nil
  }
  func skip(_ letters: StaticString) -> Bool {
    guard position < text.count else { return false }
    return letters.withUTF8Buffer { $0.contains(text[position]) }
  }
  var isNegative = false
  if skip("+-") {
    isNegative = text[position] == UInt8(ascii: "-")
    position += 1
  }
  var mantissa: UInt64 = 0
  var digits = 0
  var fraction = 0
  while let value = digit() {
    mantissa = mantissa &* 10 &+ UInt64(value)
    digits += 1
    position += 1
  }
  if skip(".") {
    position += 1
    while let value = digit() {
      mantissa = mantissa &* 10 &+ UInt64(value)
      digits += 1
      fraction += 1
      position += 1
    }
  }
  guard digits > 0 else { return nil }
  let hasExponent = skip("eE")
  if hasExponent {
    position += 1
    if skip("+-") { position += 1 }
    guard digit() != nil else { return nil }
    while digit() != nil { position += 1 }
  }
  guard position == text.count else { return nil }
  // Up to 15 digits and 10^22 are exact in float64, so that the quotient is rounded once (Clinger,
  // How to Read Floating-Point Numbers Accurately, 1990).
  guard digits <= 15, fraction <= 15, !hasExponent else {
    return text.withUnsafeBufferPointer { Double(String(decoding: $0, as: UTF8.self)) }
  }
  let value = Double(mantissa) / powersOfTen[fraction]
  return isNegative ? -value : value
}

/// Whether `decimalNumber` reads a text.
package func isDecimalNumber(_ text: some StringProtocol) -> Bool {
  decimalNumber(Array(text.utf8).span) != nil
}

/// 10⁰ to 10¹⁵, exact.
private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]
