extension String {
  /// The text with every character that could control a terminal, or that is invisible, replaced by
  /// its code (`\u{1B}`).
  ///
  /// This includes newlines; text of several lines is escaped line by line. Escaping escaped text
  /// does not change it.
  package var printable: String {
    guard unicodeScalars.contains(where: \.isUnsafeOnTerminal) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      if scalar.isUnsafeOnTerminal {
        text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  /// Whether the scalar is a control or formatting character, a line or paragraph separator, or in
  /// the block of tags.
  fileprivate var isUnsafeOnTerminal: Bool {
    switch value {
    case 0x20..<0x7F: return false
    case 0xE0000...0xE007F: return true
    default: break
    }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return true
    default: return false
    }
  }
}
