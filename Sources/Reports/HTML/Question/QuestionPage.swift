/// A page of a question: paragraphs and several comparisons, in the order in which a person wrote
/// them.
package struct QuestionPage: Sendable {
  /// What a person wrote, from top to bottom.
  package enum Part: Sendable {
    /// The title of the comparison beneath it, or of paragraphs alone.
    case heading(String)
    case paragraph(String)
    /// - Parameter name: its title where it stands beneath no heading of its own.
    case comparison(RunsReport, name: String)
  }

  /// A heading with what stands beneath it.
  package struct Section: Sendable {
    /// nil for paragraphs that stand beneath no heading of their own.
    package fileprivate(set) var title: String?
    fileprivate(set) var paragraphs: [String] = []
    /// nil for a text.
    package fileprivate(set) var report: RunsReport?
  }

  let title: String
  package let sections: [Section]

  /// - Parameters:
  ///   - title: nil to count the comparisons.
  ///   - parts: with a comparison at least.
  package init(title: String?, parts: [Part]) {
    var sections = Self.sections(of: parts)
    let places = sections.indices.filter { sections[$0].report != nil }
    let claims = JointClaim.all(places.map { sections[$0].report?.findingPValue })
    for (index, (place, claim)) in zip(places, claims).enumerated() {
      sections[place].report?.anchor = "comparison-\(index + 1)"
      sections[place].report?.jointClaim = claim
    }
    self.sections = sections
    self.title = title ?? (places.count == 1 ? "A comparison" : "\(places.count) comparisons")
  }

  private static func sections(of parts: [Part]) -> [Section] {
    parts.reduce(into: []) { sections, part in
      let last = sections.indices.last.flatMap { sections[$0].report == nil ? $0 : nil }
      switch part {
      case .heading(let title): sections.append(Section(title: title))
      case .paragraph(let text):
        if let last {
          sections[last].paragraphs.append(text)
        } else {
          sections.append(Section(paragraphs: [text]))
        }
      case .comparison(let report, let name):
        if let last, sections[last].title != nil {
          sections[last].report = report
        } else {
          sections.append(Section(title: name, report: report))
        }
      }
    }
  }

  package var page: Page {
    // Paragraphs before any heading stand above the overview.
    let intro = sections.prefix(1).filter { $0.title == nil }
    let header = HTML.element(
      "header", [:],
      [.element("h1", [:], title)] + intro.flatMap(\.text) + overview)
    let rest = sections.dropFirst(intro.count).enumerated().map { index, section in
      section.html(anchor: "text-\(index + 1)")
    }
    return Page(title: title, sections: [header] + rest)
  }
}

extension QuestionPage.Part {
  package var report: RunsReport? {
    if case .comparison(let report, _) = self { report } else { nil }
  }
}

extension QuestionPage.Section {
  fileprivate var text: [HTML] { paragraphs.map { .element("p", [:], $0) } }

  /// - Parameter anchor: of a heading above paragraphs alone.
  fileprivate func html(anchor: String) -> HTML {
    let heading = title.map { HTML.heading($0, id: report?.anchor ?? anchor) }
    return .element(
      "section", [:], [heading].compactMap(\.self) + text + (report?.partsOfSection ?? []))
  }
}

extension RunsReport {
  /// The runs as a part of a page. Where groups say what they come to, the runs are folded.
  fileprivate var partsOfSection: [HTML] {
    guard groups != nil else { return summary + runsSections + [curves] + comparisonSections }
    return summary + groupSections + [curves]
      + [.details("The \(runs.count) runs of this comparison", runsSections + comparisonSections)]
  }
}
