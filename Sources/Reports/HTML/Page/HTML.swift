/// A piece of a page. Text and attributes are escaped as they come in, so that nothing a file says
/// can become markup.
package struct HTML: Hashable, Sendable {
  package let source: String

  private init(source: String) {
    self.source = source
  }

  /// Text as it reads; control and direction-changing characters are spelled out.
  package static func text(_ text: String) -> HTML { HTML(source: text.escaped.htmlEscaped) }

  /// Pieces after each other.
  package static func group(_ children: [HTML]) -> HTML {
    HTML(source: children.map(\.source).joined())
  }

  /// An element; one that is void has no children and no end.
  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ children: [HTML]? = []
  ) -> HTML {
    let words = attributes.map { " \($0.key)=\"\($0.value.escaped.htmlEscaped)\"" }.joined()
    guard let children else { return HTML(source: "<\(name)\(words)>") }
    return HTML(
      source: "<\(name)\(words)>\(children.map(\.source).joined())</\(name)>")
  }

  /// A sentence whose short words with a hyphen, as `lenet5-sgd-001` and `5.7e-5`, stay whole.
  static func prose(_ text: String) -> HTML {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.contains("-") && word.count <= 32
        ? element("span", ["class": "whole"], String(word)) : HTML.text(String(word))
    }
    return HTML(source: words.map(\.source).joined(separator: " "))
  }

  /// Text of several lines, set as it is.
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

  /// A style sheet or script of ours, which is no file's text.
  static func verbatim(_ name: StaticString, _ content: StaticString) -> HTML {
    HTML(source: "<\(name)>\(content)</\(name)>")
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
