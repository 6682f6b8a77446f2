package import Datasets
import Experiments
import Runs

extension GroupComparison {
  /// What may be concluded, a sentence a line; each may be wrapped.
  package var conclusion: [String] {
    if let obstacle { return ["No claim can be made: \(obstacle)."] }
    if let unended {
      return [
        "No claim can be made: \(unended), and what came before says nothing of their end.",
        "Of finished runs alone: --where '… and state == finished'",
      ]
    }
    guard groups.count > 2 else { return conclusion(contrasts[0]) }
    let chosen = bestPair
    return againstFirst + conclusion(chosen.contrast, chosen)
  }

  /// `Better than sgd: adam, rmsprop; not told apart from sgd: adamw (Holm over 3).`
  private var againstFirst: [String] {
    let compared = zip(contrasts, adjustedPValues).compactMap { contrast, p in
      contrast.difference.flatMap { difference in
        p.map { (name: groups[contrast.other].name, difference: difference.value, p: $0) }
      }
    }
    let clear = compared.filter { $0.p < 0.05 }
    let parts = [
      ("better than", clear.filter { isImprovement($0.difference) }),
      ("worse than", clear.filter { !isImprovement($0.difference) }),
      ("not told apart from", compared.filter { $0.p >= 0.05 }),
    ]
    let text = parts.filter { !$0.1.isEmpty }
      .map { "\($0.0) \(groups[0].name): \($0.1.map(\.name).listed)" }.joined(separator: "; ")
    let holm = compared.count > 1 ? " (Holm over \(compared.count))" : ""
    let others = contrasts.filter { $0.difference == nil }.map { groups[$0.other].name }
    return
      (text.isEmpty ? [] : ["\(text.prefix(1).uppercased())\(text.dropFirst())\(holm)."])
      + (others.isEmpty
        ? [] : ["No claim of \(others.listed): one training, or none that varies."])
  }

  /// - Parameter chosen: where the results chose what is compared.
  private func conclusion(_ contrast: Contrast, _ chosen: BestPair? = nil) -> [String] {
    let (base, other) = (groups[contrast.base], groups[contrast.other])
    let opening = chosen == nil ? "No" : "The first two: no"
    guard let difference = contrast.difference else {
      return unknownVariation(base, other, opening)
    }
    let p = chosen.map { $0.pValue ?? 1 } ?? difference.pValue
    let isClaimed = p < 0.05
    let lead =
      isClaimed
      ? (chosen == nil ? "" : "The first two: ")
        + "\(isImprovement(difference.value) ? other.name : base.name) is better: "
      : "\(opening) difference can be claimed from \(trainings(contrast)): "
    var rest = chance(contrast)
    if isClaimed {
      let share = max(
        contrast.outperformance.probability, 1 - contrast.outperformance.probability)
      if share < Outperformance.meaningful {
        rest +=
          " Below 0.75 the difference is of little use: single trainings often end the "
          + "other way round."
      }
    } else if difference.pValue >= 0.05, let count = needed(contrast) {
      rest +=
        " If the true difference is this large, about \(count) \(unit([base, other]))"
        + "\(Self.whose(difference.test)) would show it (80% power)."
    }
    return [
      lead + "\(other.name) - \(base.name) is " + figures(difference, contrast, chosen) + ".", rest,
    ]
  }

  private func unknownVariation(
    _ base: Group, _ other: Group, _ opening: String
  ) -> [String] {
    let isAlone = min(base.runs.count, other.runs.count) == 1
    let reason =
      isAlone
      ? "a group has one training, and nothing is known of how \(metric.name) varies with the seed"
      : "\(metric.name) is the same in every run of each group, which says nothing of how it varies"
    return ["\(opening) difference can be claimed: \(reason)."]
      + (isAlone ? [] : ["Another metric may vary: --metric NAME"])
  }

  /// What would allow a claim where there is none for want of trainings.
  package var remedies: [Remedy] {
    guard obstacle == nil, unended == nil else { return [] }
    let contrast = groups.count > 2 ? bestPair.contrast : contrasts[0]
    let pair = [groups[contrast.base], groups[contrast.other]]
    guard contrast.difference == nil, pair.contains(where: { $0.runs.count == 1 }),
      !pair.flatMap(\.runs).contains(where: \.isImported)
    else { return [] }
    return ["More seeds: \(command: .run(experiment: "EXPERIMENT", seeds: 1...5))"]
  }

  /// `P(adam better than sgd) = 0.80, 95% interval 0.40 to 1.00.`, of the one with the better mean.
  private func chance(_ contrast: Contrast) -> String {
    let pair = [groups[contrast.base], groups[contrast.other]]
    let chance = contrast.outperformance
    let change = pair[1].sample.mean - pair[0].sample.mean
    let isTurned = change != 0 && !isImprovement(change)
    let names = isTurned ? (pair[0].name, pair[1].name) : (pair[1].name, pair[0].name)
    let numbers = [chance.probability, chance.interval.lowerBound, chance.interval.upperBound]
    let texts = numbers.map { (isTurned ? 1 - $0 : $0).fixed(2) }
    let ends = isTurned ? (texts[2], texts[1]) : (texts[1], texts[2])
    let doubt =
      chance.interval.lowerBound == chance.interval.upperBound
      ? " (bootstrap: without width, since all \(unit(pair)) fall alike)" : ""
    return "P(\(names.0) better than \(names.1)) = \(texts[0]), 95% interval \(ends.0) to "
      + "\(ends.1)\(doubt)."
  }

  func isImprovement(_ change: Double) -> Bool {
    metric.isMaximized ? change > 0 : change < 0
  }

  /// `3 of 5 runs of learning_rate 0.5 diverged`; nil where every run came to its end.
  private var unended: String? {
    func told(_ words: String, _ isSo: (ComparedRun) -> Bool) -> [String] {
      groups.compactMap { group in
        let count = group.runs.count(where: isSo)
        return count == 0 ? nil : "\(count) of \(group.runs.count) runs of \(group.name) \(words)"
      }
    }
    let parts =
      told("diverged", \.hasDiverged)
      + (divergedWithoutMetric.isEmpty ? [] : ["\(divergedWithoutMetric.listed) diverged"])
      + told("are not finished") { !$0.isFinished && !$0.hasDiverged }
    return parts.isEmpty ? nil : parts.listed
  }

  /// Why the metric does not measure the same thing in all runs; nil where it does, as far as
  /// their definitions say.
  private var obstacle: String? {
    let definitions = groups.flatMap(\.runs).compactMap(\.definition)
    func differs(_ path: String) -> Bool {
      Set(definitions.map { $0[path: JSONPath(path)] }).count > 1
    }
    if differs("dataset.name") { return "the runs are of different data sets" }
    if metric.name.hasPrefix("test"), differs("dataset.subset.test") {
      return "the runs were not tested on the same examples"
    }
    if metric.name.hasPrefix("validation"), differs("dataset.subset.validation") {
      return "the runs were not validated on the same examples"
    }
    return metric.name.hasSuffix("loss") && differs("loss") ? "the losses are not the same" : nil
  }
}
