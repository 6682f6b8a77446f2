extension String {
  /// The text in lines of at most `width` columns, broken between words.
  package func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.columns + 1 + String(word).columns <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return lines + [line]
  }
}

extension [String] {
  /// `a, b, c`; of more than six the first five and how many more.
  package var listed: String {
    count <= 6
      ? joined(separator: ", ") : "\(prefix(5).joined(separator: ", ")) and \(count - 5) more"
  }
}
