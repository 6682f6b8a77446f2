import Runs

extension Comparison {
  /// Each run's predictions against the first one's; nil for the first, and where they cannot be
  /// paired.
  package var contrasts: [PairedContrast?] { pairings.map { $0?.contrast } }

  /// Holm's p values, over all contrasts with the first that can be tested.
  package var adjustedPValues: [Double?] {
    holmAdjusted(contrasts.map { $0?.measure.pValue })
  }

  /// What may be claimed of three runs or more: which are better than the first, and whether the
  /// best two can be told apart.
  var claimsOfMany: [String] {
    guard contrasts.contains(where: { $0 != nil }) else {
      return [againstFirst, uncompared].compactMap(\.self)
    }
    return [againstFirst, uncompared, bestTwo?.sentence(runs)].compactMap(\.self)
      + [
        runs.families.isEmpty
          ? "One training each: about these weights, not about the settings."
          : "About these weights, not about the settings: some share a training."
      ]
  }

  /// `Better than a-001: a-002; not told apart from a-001: a-003 (on others like …)`
  private var againstFirst: String? {
    let (contrasts, adjusted) = (contrasts, adjustedPValues)
    let paired = contrasts.indices.filter { contrasts[$0] != nil }
    guard let one = paired.first.flatMap({ contrasts[$0] }) else { return nil }
    func names(_ isIncluded: (Double, Double) -> Bool) -> [String] {
      paired.filter { isIncluded(adjusted[$0] ?? 1, contrasts[$0]?.measure.gain ?? 0) }
        .map { runs[$0].id }
    }
    let parts = [
      ("better than", names { $0 < 0.05 && $1 > 0 }), ("worse than", names { $0 < 0.05 && $1 < 0 }),
      ("not told apart from", names { p, _ in p >= 0.05 }),
    ]
    let text = parts.filter { !$0.1.isEmpty }
      .map { "\($0.0) \(runs[0].id): \($0.1.listed)" }.joined(separator: "; ")
    let isPartial = paired.contains { contrasts[$0]?.isPartial == true }
    let place =
      isPartial
      ? "on others like those each shares with \(runs[0].id)"
      : "on others like \(one.count.theseTestExamples)"
    let tested = adjusted.count { $0 != nil }
    let holm = tested > 1 ? ", Holm over \(tested)" : ""
    let isAlone = paired.contains { index in
      adjusted[index].map { contrasts[index]?.measure.isIntervalNarrower(than: $0) == true }
        ?? false
    }
    let doubt = isAlone ? " An interval is one run's alone, and approximate; p decides." : ""
    return text.prefix(1).uppercased() + text.dropFirst()
      + " (\(place); \(one.measure.test)\(holm)).\(doubt)"
  }

  /// The runs that no claim is made of.
  private var uncompared: String? {
    let others = runs.indices.compactMap { index in
      pairings[index]?.obstacle.map { (run: runs[index].id, words: $0.words, obstacle: $0) }
    }
    guard let one = others.first else { return nil }
    if others.count == runs.count - 1, Set(others.map(\.obstacle.sentence)).count == 1 {
      return "No claim can be made: \(one.obstacle.sentence)."
    }
    return "No claim of " + others.map { "\($0.run) (\($0.words))" }.listed + "."
  }

  /// The best run by its predictions and the one after it, of those tested on the first's examples.
  package var bestTwo: BestTwo? {
    let ranked = [0] + contrasts.indices.filter { contrasts[$0]?.isPartial == false }
    guard ranked.count > 2 else { return nil }
    let gains = runs.indices.map { contrasts[$0]?.measure.gain ?? 0 }
    let order = ranked.sorted { (-gains[$0], $0) < (-gains[$1], $1) }
    let (best, second) = (order[0], order[1])
    if second == 0 || best == 0 {
      guard let measure = contrasts[max(best, second)]?.measure else { return nil }
      return BestTwo(
        best: best, second: second, measure: measure, isTurned: best == 0,
        pValue: adjustedPValues[max(best, second)],
        family: .againstFirst(adjustedPValues.count { $0 != nil }))
    }
    let results = ranked.map { outcomes(of: $0) }
    func measure(_ first: Int, _ second: Int) -> PairedContrast.Measure? {
      guard let first = results[first], let second = results[second] else { return nil }
      return PairedContrast.Measure(first, second)
    }
    guard let low = ranked.firstIndex(of: second), let high = ranked.firstIndex(of: best),
      let chosen = measure(low, high)
    else { return nil }
    let (p, family) = BestTwo.Family.ofAllPairs(choosing: (low, high), among: ranked.count) {
      measure($0, $1)?.pValue
    }
    return BestTwo(
      best: best, second: second, measure: chosen, isTurned: false, pValue: p, family: family)
  }

  /// How a run did on the first one's test examples.
  private func outcomes(of index: Int) -> TestOutcomes? {
    guard let first = runs[0].predictions, let other = runs[index].predictions else { return nil }
    return PairedPredictions(first, other).map { TestOutcomes($0, of: \.second) }
  }
}
