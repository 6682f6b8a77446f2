package import Datasets
import Engine

/// What a look at data without a definition found, in lines.
package struct SurveyReport {
  private let data: SurveyedData
  private let check: DatasetCheck

  package init(_ data: SurveyedData, _ check: DatasetCheck) {
    self.data = data
    self.check = check
  }

  /// A word and what belongs to it.
  package var facts: [(name: String, text: String)] {
    let found = check.findings.map { ("found", "\($0)") }
    return ownFacts + [("classes", classes)].filter { $0.1 != "" } + found
  }

  private var ownFacts: [(name: String, text: String)] {
    switch data {
    case .pictures(let survey):
      let size =
        survey.haveSeveralSizes
        ? "\(text(survey.smallest)) to \(text(survey.largest))" : text(survey.largest)
      return [
        ("pictures", "\(counts(survey.trainCount, survey.testCount)) in \(survey.path)"),
        ("shape", "\(size) pixels, \(survey.channels == 1 ? "grey" : "in colour")"),
      ]
    case .arrays(let survey):
      let shape = survey.shape.dimensions.map(String.init).joined(separator: "x")
      let kind = survey.holdsPictures ? "bytes" : "numbers"
      return [
        (
          "examples",
          "\(counts(survey.trainCount, survey.test == nil ? 0 : survey.testCount)) in "
            + "\(survey.train.x) and \(survey.train.y) of \(survey.path)"
        ),
        ("shape", "\(shape) \(kind)"),
      ] + (survey.target.valueCount.map { [("values", "\($0) to learn")] } ?? [])
    case .table(let survey):
      let inputs = survey.columns.count - 1
      let missing = survey.columns.filter { $0.missingCount > 0 }.map {
        "\($0.words) \($0.missingCount.counted)"
      }
      let label = survey.columns[survey.label]
      let isClass = !(check.parts.first?.classCounts.isEmpty ?? true)
      return [
        ("rows", "\(survey.rowCount.counted) in \(survey.path)"),
        (
          "columns",
          "\(inputs.counted) and \(label.words), which is \(isClass ? "a class" : "a value") to learn"
        ),
        ("missing", missing.isEmpty ? "none" : missing.joined(separator: ", ")),
      ]
    }
  }

  /// `3: setosa 50, versicolor 50, virginica 50`, of all parts.
  private var classes: String {
    let counts = check.parts.reduce(into: [Int]()) { sums, part in
      if sums.isEmpty {
        sums = part.classCounts
      } else {
        for label in part.classCounts.indices { sums[label] += part.classCounts[label] }
      }
    }
    guard !counts.isEmpty else { return "" }
    let shown = counts.prefix(10).enumerated().map { "\(check.name($0)) \($1.counted)" }
    let rest = counts.count > 10 ? " and \((counts.count - 10).counted) more" : ""
    return "\(counts.count.counted): \(shown.joined(separator: ", "))\(rest)"
  }

  private func counts(_ train: Int, _ test: Int) -> String {
    test == 0 ? train.counted : "\(train.counted) to train on and \(test.counted) to test"
  }

  /// Height by width.
  private func text(_ size: [Int]) -> String { "\(size[0])x\(size[1])" }
}
