/// The byte between two fields of a record.
package struct CSVSeparator: Hashable, Sendable {
  package let byte: UInt8

  package static let comma = CSVSeparator(byte: UInt8(ascii: ","))
  package static let semicolon = CSVSeparator(byte: UInt8(ascii: ";"))
  package static let tab = CSVSeparator(byte: UInt8(ascii: "\t"))
  package static let bar = CSVSeparator(byte: UInt8(ascii: "|"))
  /// Any number of blanks and tabs.
  package static let blanks = CSVSeparator(byte: UInt8(ascii: " "))

  /// The candidates for a text, the most likely first.
  package static let usual = [comma, semicolon, tab, bar, blanks]

  private init(byte: UInt8) { self.byte = byte }

  /// The separator that a line `sep=;` names: a tab, or any ASCII character other than control
  /// characters, letters, digits and quotes.
  init?(named byte: UInt8) {
    guard byte == Self.tab.byte || 0x20..<0x7F ~= byte, byte != UInt8(ascii: "\""),
      !Character(Unicode.Scalar(byte)).isLetter, !Character(Unicode.Scalar(byte)).isNumber
    else { return nil }
    self.byte = byte
  }
}

extension CSVSeparator: CustomStringConvertible {
  package var description: String {
    switch self {
    case .comma: "a comma"
    case .semicolon: "a semicolon"
    case .tab: "a tab"
    case .bar: "a bar (|)"
    case .blanks: "a blank"
    default: "'\(Unicode.Scalar(byte))'"
    }
  }
}
