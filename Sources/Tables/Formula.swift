extension String {
  /// Whether a spreadsheet would take the text for a formula (OWASP, CSV Injection).
  package var beginsFormula: Bool { utf8.first.map("=+-@\t\r\n".utf8.contains) ?? false }

  /// The text with an apostrophe before it where a spreadsheet would run it; a number stays one.
  package var withoutFormula: String {
    beginsFormula && Double(self) == nil ? "'" + self : self
  }
}
