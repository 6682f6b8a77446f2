extension String {
  /// Whether a spreadsheet would treat the text as a formula (OWASP, CSV Injection).
  package var beginsFormula: Bool { utf8.first.map("=+-@\t\r\n".utf8.contains) ?? false }

  /// The text with an apostrophe before it if a spreadsheet would evaluate it. Numbers stay as they
  /// are.
  package var withoutFormula: String {
    beginsFormula && Double(self) == nil ? "'" + self : self
  }
}
