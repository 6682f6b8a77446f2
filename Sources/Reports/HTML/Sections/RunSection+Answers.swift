import Runs

extension RunSection {
  private static let mostCells = 26
  private static let mostConfusions = 6

  private var names: ClassNames {
    ClassNames(reported.compared.definition, data: reported.run.record.data)
  }

  /// The confusion matrix, the calibration and the wrong answers.
  var answers: HTML {
    guard let predictions = reported.compared.predictions, let answers = predictions.answers,
      !answers.isEmpty
    else { return .group([]) }
    let calibration = Calibration(predictions)
    let diagram = calibration.map { ReliabilityDiagram($0).html } ?? .group([])
    guard let confusion = ConfusionMatrix(predictions) else {
      return .group([
        .element("h3", [:], "Answers on the test part"),
        .element(
          "p", ["class": "soft"], "More than 256 classes: too many for a table of each by each."),
        diagram,
      ])
    }
    let isTable = confusion.classCount <= Self.mostCells
    return .group([
      .element("h3", [:], "Answers on the test part"),
      .element(
        "div", ["class": "beside"], [isTable ? table(confusion) : picture(confusion), diagram]),
      confusions(confusion),
      .details("Precision, recall and F1 of each class", [confusion.table(names).html]),
      calibration.map { .details("Calibration in numbers", [$0.table.html]) } ?? .group([]),
    ])
  }

  private func table(_ confusion: ConfusionMatrix) -> HTML {
    let classes = 0..<confusion.classCount
    let head = HTML.element(
      "tr", [:],
      [.element("th", [:], "label \\ answer")]
        + classes.map { .element("th", ["class": "right"], names[$0]) }
        + [.element("th", [:], "recall")])
    let rows = classes.map { label in
      HTML.element(
        "tr", [:],
        [.element("th", [:], names.numbered(label))]
          + classes.map { answer in cell(confusion, label, answer) }
          + [.element("td", ["class": "soft"], confusion.recall(label)?.fixed(3) ?? "-")])
    }
    return .element(
      "div", ["class": "scroll"],
      [
        .element(
          "table", ["class": "matrix"],
          [.element("thead", [:], [head]), .element("tbody", [:], rows)])
      ])
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
        "title": "\(names[label]) taken for \(names[answer]): \(count)",
      ], count == 0 ? "" : String(count))
  }

  /// Draws the confusion matrix of many classes with one pixel per cell.
  private func picture(_ confusion: ConfusionMatrix) -> HTML {
    let size = confusion.classCount
    let shares = (0..<size).flatMap { label in
      confusion.counts[label].map { count in
        (Float(count) / Float(max(1, confusion.support(label)))).squareRoot()
      }
    }
    let image = RasterImage(width: size, height: size, values: shares)
    return .element(
      "figure", [:],
      [
        .element("figcaption", [:], "\(size) classes: labels from top, answers from left"),
        image.html(scale: max(2, 400 / size), title: "confusion matrix"),
        .element(
          "p", ["class": "soft"],
          "The whiter, the larger the share of the label, on a square root; right answers lie on "
            + "the diagonal from top left."),
      ])
  }

  /// `Most often: 4 taken for 9 (12 of 210), …`
  private func confusions(_ confusion: ConfusionMatrix) -> HTML {
    let classes = 0..<confusion.classCount
    let wrong = classes.flatMap { label in
      classes.filter { $0 != label }.map { (label, $0, confusion.counts[label][$0]) }
    }.filter { $0.2 > 0 }.sorted { ($1.2, $0.0, $0.1) < ($0.2, $1.0, $1.1) }
    guard !wrong.isEmpty else { return .element("p", [:], "All are right.") }
    let words = wrong.prefix(Self.mostConfusions).map { label, answer, count in
      "\(names[label]) taken for \(names[answer]) (\(count.counted) of \(confusion.support(label).counted))"
    }
    return .element("p", ["class": "soft"], "Most often: " + words.joined(separator: ", ") + ".")
  }

  var mistakes: HTML {
    guard let details, !details.mistakes.isEmpty else { return .group([]) }
    let figures = details.mistakes.map { mistake -> HTML in
      let answer = mistake.answer
      let words = "\(names[answer.label]) taken for \(names[answer.prediction])"
      let chance = "\((Double(answer.probability) * 100).fixed(1))%"
      let picture =
        mistake.image.map {
          $0.html(scale: max(1, 64 / $0.width), title: "\(words), example \(answer.index)")
        }
      return .element(
        "figure", [:],
        [
          picture ?? .group([]),
          .element(
            "figcaption", [:],
            [.element("span", [:], words), .element("span", [:], "\(chance), #\(answer.index)")]),
        ])
    }
    let problem = details.pictureProblem.map {
      HTML.element("p", ["class": "soft"], "No pictures: \($0).")
    }
    return .group([
      .element("h3", [:], "The surest mistakes"), problem ?? .group([]),
      .element("div", ["class": "pictures wide"], figures),
    ])
  }
}
