extension String {
  /// Returns the text in lines of at most `width` columns, broken between words, but not inside `p
  /// = 0.5`.
  package func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in unbreakables {
      if line.isEmpty {
        line = word
      } else if line.columns + 1 + word.columns <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = word
      }
    }
    return lines + [line]
  }

  /// Returns the line in lines of at most `width` columns, broken between words. Further lines are
  /// aligned with the text after the line's first gap of two spaces or more.
  package func folded(to width: Int) -> [String] {
    guard columns > width else { return [self] }
    let margin = prefix { $0 == " " }.count
    let gap = dropFirst(margin).firstRange(of: "  ")
    let start = gap.map { self[$0.lowerBound...].prefix { $0 == " " }.endIndex } ?? startIndex
    let hang = gap == nil ? margin : distance(from: startIndex, to: start)
    // Text stands beside a name that leaves it half of the width, and room for its longest word.
    let longest = dropFirst(hang).split(separator: " ").map { String($0).columns }.max() ?? 0
    let isBeside = hang * 2 <= width && hang + longest <= width
    let head = String(prefix(isBeside ? hang : margin))
    let fill = String(repeating: " ", count: head.count)
    let lines = String(dropFirst(head.count)).wrapped(to: width - head.count)
    return lines.enumerated().map { ($0 == 0 ? head : fill) + $1 }
  }

  /// The words, with those around a sign joined.
  private var unbreakables: [String] {
    let words = split(separator: " ").map(String.init)
    return words.indices.reduce(into: []) { parts, index in
      let isJoined = Self.isSign(words[index]) || index > 0 && Self.isSign(words[index - 1])
      if isJoined, let last = parts.popLast() {
        parts.append(last + " " + words[index])
      } else {
        parts.append(words[index])
      }
    }
  }

  private static func isSign(_ word: String) -> Bool { word == "=" || word == "<" }
}

extension [String] {
  /// `a, b, c`; of more than six the first five and how many more.
  package var listed: String {
    count <= 6
      ? joined(separator: ", ") : "\(prefix(5).joined(separator: ", ")) and \(count - 5) more"
  }
}
