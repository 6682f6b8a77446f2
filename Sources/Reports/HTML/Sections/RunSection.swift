import Experiments
import JSON
import Runs

/// The part of a page about one run: answers, images, weights, time, origin.
struct RunSection {
  let reported: ReportedRun
  let details: RunDetails?
  /// Whether the page is about no other run.
  let isAlone: Bool
  /// Whether it is read without a click.
  let isOpen: Bool

  init(_ reported: ReportedRun, isAlone: Bool, isOpen: Bool) {
    self.reported = reported
    details = reported.details
    self.isAlone = isAlone
    self.isOpen = isOpen
  }

  var html: HTML {
    let parts = [
      note, facts, answers, values, mistakes, firstLayer, norms, timing, origin, definition,
    ]
    guard isOpen else {
      return .element(
        "details", ["class": "run"],
        [.element("summary", [:], "\(reported.compared.id): \(place)")] + parts)
    }
    return .element(
      "section", [:],
      [.heading(isAlone ? "The run" : reported.compared.id)] + parts)
  }

  private var place: String {
    "\(reported.run.state.rawValue), \(reported.facts.place)"
  }

  /// What people wrote with `bench note`, a paragraph a line.
  private var note: HTML {
    .group(
      reported.run.record.note.split(separator: "\n").map { .element("p", [:], String($0)) })
  }

  private var facts: HTML {
    let summary =
      reported.facts.summary.metrics.isEmpty
      ? HTML.element("p", [:], [.prose(reported.sentenceWithoutMetrics)])
      : reported.facts.summary.table.html
    // On a page of its own, the page has the title.
    if isAlone { return summary }
    let state = HTML.element(
      "span", ["class": reported.run.state.tone?.cssClass ?? "soft"], reported.run.state.rawValue)
    let proof = reported.verificationSentence.map { "; \($0)" } ?? ""
    return .group([
      reported.description.isEmpty
        ? .group([]) : .element("p", ["class": "soft"], reported.description),
      .element("p", [:], [state, .prose(", \(reported.facts.place)\(proof)")]), summary,
    ])
  }

  private var timing: HTML {
    let rows = reported.timing.rows
    let chart = LineChart(
      "Training examples a second",
      [
        LineChart.Line(
          "examples/s",
          points: rows.map { LineChart.Point(x: Double($0.epoch), y: $0.examplesPerSecond) },
          colour: 0, kind: "Training examples a second")
      ])
    guard let chart else { return .group([]) }
    let seconds = rows.reduce(0.0) { $0 + $1.seconds }
    return .group([
      .element("h3", [:], "Time"),
      .element(
        "p", ["class": "soft"],
        "\(rows.count) epochs in \(seconds.fixed(1)) s, evaluation and all."),
      .element("div", ["class": "charts"], [chart.html]),
    ])
  }

  private var origin: HTML {
    .group([
      .element("h3", [:], "Where it comes from"),
      .element(
        "dl", [:],
        reported.facts.lines.filter { $0.name != "note" }.flatMap { line in
          [.element("dt", [:], line.name), .element("dd", [:], line.text)]
        }),
    ])
  }

  private var definition: HTML {
    guard let definition = reported.compared.definition else { return .group([]) }
    return .details("definition.json", [.lines(definition.prettyText)])
  }
}
