import Files

extension Double {
  /// A p value as papers print it, with two significant digits: `0.50`, `0.0021`, `3.4e-15`; with
  /// more if it would be rounded to 0.05, the limit of claims.
  package var asPValue: String {
    guard !isNaN else { return "nan" }
    guard self >= 1e-300 else { return "< 1e-300" }
    guard self >= 0.000_995 else { return scientific }
    let least = self >= 0.0995 ? 2 : self >= 0.00995 ? 3 : 4
    let texts = (least...17).lazy.map { fixed($0) }
    return texts.first { self == 0.05 || Double($0) != 0.05 } ?? fixed(17)
  }

  /// `p = 0.0021`, `p < 1e-300`
  package var pClause: String { self < 1e-300 ? "p \(asPValue)" : "p = \(asPValue)" }

  private var scientific: String {
    let exponent = Int(log10(self).rounded(.down))
    let digits = (self / pow(10, Double(exponent))).fixed(1)
    return digits == "10.0" ? "1.0e\(exponent + 1)" : "\(digits)e\(exponent)"
  }
}
