package import Datasets
import Experiments

extension GroupComparison {
  /// What may be concluded, a sentence a line; each may be wrapped.
  package var conclusion: [String] {
    if let obstacle = sharedObstacle {
      return ["No claim can be made: \(obstacle.sentence(of: key))."] + obstacle.advice(for: keys)
    }
    var claims = groups.count > 2 ? againstFirst : conclusion(contrasts[0])
    if groups.count > 2, let chosen = bestPair, chosen.contrast.obstacle == nil {
      claims += conclusion(chosen.contrast, chosen)
    }
    return claims + [companions, exclusions.sentence].compactMap(\.self)
  }

  /// Why nothing can be claimed of any two groups; nil where something can, or for several reasons.
  private var sharedObstacle: Obstacle? {
    let obstacles = Set(contrasts.map(\.obstacle))
    return obstacles.count == 1 ? contrasts[0].obstacle : nil
  }

  /// `optimizer.learning_rate (0.05, 0.002) differs too: this is about both, not about …`; nil
  /// where nothing beside the key and the seed differs between the groups, or the key stands for
  /// whole definitions.
  private var companions: String? {
    let groupKey = GroupKey(names: keys)
    let between = SettingDifferences(groups, by: groupKey).between
    if between.isEmpty || groupKey.isOfWholes { return nil }
    return "\(between.listed) \(between.count == 1 ? "differs" : "differ") too: this is about all "
      + "of it, not about \(key) alone."
  }

  /// `Better than sgd: adam, rmsprop; not told apart from sgd: adamw (Holm over 3).`
  private var againstFirst: [String] {
    let compared = zip(contrasts, adjustedPValues).compactMap { contrast, p in
      contrast.difference.flatMap { difference in
        p.map { (name: groups[contrast.other].name, difference: difference.value, p: $0) }
      }
    }
    let clear = compared.filter { $0.p < 0.05 }
    let (more, less) = metric.direction == nil ? ("higher", "lower") : ("better", "worse")
    let parts = [
      ("\(more) than", clear.filter { isImprovement($0.difference) }),
      ("\(less) than", clear.filter { !isImprovement($0.difference) }),
      ("not told apart from", compared.filter { $0.p >= 0.05 }),
    ]
    let text = parts.filter { !$0.1.isEmpty }
      .map { "\($0.0) \(groups[0].name): \($0.1.map(\.name).listed)" }.joined(separator: "; ")
    let holm = compared.count > 1 ? " (Holm over \(compared.count))" : ""
    let unclaimed = contrasts.filter { $0.difference == nil }
    let others = unclaimed.filter { $0.obstacle == nil }.map { groups[$0.other].name }
    let obstructed = unclaimed.compactMap { contrast in
      contrast.obstacle.map {
        "No claim of \(groups[contrast.other].name): \($0.sentence(of: key))."
      }
    }
    return
      (text.isEmpty ? [] : ["\(text.prefix(1).uppercased())\(text.dropFirst())\(holm)."])
      + obstructed
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
    let better = isImprovement(difference.value) ? other.name : base.name
    let lead =
      isClaimed
      ? (chosen == nil ? "" : "The first two: ")
        + (metric.direction == nil ? "The two differ: " : "\(better) is better: ")
      : "\(opening) difference can be claimed from \(trainings(contrast)): "
    let outperformance = chance(contrast)
    var rest = outperformance.map { [$0.text] } ?? []
    if isClaimed {
      if let high = outperformance?.high, high < Outperformance.meaningful {
        rest.append(
          "Below 0.75 the difference is of little use: single trainings often end the other way "
            + "round.")
      }
    } else if difference.pValue >= 0.05, let count = needed(contrast) {
      rest.append(
        "If the true difference is this large, about \(count) \(unit([base, other]))"
          + "\(Self.whose(difference.test)) would show it (80% power).")
    }
    let found = "\(other.name) - \(base.name) is \(figures(difference, contrast, chosen))."
    return [lead + found] + (rest.isEmpty ? [] : [rest.joined(separator: " ")])
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
    guard let contrast = groups.count > 2 ? bestPair?.contrast : contrasts[0],
      contrast.obstacle == nil, contrast.difference == nil
    else { return [] }
    let pair = [groups[contrast.base], groups[contrast.other]]
    guard pair.contains(where: { $0.runs.count == 1 }),
      !pair.flatMap(\.runs).contains(where: \.isImported)
    else { return [] }
    return ["More seeds: \(command: .run(experiment: "EXPERIMENT", seeds: 1...5))"]
  }

  /// `4 of 5 seeds: P(adam better than sgd) = 0.80, 95% interval 0.28 to 0.99.`, of the one with
  /// the better mean, and the upper end; nil where nothing is said of which is better.
  private func chance(_ contrast: Contrast) -> (text: String, high: Double?)? {
    guard let told = contrast.outperformance else { return nil }
    let pair = [groups[contrast.base], groups[contrast.other]]
    let change = pair[1].sample.mean - pair[0].sample.mean
    let isTurned = change != 0 && !isImprovement(change)
    let chance = isTurned ? told.turned : told
    let names = isTurned ? (pair[0].name, pair[1].name) : (pair[1].name, pair[0].name)
    let wins = chance.pairs.map { pairs in
      let count = chance.probability * Double(pairs)
      let text = count.rounded() == count ? count.fixed(0) : "\(count.fixed(1)) (a tie is half)"
      return "\(text) of \(pairs) seeds: "
    }
    let interval = chance.interval.map {
      ", 95% interval \($0.lowerBound.fixed(2)) to \($0.upperBound.fixed(2))"
    }
    let text =
      "\(wins ?? "")P(\(names.0) better than \(names.1)) = \(chance.probability.fixed(2))"
      + "\(interval ?? "")."
    return (text, chance.interval?.upperBound)
  }

  /// Whether a change makes the metric better; where nobody knows what is better, higher.
  private func isImprovement(_ change: Double) -> Bool {
    (metric.direction ?? .higher).isBetter(change, than: 0)
  }

  /// `3 of 5 runs of learning_rate 0.5 diverged`; nil where every run came to its end.
  static func unended(_ groups: [Group], _ divergedWithoutMetric: [String]) -> String? {
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
}
