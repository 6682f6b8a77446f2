import Engine
import Files

/// A complete HTML file that loads nothing and is not allowed to.
package struct Page: Hashable, Sendable {
  package let title: String
  package let sections: [HTML]

  package init(title: String, sections: [HTML]) {
    self.title = title
    self.sections = sections
  }

  private static let styles = [style, toolStyle]
  private static let scripts = [toolScript, tableScript, chartScript, chartToolScript, printScript]

  package var text: String {
    let policy =
      "default-src 'none'; img-src data:; style-src '\(Self.hash(Self.styles))'; "
      + "script-src '\(Self.hash(Self.scripts))'; base-uri 'none'; form-action 'none'"
    let head = HTML.element(
      "head", [:],
      [
        .element("meta", ["charset": "utf-8"], nil),
        .element("meta", ["http-equiv": "Content-Security-Policy", "content": policy], nil),
        .element(
          "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"], nil),
        .element("title", [:], title), .verbatim("style", Self.styles),
      ])
    let body = HTML.element(
      "body", [:],
      [
        .element("main", [:], sections), .element("footer", [:], "made by bench"),
        .verbatim("script", Self.scripts),
      ])
    return "<!DOCTYPE html>\n" + HTML.element("html", ["lang": "en"], [head, body]).source + "\n"
  }

  /// Returns the name of an inline element in a content security policy (W3C, Content Security
  /// Policy Level 3, 8.4).
  private static func hash(_ parts: [StaticString]) -> String {
    "sha256-" + base64(SHA256.hash(parts.flatMap { Array($0.description.utf8) }).bytes)
  }
}
