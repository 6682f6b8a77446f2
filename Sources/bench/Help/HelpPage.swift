import CDocumentation

/// A page of the documentation inside the binary.
package struct HelpPage: Hashable, Sendable {
  /// What `bench help` calls it: `file-formats`.
  package let name: String
  /// The name of its file without `.md`.
  package let file: String
  /// In Markdown.
  package let text: String

  /// The page's heading.
  package var title: String {
    String(text.split(separator: "\n").first?.drop { "# ".contains($0) } ?? "")
  }

  /// The first sentence under the heading.
  package var summary: String {
    let paragraph = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
      .drop(while: \.isEmpty).prefix { !$0.isEmpty }.joined(separator: " ")
    guard let end = paragraph.firstRange(of: ". ") else { return paragraph }
    return String(paragraph[..<end.lowerBound]) + "."
  }

  /// All pages, in the order of reading.
  package static let all: [HelpPage] = {
    var raw: [(name: String, file: String, text: String)] = []
    while case let page = cpage_at(raw.count), let name = page.name, let file = page.file {
      let bytes = UnsafeBufferPointer(start: page.bytes, count: page.count)
      raw.append(
        (String(cString: name), String(cString: file), String(decoding: bytes, as: UTF8.self)))
    }
    return raw.map { page in
      // A link of DocC becomes the command that shows the page.
      let text = raw.reduce(page.text) { text, other in
        text.replacing("<doc:\(other.file)>", with: "`bench help \(other.name)`")
      }
      return HelpPage(name: page.name, file: page.file, text: text)
    }
  }()
}
