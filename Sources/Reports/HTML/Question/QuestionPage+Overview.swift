import Experiments

extension QuestionPage {
  /// The finding of each comparison, and the verdict on all of them together; empty for one
  /// comparison.
  var overview: [HTML] {
    let compared = sections.compactMap { section in
      section.report.map { (title: section.title ?? "", report: $0) }
    }
    guard compared.count > 1 else { return [] }
    let isOfOne = Set(compared.map(\.report.measure)).count == 1
    let findings = compared.map { title, report in
      HTML.element(
        "li", [:],
        [
          .element("a", ["href": "#\(report.anchor ?? "")"], title),
          .prose(
            ": \(report.finding ?? "nothing can be compared")\(isOfOne ? "" : report.measure)."),
        ])
    }
    let claims = compared.compactMap { title, report in
      report.jointClaim.map { (title: title, claim: $0) }
    }
    return [.element("ul", ["class": "findings"], findings)]
      + (Self.sentence(claims).map { [.element("p", ["class": "soft"], [.prose($0)])] } ?? [])
  }

  /// Says what the page claims of its findings together, and what the correction does not cover;
  /// nil unless two are tested.
  static func sentence(_ claims: [(title: String, claim: JointClaim)]) -> String? {
    guard let count = claims.first?.claim.count else { return nil }
    let held = claims.filter(\.claim.isSignificant)
    let lost = claims.filter {
      !$0.claim.isSignificant && $0.claim.pValue < significanceLevel
    }
    let number =
      held.isEmpty ? "none" : held.count == count ? "all" : "\(held.count) of them"
    var sentences = [
      "\(count) findings are tested on this page; by Holm's correction over all of them the page "
        + "claims \(number), with an error of 5% for the whole page."
    ]
    sentences += lost.map { title, claim in
      "\(title) holds by itself (\(claim.pValue.pClause)), but not beside the others "
        + "(\(claim.adjustedPValue.pClause))."
    }
    sentences.append(
      "The correction covers the finding of each comparison. What is said of further groups or runs "
        + "is corrected within its comparison alone; intervals, and verdicts on a margin, are each "
        + "comparison's own.")
    return sentences.joined(separator: " ")
  }
}

extension RunsReport {
  /// ` (test_loss)`; empty without a metric.
  fileprivate var measure: String {
    metric.map { " (\($0.isBest ? "best " : "")\($0.name))" } ?? ""
  }
}
