/// A part of a page. Text and attributes are escaped when it is made, so that nothing in a file can
/// become markup.
package struct HTML: Hashable, Sendable {
  package let source: String

  private init(source: String) {
    self.source = source
  }

  /// Returns plain text. Control characters and characters that change the direction are written as
  /// codes.
  package static func text(_ text: String) -> HTML { HTML(source: text.escaped.htmlEscaped) }

  /// Pieces after each other.
  package static func group(_ children: [HTML]) -> HTML {
    HTML(source: children.map(\.source).joined())
  }

  /// Returns an element without its empty attributes, but for an empty `alt`. A void element has no
  /// children and no end tag.
  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ children: [HTML]? = []
  ) -> HTML {
    let words = attributes.filter { !$0.value.isEmpty || $0.key.description == "alt" }
      .map { " \($0.key)=\"\($0.value.escaped.htmlEscaped)\"" }.joined()
    guard let children else { return HTML(source: "<\(name)\(words)>") }
    return HTML(
      source: "<\(name)\(words)>\(children.map(\.source).joined())</\(name)>")
  }

  /// Returns a sentence in which short words with a hyphen, such as `lenet5-sgd-001` and `5.7e-5`,
  /// are not broken.
  static func prose(_ text: String) -> HTML {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.contains("-") && word.count <= 32
        ? element("span", ["class": "whole"], String(word)) : HTML.text(String(word))
    }
    return HTML(source: words.map(\.source).joined(separator: " "))
  }

  /// Returns text of several lines with its line breaks.
  package static func lines(_ text: String) -> HTML {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return element(
      "pre", [:],
      [HTML(source: lines.map { String($0).escaped.htmlEscaped }.joined(separator: "\n"))])
  }

  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ text: String
  ) -> HTML {
    element(name, attributes, [.text(text)])
  }

  /// Returns a constant style sheet or script without escaping, in one element.
  static func verbatim(_ name: StaticString, _ parts: [StaticString]) -> HTML {
    HTML(source: "<\(name)>\(parts.map(\.description).joined())</\(name)>")
  }

  /// Returns the title of a part, with a link to itself.
  ///
  /// - Parameters:
  ///   - id: its anchor, nil for one made of the title. Anchors of a page must differ.
  ///   - isInner: whether it is the title of a part of a part.
  static func heading(_ title: String, id: String? = nil, isInner: Bool = false) -> HTML {
    let id = id ?? anchor(title)
    return element(
      isInner ? "h3" : "h2", ["id": id],
      [
        .text(title),
        element(
          "a", ["class": "screen", "href": "#\(id)", "aria-label": "Link to this part"], "#"),
      ])
  }

  /// Returns a title with a hyphen in place of all but ASCII letters and digits.
  static func anchor(_ title: String) -> String {
    title.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "-" }.joined()
  }

  /// Closed markup behind a summary.
  static func details(_ summary: String, _ children: [HTML]) -> HTML {
    element("details", [:], [element("summary", [:], summary)] + children)
  }
}

extension String {
  fileprivate var htmlEscaped: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
