package import Datasets
import Experiments

extension GroupComparison {
  /// What the comparison shows, one sentence per element; each may be wrapped.
  package var conclusion: [String] {
    if let obstacle = sharedObstacle {
      return ["No claim can be made: \(obstacle.sentence(of: key))."] + obstacle.advice(for: keys)
    }
    var claims = groups.count > 2 ? againstFirst : conclusion(contrasts[0])
    if let bestPair, bestPair.contrast.obstacle == nil {
      claims += conclusion(bestPair.contrast, bestPair)
    }
    return claims + [otherDifferences, exclusions.sentence].compactMap(\.self)
  }

  /// The caveats of the comparison, one sentence each.
  package var notes: [String] { caveats.map(\.sentence) }

  /// `optimizer.learning_rate (0.05, 0.002) differs too: this is about both, not about …`; nil if
  /// the groups differ in nothing but the key and the seed, or if the key stands for whole
  /// definitions.
  private var otherDifferences: String? {
    let between = settings.between
    if between.isEmpty || GroupKey(names: keys).isOfWholes { return nil }
    return "\(between.map(\.pathWithValues).listed) \(between.count == 1 ? "differs" : "differ") "
      + "too: this is about all of it, not about \(key) alone."
  }

  /// `Better than sgd: adam, rmsprop; not told apart from sgd: adamw (Holm over 3).`
  private var againstFirst: [String] {
    let verdicts = verdicts
    let (more, less) = metric.direction == nil ? ("higher", "lower") : ("better", "worse")
    let parts = [
      ("\(more) than", verdicts.better), ("\(less) than", verdicts.worse),
      ("not told apart from", verdicts.undecided),
    ]
    let text = parts.filter { !$0.1.isEmpty }
      .map { "\($0.0) \(groups[0].name): \($0.1.map { groups[$0].name }.listed)" }
      .joined(separator: "; ")
    let holm = verdicts.tested > 1 ? " (Holm over \(verdicts.tested))" : ""
    let obstructed = verdicts.obstructed.compactMap { contrast in
      contrast.obstacle.map {
        "No claim of \(groups[contrast.other].name): \($0.sentence(of: key))."
      }
    }
    let untested = verdicts.untested.map { groups[$0].name }
    return
      (text.isEmpty ? [] : ["\(text.prefix(1).uppercased())\(text.dropFirst())\(holm)."])
      + obstructed
      + (untested.isEmpty
        ? [] : ["No claim of \(untested.listed): one training, or none that varies."])
  }

  /// - Parameter pair: the two best groups if the results chose what is compared.
  private func conclusion(_ contrast: Contrast, _ pair: BestPair? = nil) -> [String] {
    let (base, other) = (groups[contrast.base], groups[contrast.other])
    let opening = pair == nil ? "No" : "The first two: no"
    guard let claim = claim(contrast, pair) else {
      return unknownVariation(base, other, opening)
    }
    let lead =
      claim.isSignificant
      ? (pair == nil ? "" : "The first two: ")
        + (metric.direction == nil
          ? "The two differ: " : "\(groups[claim.better].name) is better: ")
      : "\(opening) difference can be claimed from \(trainings(contrast)): "
    let difference = "\(other.name) - \(base.name) is \(figures(claim))."
    let rest = [outperformance(claim), outlook(claim)].compactMap(\.self)
    return [lead + difference] + (rest.isEmpty ? [] : [rest.joined(separator: " ")])
  }

  private func unknownVariation(_ base: Group, _ other: Group, _ opening: String) -> [String] {
    let isAlone = min(base.runs.count, other.runs.count) == 1
    let reason =
      isAlone
      ? "a group has one training, and nothing is known of how \(metric.name) varies with the seed"
      : "\(metric.name) is the same in every run of each group, which says nothing of how it varies"
    return ["\(opening) difference can be claimed: \(reason)."]
      + (isAlone ? [] : ["Another metric may vary: --metric NAME"])
  }

  /// `4 of 5 seeds: P(adam better than sgd) = 0.80, 95% interval 0.28 to 0.99.`; nil if it is not
  /// known which values are better.
  private func outperformance(_ claim: Claim) -> String? {
    guard let chance = claim.outperformance else { return nil }
    var wins = ""
    if let count = chance.wins, let pairs = chance.pairs {
      let text = count.rounded() == count ? count.fixed(0) : "\(count.fixed(1)) (a tie is half)"
      wins = "\(text) of \(pairs) seeds: "
    }
    let interval = chance.interval.map {
      ", 95% interval \($0.lowerBound.fixed(2)) to \($0.upperBound.fixed(2))"
    }
    return "\(wins)P(\(groups[claim.leader].name) better than \(groups[claim.follower].name)) = "
      + "\(chance.probability.fixed(2))\(interval ?? "")."
  }

  /// Whether a claimed difference is of use, or how many seeds would show one that is not claimed.
  private func outlook(_ claim: Claim) -> String? {
    if claim.isSignificant {
      guard let high = claim.outperformance?.interval?.upperBound,
        high < Outperformance.meaningful
      else { return nil }
      return "Below 0.75 the difference is of little use: single trainings often end the other way "
        + "round."
    }
    guard claim.difference.pValue >= significanceLevel, let count = claim.contrast.seedsNeeded
    else { return nil }
    let unit = unit([groups[claim.contrast.base], groups[claim.contrast.other]])
    return "If the true difference is this large, about \(count) \(unit)"
      + "\(Self.whose(claim.difference.test)) would show it (80% power)."
  }

  /// The commands that would make a claim possible if there are too few trainings; empty otherwise.
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

  /// The table and all sentences as Markdown, one sentence per line.
  package var markdown: String {
    let table = table.markdown.split(separator: "\n").map(String.init)
    let notes = notes.map { "note: \($0)" }
    return ([heading, ""] + table + [""] + notes + (notes.isEmpty ? [] : [""]) + conclusion)
      .map { $0 + "\n" }.joined()
  }
}
