import Experiments
import Runs

extension GroupComparison {
  /// What may be concluded, a sentence a line; each may be wrapped.
  package var conclusion: [String] {
    if !testPartsAgree {
      return ["No claim can be made: the runs were not tested on the same examples."]
    }
    guard groups.count > 2 else { return conclusion(contrasts[0]) }
    let (best, second) = bestTwo
    let between = Contrast(groups, base: second, other: best, isMaximized: metric.isMaximized)
    return againstFirst + ["The first two:"] + conclusion(between)
  }

  /// `Better than sgd: adam, rmsprop (Holm over 3); no difference can be claimed of adamw.`
  private var againstFirst: [String] {
    var better: [String] = []
    var worse: [String] = []
    var open: [String] = []
    for (contrast, p) in zip(contrasts, adjustedPValues) {
      let name = groups[contrast.other].name
      guard let p, p < 0.05, let difference = contrast.difference else {
        open.append(name)
        continue
      }
      if isImprovement(difference.value) { better.append(name) } else { worse.append(name) }
    }
    let parts = [("better than", better), ("worse than", worse), ("not told apart from", open)]
      .filter { !$0.1.isEmpty }
      .map { "\($0.0) \(groups[0].name): \($0.1.joined(separator: ", "))" }
    let text = parts.joined(separator: "; ")
    return [text.prefix(1).uppercased() + text.dropFirst() + " (Holm over \(contrasts.count))."]
  }

  private func conclusion(_ contrast: Contrast) -> [String] {
    let (base, other) = (groups[contrast.base], groups[contrast.other])
    guard let difference = contrast.difference else {
      let reason =
        min(base.runs.count, other.runs.count) == 1
        ? "a group has one training, and nothing is known of how \(metric.name) varies with the seed"
        : "\(metric.name) is the same for every seed of a group, which says nothing of how it varies"
      return [
        "No difference can be claimed: \(reason).",
        "More seeds: bench run EXPERIMENT --seeds 1..5",
      ]
    }
    let figures = figures(difference, contrast)
    let isClaimed = difference.pValue < 0.05
    let lead =
      isClaimed
      ? "\(isImprovement(difference.value) ? other.name : base.name) is better: "
        + "\(other.name) - \(base.name) is \(figures)."
      : "No difference can be claimed from \(trainings(base, other)): "
        + "\(other.name) - \(base.name) is \(figures)."
    let chance = contrast.outperformance
    var rest =
      "P(\(other.name) better than \(base.name)) = \(chance.probability.fixed(2)), 95% interval "
      + "\(chance.interval.lowerBound.fixed(2)) to \(chance.interval.upperBound.fixed(2))."
    if isClaimed {
      let share = max(chance.probability, 1 - chance.probability)
      if share < Outperformance.meaningful {
        rest +=
          " Below 0.75 the difference is of little use: single trainings often end the "
          + "other way round."
      }
    } else if let count = needed(difference, contrast) {
      rest +=
        " If the true difference is this large, about \(count) seeds would show it (80% "
        + "power)."
    }
    return [lead, rest]
  }

  /// `+0.19 points, 95% interval -0.02 to +0.40, p = 0.068 (paired t, same seeds; Welch p = 0.10)`
  private func figures(_ difference: MeanDifference, _ contrast: Contrast) -> String {
    let numbers = [
      difference.value, difference.interval.lowerBound, difference.interval.upperBound,
    ].map { ($0 * factor).signed(decimals) }
    let unit = metric.isInPoints ? " points" : ""
    let test =
      switch difference.test {
      case .paired: "paired t, same seeds; Welch p = \(contrast.welch?.pValue.asPValue ?? "-")"
      case .welch: "Welch's t"
      }
    return "\(numbers[0])\(unit), 95% interval \(numbers[1]) to \(numbers[2]), "
      + "p = \(difference.pValue.asPValue) (\(test))"
  }

  private func trainings(_ base: Group, _ other: Group) -> String {
    base.runs.count == other.runs.count
      ? "\(base.runs.count) seeds" : "\(base.runs.count) and \(other.runs.count) seeds"
  }

  private func needed(_ difference: MeanDifference, _ contrast: Contrast) -> Int? {
    switch difference.test {
    case .paired:
      let count = Double(groups[contrast.base].runs.count)
      let deviation = difference.standardError * count.squareRoot()
      return deviation > 0 ? SampleSize.needed(effect: difference.value / deviation, .paired) : nil
    case .welch:
      let variances = [contrast.base, contrast.other].compactMap { groups[$0].sample.variance }
      let deviation = (variances.reduce(0, +) / 2).squareRoot()
      return deviation > 0 ? SampleSize.needed(effect: difference.value / deviation, .welch) : nil
    }
  }

  func isImprovement(_ change: Double) -> Bool {
    metric.isMaximized ? change > 0 : change < 0
  }

  /// Whether all runs have the test part whose metric is compared.
  private var testPartsAgree: Bool {
    guard metric.name.hasPrefix("test") else { return true }
    let definitions = groups.flatMap(\.runs).compactMap(\.definition)
    return ["dataset.name", "dataset.subset.test"].allSatisfy { path in
      Set(definitions.map { $0[path: JSONPath(path)] }).count <= 1
    }
  }
}

extension GroupComparison {
  /// What a reader should know before believing a difference.
  package var notes: [String] {
    var notes = companions
    let runs = groups.flatMap(\.runs)
    let choosers = runs.map { $0.definition?[path: JSONPath("checkpoint.best")]?.string ?? "" }
    if choosers.contains(where: { $0.hasPrefix("test_") }) || isChosenByTest {
      notes.append("the test part chose the best checkpoint: its test metrics flatter it")
    }
    if !repeated.isEmpty {
      notes.append(
        "\(repeated.listed): the same run key as another run, and so the same "
          + "bits; counted once")
    }
    if !withoutMetric.isEmpty {
      notes.append("\(withoutMetric.listed): no \(metric.name); left out")
    }
    let unfinished = runs.filter { !$0.isFinished }.map(\.id)
    if !unfinished.isEmpty {
      notes.append("\(unfinished.listed): not finished; last is so far")
    }
    return notes
  }

  private var isChosenByTest: Bool { metric.isBest && metric.name.hasPrefix("test_") }

  /// Settings that change with the one compared, or inside its groups.
  private var companions: [String] {
    let runs = groups.flatMap(\.runs)
    let differences = DefinitionDifference.differences(among: runs.map(\.definition)).differing
    var starts: [Int] = [0]
    for group in groups { starts.append(starts[starts.count - 1] + group.runs.count) }
    let paths = Set(differences.map(\.path))
    var notes: [String] = []
    for difference in differences where key != "experiment" {
      let path = difference.path
      if path == "seed" || path == key || path.hasPrefix(key + ".") { continue }
      // What only one type has follows from the type.
      let type = (JSONPath(path).parent ?? JSONPath()).appending("type").description
      if difference.values.contains(where: { $0 == nil }), paths.contains(type) { continue }
      let values = groups.indices.map { Set(difference.values[starts[$0]..<starts[$0 + 1]]) }
      if values.allSatisfy({ $0.count == 1 }) {
        let texts = values.map { DefinitionDifference.text($0.first ?? nil) }
        notes.append("\(path) (\(texts.joined(separator: ", "))) differs with \(key)")
      } else {
        notes.append("\(path) differs inside the groups: the seed is not all that varies")
      }
    }
    return notes.count > 5
      ? Array(notes.prefix(4)) + ["\(notes.count - 4) more values of the definitions differ"]
      : notes
  }
}
