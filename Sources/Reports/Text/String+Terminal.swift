import Datasets
import Files

extension String {
  /// The text with control and formatting characters written as codes (`\u{1B}`), so that the
  /// content of a file cannot control a terminal.
  package var escaped: String { printable }

  /// The text with each of its lines escaped; the newlines between them stay.
  package var escapedLines: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { String($0).escaped }
      .joined(separator: "\n")
  }

  /// The number of columns on a terminal. East Asian wide characters and emoji take two.
  package var columns: Int {
    utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.columns }
  }

  /// Returns the text padded with spaces to this many columns.
  package func padded(to width: Int, _ alignment: Alignment) -> String {
    let fill = String(repeating: " ", count: Swift.max(0, width - columns))
    return alignment == .left ? self + fill : fill + self
  }

  /// Returns the text shortened to at most `width` columns, including the ellipsis: between words, or
  /// after a comma. A text of one word is cut where no number is.
  ///
  /// - Parameter suffix: the end of the text, which is preserved if possible.
  package func shortened(to width: Int, ellipsis: String, keeping suffix: String = "") -> String {
    guard columns > width else { return self }
    if !suffix.isEmpty {
      let room = width - suffix.columns
      guard room > ellipsis.columns + 1 else {
        return String(suffix.drop { $0 == " " }).shortened(to: width, ellipsis: ellipsis)
      }
      return String(dropLast(suffix.count)).shortened(to: room, ellipsis: ellipsis) + suffix
    }
    var head = ""
    var used = ellipsis.columns + 1
    for character in self {
      used += character.columns
      guard used <= width else { break }
      head.append(character)
    }
    let next = self[index(startIndex, offsetBy: head.count)]
    if next != " ", let end = head.lastIndex(where: { " ,".contains($0) }) {
      head = String(head[...end])
    } else if next != " ", contains(" ") {
      head = ""
    } else if next.isNumber {
      while head.last?.isNumber == true || head.last == "." { head.removeLast() }
    }
    while head.last == " " { head.removeLast() }
    return head.isEmpty ? ellipsis : head + " " + ellipsis
  }
}

/// The side of a column at which its text begins.
package enum Alignment: Hashable, Sendable {
  case left
  case right
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
