extension String {
  /// The text in lines of at most `width` columns, broken between words, but not inside `p = 0.5`.
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

  /// The words, those around a sign as one.
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
