import Files

extension Double {
  /// Returns the value with this many decimals, correctly rounded. NaN and infinities are `nan` and
  /// `inf`; a value with more than nine digits before the point is written with an exponent.
  package func fixed(_ decimals: Int) -> String {
    guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
    guard magnitude < 1e9 else { return printed("%.4e", []) }
    let text = printed("%.*f", [Int32(decimals)])
    let isZero = text.allSatisfy { "-0.".contains($0) }
    return isZero && text.first == "-" ? String(text.dropFirst()) : text
  }

  /// Returns the value with a sign even if it is positive: `+0.0415`.
  package func signed(_ decimals: Int) -> String {
    let text = fixed(decimals)
    return isNaN || text.first == "-" ? text : "+" + text
  }

  private func printed(_ format: String, _ leading: [any CVarArg]) -> String {
    withVaList(leading + [self]) { arguments in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
        let length = vsnprintf(buffer.baseAddress, buffer.count, format, arguments)
        return String(
          decoding: buffer.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
    }
  }
}
