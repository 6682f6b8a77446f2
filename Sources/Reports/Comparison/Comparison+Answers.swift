import Runs

extension Comparison {
  /// Each run's answers paired with the first one's; nil for the first, and where the examples are
  /// not the same.
  var answersAgainstFirst: [PairedAnswers?] {
    guard primaryMetric == "test_accuracy", let first = runs[0].predictions else {
      return runs.map { _ in nil }
    }
    return runs.indices.map { index in
      guard index > 0, let other = runs[index].predictions, comparesTests(index) else { return nil }
      return PairedAnswers(first, other)
    }
  }

  /// Whether a run's test part is the first one's.
  private func comparesTests(_ index: Int) -> Bool {
    metrics.first { $0.metric == "test_accuracy" }?.isComparable[index] ?? false
  }

  /// What may be claimed of three runs or more: which are better than the first, and whether the
  /// best two can be told apart.
  var claimsOfMany: [String] {
    let answers = answersAgainstFirst
    let adjusted = answers.adjustedPValues
    let tested = answers.indices.filter { answers[$0] != nil }
    guard runs.count > 2, let count = tested.first.flatMap({ answers[$0]?.count }) else {
      return []
    }
    let better = tested.filter { (adjusted[$0] ?? 1) < 0.05 && (answers[$0]?.difference ?? 0) > 0 }
    let worse = tested.filter { (adjusted[$0] ?? 1) < 0.05 && (answers[$0]?.difference ?? 0) < 0 }
    let open = tested.filter { (adjusted[$0] ?? 1) >= 0.05 }
    let parts = [("better than", better), ("worse than", worse), ("not told apart from", open)]
      .filter { !$0.1.isEmpty }
      .map { "\($0.0) \(runs[0].id): \($0.1.map { runs[$0].id }.joined(separator: ", "))" }
    let text = parts.joined(separator: "; ")
    var lines = [
      text.prefix(1).uppercased() + text.dropFirst()
        + " (on these \(count.grouped) test examples; exact McNemar, Holm over \(tested.count))."
    ]
    if let sentence = bestTwoSentence(tested) { lines.append(sentence) }
    return lines + ["One training each: about these weights, not about the settings."]
  }

  /// `The first two, a and b, cannot be told apart: +0.30 points, …`
  private func bestTwoSentence(_ tested: [Int]) -> String? {
    let last = { (index: Int) in
      metrics.first { $0.metric == "test_accuracy" }?.last[index] ?? -.infinity
    }
    let order = ([0] + tested).sorted { (last($0), $1) > (last($1), $0) }
    guard order.count > 1, let best = runs[order[0]].predictions,
      let second = runs[order[1]].predictions, let pair = PairedAnswers(second, best)
    else { return nil }
    let points = [pair.difference, pair.interval.lowerBound, pair.interval.upperBound]
      .map { ($0 * 100).signed(2) }
    let verdict =
      pair.pValue < 0.05
      ? "\(runs[order[0]].id) is better than \(runs[order[1]].id), the second"
      : "The first two, \(runs[order[0]].id) and \(runs[order[1]].id), cannot be told apart"
    return "\(verdict): \(points[0]) points, 95% interval \(points[1]) to \(points[2]), "
      + "p = \(pair.pValue.asPValue)."
  }
}

extension [PairedAnswers?] {
  /// Holm's p values, over all that were paired.
  var adjustedPValues: [Double?] {
    let tested = indices.filter { self[$0] != nil }
    let adjusted = holmAdjusted(tested.compactMap { self[$0]?.pValue })
    return indices.map { index in tested.firstIndex(of: index).map { adjusted[$0] } }
  }
}
