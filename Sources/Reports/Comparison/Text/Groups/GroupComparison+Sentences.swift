import Datasets
import Experiments

extension GroupComparison {
  /// What the comparison shows, one sentence per element; each may be wrapped.
  package var conclusion: [String] {
    if let obstacle = sharedObstacle {
      return ["No claim can be made: \(obstacle.sentence(of: key))."] + obstacle.advice(for: keys)
        + divergenceSentences
    }
    var claims: [String] = []
    if let bestPair, bestPair.obstacle == nil { claims += conclusion(bestPair, isOfBest: true) }
    claims += groups.count > 2 ? againstFirst : conclusion(contrasts[0])
    return claims
      + [missingSentence, farSentence, otherDifferences, exclusions.sentence]
      .compactMap(\.self) + divergenceSentences
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
    let holm = verdicts.tested > 1 ? "Holm over \(verdicts.tested)" : ""
    let examples = contrasts.allSatisfy { $0.tests.overlap == nil } ? theseExamples : ""
    let scope = [examples, holm].filter { !$0.isEmpty }.joined(separator: "; ")
    let obstructed = verdicts.obstructed.compactMap { contrast in
      contrast.obstacle.map {
        "No claim of \(groups[contrast.other].name): \($0.sentence(of: key))."
      }
    }
    let untested = verdicts.untested.map { groups[$0].name }
    var sentences: [String] = []
    if !text.isEmpty {
      let claim = "\(text.prefix(1).uppercased())\(text.dropFirst())"
      sentences.append(scope.isEmpty ? "\(claim)." : "\(claim) (\(scope)).")
    }
    sentences += [marginsAgainstFirst].compactMap(\.self) + obstructed
    if !untested.isEmpty {
      sentences.append("No claim of \(untested.listed): one training, or none that varies.")
    }
    return sentences
  }

  /// - Parameter isOfBest: whether the two are the best group and the second.
  private func conclusion(_ contrast: Contrast, isOfBest: Bool = false) -> [String] {
    let (base, other) = (groups[contrast.base], groups[contrast.other])
    guard let claim = claim(contrast, isOfBest: isOfBest) else {
      return unknownVariation(base, other, isOfBest)
    }
    let difference = "\(other.name) - \(base.name) is \(figures(claim))."
    let rest = [outperformance(claim), outlook(claim), marginSentence(contrast)]
      .compactMap(\.self)
    return ["\(lead(claim)): \(difference)"] + (rest.isEmpty ? [] : [rest.joined(separator: " ")])
  }

  /// `adam is better`, `No difference can be claimed from 5 seeds`
  private func lead(_ claim: Claim) -> String {
    let (leader, follower) = (groups[claim.leader].name, groups[claim.follower].name)
    let trainings = trainings(claim.contrast)
    guard claim.isSignificant else {
      return claim.isOfBest
        ? "\(leader) has the best mean, but no difference from \(follower), the second, can be "
          + "claimed from \(trainings)"
        : "No difference can be claimed from \(trainings)"
    }
    guard metric.direction != nil else { return "The two differ" }
    let scope = claim.isGeneral ? "" : " \(theseExamples)"
    return claim.isOfBest
      ? "\(leader) is better than \(follower), the second\(claim.isGeneral ? "" : ",\(scope)")"
      : "\(groups[claim.better].name) is better\(scope)"
  }

  /// `on these 2,000 test examples`, or without the number if it is not known.
  var theseExamples: String {
    if let count = mainContrast.general?.examples { return "on \(count.theseTestExamples)" }
    let part = Metric(metric.name).split.map {
      $0 == .train ? "training " : "\($0.rawValue) "
    }
    return "on these \(part ?? "")examples"
  }

  private func unknownVariation(_ base: Group, _ other: Group, _ isOfBest: Bool) -> [String] {
    let isAlone = min(base.count, other.count) == 1
    let reason =
      isAlone
      ? "a group has one training, and nothing is known of how \(metric.name) varies with the seed"
      : "\(metric.name) is the same in every run of each group, which says nothing of how it varies"
    let opening =
      isOfBest
      ? "\(other.name) has the best mean, but no difference from \(base.name), the second, can be "
        + "claimed" : "No difference can be claimed"
    return ["\(opening): \(reason)."]
      + (isAlone ? [] : ["Another metric may vary: --metric NAME"])
  }

  /// `4 of 5 seeds: P(adam better than sgd) = 0.80, 95% interval 0.28 to 0.99.`; nil if it is not
  /// known which values are better.
  private func outperformance(_ claim: Claim) -> String? {
    guard var chance = claim.outperformance else { return nil }
    var (better, worse, opening) = (claim.leader, claim.follower, "")
    if chance.probability < 0.5 {
      // Few values that are far off make the mean differ from what most runs say.
      chance = chance.turned
      (better, worse, opening) = (worse, better, "Yet most are the other way round: ")
    }
    var wins = ""
    if let count = chance.wins, let pairs = chance.pairs {
      let text =
        count.fixed(count.rounded() == count ? 0 : 1) + (chance.hasTies ? " (a tie is half)" : "")
      let unit = unit([groups[better], groups[worse]])
      wins = "\(text) of \(pairs) \(pairs == 1 ? String(unit.dropLast()) : unit): "
    }
    let interval = chance.interval.map {
      ", 95% interval \($0.lowerBound.fixed(2)) to \($0.upperBound.fixed(2))"
    }
    return "\(opening)\(wins)P(\(groups[better].name) better than \(groups[worse].name)) = "
      + "\(chance.probability.fixed(2))\(interval ?? "")."
  }

  /// The table and all sentences as Markdown, one sentence per line.
  package var markdown: String {
    let table = table.markdown.split(separator: "\n").map(String.init)
    let notes = notes.map { "note: \($0)" }
    return ([heading, ""] + table + [""] + notes + (notes.isEmpty ? [] : [""]) + conclusion)
      .map { $0 + "\n" }.joined()
  }
}
