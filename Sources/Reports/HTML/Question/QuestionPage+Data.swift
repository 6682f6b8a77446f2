import Experiments
package import JSON

extension QuestionPage {
  /// The ids of all runs on the page, each once.
  package var runs: [String] {
    sections.flatMap { $0.report?.runs.map(\.compared.id) ?? [] }.unique
  }

  /// The comparisons in their order, each with what it comes to.
  package var comparisonData: [JSONValue] {
    sections.compactMap { section in
      section.report.map { report in
        let pValue = report.findingPValue
        let adjusted = report.jointClaim?.adjustedPValue ?? pValue
        return [
          "title": .string(section.title ?? ""), "anchor": .string(report.anchor ?? ""),
          "runs": .array(report.runs.map { .string($0.compared.id) }),
          "group_by": .optional(report.groups?.key),
          "metric": .optional(report.metric?.text), "finding": .optional(report.finding),
          "p_value": .optional(pValue), "adjusted_p_value": .optional(adjusted),
          "claimed": .bool(adjusted.map { $0 < significanceLevel } ?? false),
          "ledger": report.place?.json ?? .null,
        ]
      }
    }
  }
}
