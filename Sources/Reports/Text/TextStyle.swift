/// What the reader's device can show: colours or none, UTF-8 or ASCII only.
package struct TextStyle: Hashable, Sendable {
  package let isColoured: Bool
  package let isUnicode: Bool

  package init(isColoured: Bool, isUnicode: Bool) {
    self.isColoured = isColoured
    self.isUnicode = isUnicode
  }

  /// For files and pipes.
  package static let plain = TextStyle(isColoured: false, isUnicode: true)

  /// Stands where text was cut off.
  package var ellipsis: String { isUnicode ? "…" : "..." }

  /// Returns the text in the colour of its tone, where there are colours.
  package func painted(_ text: String, _ tone: Tone?) -> String {
    guard isColoured, let tone else { return text }
    return "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m"
  }

  /// Returns the text with its decoration (bars, dots, ellipses) in ASCII where that is needed.
  package func decorated(_ text: String) -> String {
    guard !isUnicode, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    return text.map { Self.twins[$0] ?? String($0) }.joined()
  }

  private static let twins: [Character: String] = [
    "━": "=", "╸": ">", "─": "-", "·": "|", "…": "...", "×": "x", "→": "->",
  ]
}

/// What a piece of text says beside its words; the words alone suffice. Raw values are SGR codes.
package enum Tone: String, Hashable, Sendable {
  case good = "32"
  case bad = "31"
  case caution = "33"
  case dim = "2"
  case strong = "1"
  case error = "1;31"
}
