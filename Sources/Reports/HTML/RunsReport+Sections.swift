import Experiments
import Runs

extension RunsReport {
  /// What differs and by how much, for two runs or more.
  var comparisonSections: [HTML] {
    guard let comparison else { return [] }
    var sections: [HTML] = []
    if let groups {
      sections += [
        .element("h2", [:], "Groups"), .element("p", [:], groups.heading), groups.table.html,
      ]
    }
    sections.append(.element("h2", [:], "Side by side"))
    let tables = comparison.tables
    if tables.isEmpty {
      sections += comparison.closingLines.map { .element("p", [:], $0) }
    }
    sections += tables.map(\.html)
    return sections
  }

  /// Of many runs a line each.
  var summaries: HTML {
    .group([
      .element("h2", [:], "Runs"),
      RunList(runs.map(\.run)).table(now: nil).html,
    ])
  }
}

/// One run by itself: answers, pictures, weights, time, origin.
struct RunSection: Sendable {
  let reported: ReportedRun
  /// Whether the page is about no other run.
  let isAlone: Bool

  init(_ reported: ReportedRun, isAlone: Bool) {
    self.reported = reported
    self.isAlone = isAlone
  }

  var html: HTML {
    let facts = reported.facts
    return .element(
      "section", [:],
      [
        .element("h2", [:], isAlone ? "The run" : reported.compared.id),
        .element(
          "p", [:],
          [
            .element(
              "span", ["class": reported.run.state.tone?.cssClass ?? "soft"],
              reported.run.state.rawValue),
            .text(", \(facts.place)"),
          ]),
        facts.summary.table.html, answers, mistakes, filters, charts, origin, definition,
      ])
  }

  private var answers: HTML {
    guard let confusion = reported.confusion, confusion.classCount <= 26 else {
      return .group([])
    }
    let classes = 0..<confusion.classCount
    let head = HTML.element(
      "tr", [:],
      [.element("th", [:], "label \\ answer")]
        + classes.map { .element("th", ["class": "right"], String($0)) })
    let rows = classes.map { label in
      HTML.element(
        "tr", [:],
        [.element("th", [:], String(label))]
          + classes.map { answer in cell(confusion, label, answer) })
    }
    return .group([
      .element("h3", [:], "Answers on the test part"),
      .element(
        "div", ["class": "scroll"], [.element("table", ["class": "matrix"], [head] + rows)]),
      confusion.table.html, calibration,
    ])
  }

  private var calibration: HTML {
    guard let error = reported.compared.predictions.flatMap({ Calibration($0) })?.expectedError
    else { return .group([]) }
    return .element(
      "p", ["class": "soft"],
      "Expected calibration error \(error.fixed(4)): how far probabilities are from how often they "
        + "are right (15 bins).")
  }

  /// Right answers are framed; wrong ones are the darker the larger their share of the label.
  private func cell(_ confusion: ConfusionMatrix, _ label: Int, _ answer: Int) -> HTML {
    let count = confusion.counts[label][answer]
    let share = Double(count) / Double(max(1, confusion.support(label)))
    let shade = [0, 0.005, 0.02, 0.05].count { share > $0 }
    return .element(
      "td",
      [
        "class": label == answer ? "hit" : "h\(shade)",
        "title": "\(label) taken for \(answer): \(count)",
      ], count == 0 ? "" : String(count))
  }

  private var mistakes: HTML {
    guard !reported.mistakes.isEmpty else { return .group([]) }
    let figures = reported.mistakes.map { mistake -> HTML in
      let answer = mistake.answer
      let words = "\(answer.label) taken for \(answer.prediction)"
      let chance = "\((Double(answer.probability) * 100).fixed(1))%"
      return .element(
        "figure", [:],
        [
          mistake.image?.html(scale: 2, title: "\(words), example \(answer.index)") ?? .group([]),
          .element("figcaption", [:], "\(words), \(chance), #\(answer.index)"),
        ])
    }
    return .group([
      .element("h3", [:], "The surest mistakes"),
      .element("div", ["class": "pictures"], figures),
    ])
  }

  private var filters: HTML {
    guard !reported.filters.isEmpty else { return .group([]) }
    let scale = max(4, 40 / (reported.filters[0].width))
    return .group([
      .element("h3", [:], "First filters, from black (least) to white"),
      .element(
        "div", ["class": "pictures"],
        reported.filters.enumerated().map { $1.html(scale: scale, title: "filter \($0)") }),
    ])
  }

  private var charts: HTML {
    let norms = reported.weightNorms
    let names = norms.last?.norms.map(\.name) ?? []
    let weights = LineChart(
      "Norm of the weights at the kept checkpoints", over: "step",
      names.enumerated().map { index, name in
        LineChart.Line(
          name,
          points: norms.compactMap { checkpoint in
            checkpoint.norms.first { $0.name == name }.map {
              LineChart.Point(x: Double(checkpoint.step), y: $0.value)
            }
          }, colour: index)
      })
    let time = LineChart(
      "Examples a second",
      [
        LineChart.Line(
          "examples/s",
          points: reported.timing.rows.map {
            LineChart.Point(x: Double($0.epoch), y: $0.examplesPerSecond)
          }, colour: 0)
      ])
    return .element("div", ["class": "charts"], [weights, time].compactMap { $0?.html })
  }

  private var origin: HTML {
    .group([
      .element("h3", [:], "Where it comes from"),
      .element(
        "dl", [:],
        reported.facts.lines.flatMap { line in
          [.element("dt", [:], line.name), .element("dd", [:], line.text)]
        }),
    ])
  }

  private var definition: HTML {
    guard let definition = reported.compared.definition else { return .group([]) }
    return .details(
      "definition.json", [.element("pre", [:], definition.prettyText)])
  }
}
