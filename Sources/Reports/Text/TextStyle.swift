/// The abilities of the output: colours or none, UTF-8 or only ASCII.
package struct TextStyle: Hashable, Sendable {
  package let isColoured: Bool
  package let isUnicode: Bool

  package init(isColoured: Bool, isUnicode: Bool) {
    self.isColoured = isColoured
    self.isUnicode = isUnicode
  }

  /// The style for files and pipes.
  package static let plain = TextStyle(isColoured: false, isUnicode: true)

  /// The mark of shortened text.
  package var ellipsis: String { isUnicode ? "…" : "..." }

  /// Returns the text in the colour of its tone if there are colours.
  package func painted(_ text: String, _ tone: Tone?) -> String {
    guard isColoured, let tone else { return text }
    return "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m"
  }

  /// Returns the text in one of six colours that tell lines apart, if there are colours.
  package func coloured(_ text: String, _ index: Int) -> String {
    guard isColoured else { return text }
    return "\u{1B}[\(Self.lineColours[index % Self.lineColours.count])m\(text)\u{1B}[0m"
  }

  /// Blue, yellow, green, magenta, cyan, red.
  private static let lineColours = [94, 33, 32, 35, 36, 31]

  /// Returns the text with its decoration (bars, dots, ellipses) in ASCII if necessary.
  package func decorated(_ text: String) -> String {
    guard !isUnicode, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    return text.map { Self.twins[$0] ?? String($0) }.joined()
  }

  private static let twins: [Character: String] = [
    "━": "=", "╸": ">", "─": "-", "·": "|", "…": "...", "×": "x", "→": "->",
  ]
}

/// The tone of a text, which adds a colour. The text alone is sufficient. Raw values are SGR codes.
package enum Tone: String, Hashable, Sendable {
  case good = "32"
  case bad = "31"
  case caution = "33"
  case dim = "2"
  case strong = "1"
  case error = "1;31"
}
