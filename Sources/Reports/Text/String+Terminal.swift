extension String {
  /// The text with control and direction-changing characters spelled out (`\u{1B}`), so that what
  /// a file says cannot steer a terminal.
  package var escaped: String {
    guard unicodeScalars.contains(where: \.isUnsafeOnTerminal) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if scalar.isUnsafeOnTerminal {
        text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }

  /// Columns the text takes on a terminal; East Asian wide characters and emoji take two.
  package var columns: Int {
    utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.columns }
  }

  /// Returns the text filled up with spaces to so many columns.
  package func padded(to width: Int, _ alignment: Alignment) -> String {
    let fill = String(repeating: " ", count: Swift.max(0, width - columns))
    return alignment == .left ? self + fill : fill + self
  }

  /// Returns the text cut at a word to at most `width` columns, ellipsis included.
  ///
  /// - Parameter suffix: the text's end, which is kept before all else.
  package func shortened(to width: Int, ellipsis: String, keeping suffix: String = "") -> String {
    guard columns > width else { return self }
    if !suffix.isEmpty {
      let room = width - suffix.columns
      guard room > ellipsis.columns + 1 else {
        return String(suffix.drop { $0 == " " }).shortened(to: width, ellipsis: ellipsis)
      }
      return String(dropLast(suffix.count)).shortened(to: room, ellipsis: ellipsis) + suffix
    }
    var kept = ""
    var used = ellipsis.columns + 1
    for character in self {
      used += character.columns
      guard used <= width else { break }
      kept.append(character)
    }
    if let space = kept.lastIndex(of: " "), kept[..<space].count * 2 > kept.count {
      kept = String(kept[..<space])
    }
    return kept + " " + ellipsis
  }
}

/// On which side the text of a column begins.
package enum Alignment: Hashable, Sendable {
  case left
  case right
}

extension Unicode.Scalar {
  fileprivate var isUnsafeOnTerminal: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension Character {
  fileprivate var columns: Int {
    switch unicodeScalars.first?.value ?? 0 {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    case 0x300...0x36F, 0x200B...0x200D: 0
    default: 1
    }
  }
}
