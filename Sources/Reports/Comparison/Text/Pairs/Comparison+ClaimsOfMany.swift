import Runs

extension Comparison {
  /// What can be claimed of three or more runs: which are better than the first, and whether the
  /// best two can be told apart.
  var claimsOfMany: [String] {
    guard let verdicts else { return [withoutClaim].compactMap(\.self) }
    return [againstFirst(verdicts), marginsOfMany, withoutClaim, bestTwo?.sentence(runs)]
      .compactMap(\.self)
      + [
        runs.families.isEmpty
          ? "One training each: about these weights, not about the settings."
          : "About these weights, not about the settings: some share a training."
      ]
  }

  /// `Better than a-001: a-002; not told apart from a-001: a-003 (on others like …)`
  private func againstFirst(_ verdicts: Verdicts) -> String? {
    guard let one = contrasts.lazy.compactMap(\.self).first else { return nil }
    let parts = [
      ("better than", verdicts.better), ("worse than", verdicts.worse),
      ("not told apart from", verdicts.undecided),
    ]
    let text = parts.filter { !$0.1.isEmpty }
      .map { "\($0.0) \(runs[0].id): \($0.1.map { runs[$0].id }.listed)" }.joined(separator: "; ")
    let examples =
      verdicts.isPartial
      ? "on others like those each shares with \(runs[0].id)"
      : "on others like \(one.count.theseTestExamples)"
    let holm = verdicts.tested > 1 ? ", Holm over \(verdicts.tested)" : ""
    let doubt =
      verdicts.hasNarrowInterval
      ? " An interval is one run's alone, and approximate; p decides." : ""
    return text.prefix(1).uppercased() + text.dropFirst()
      + " (\(examples); \(one.measure.test)\(holm)).\(doubt)"
  }

  /// `No claim of a-002 (not finished), a-003 (other data).`; nil if there is a claim of every run.
  private var withoutClaim: String? {
    let others = runs.indices.compactMap { index in
      pairings[index]?.obstacle.map { (run: runs[index].id, obstacle: $0) }
    }
    guard let one = others.first else { return nil }
    if others.count == runs.count - 1, Set(others.map(\.obstacle.sentence)).count == 1 {
      return "No claim can be made: \(one.obstacle.sentence)."
    }
    return "No claim of " + others.map { "\($0.run) (\($0.obstacle.label))" }.listed + "."
  }
}
