import Experiments

extension Comparison {
  /// What people see, above the closing lines: nothing where two runs are the same bits under
  /// the same key, two columns for two runs, else a run a row.
  package var tables: [Table] {
    if identityLines != nil { return [] }
    return runs.count == 2 ? [pairTable] : runTables
  }

  /// What stands in place of the table where two runs are the same bits under the same key.
  private var identityLines: [String]? {
    guard runs.count == 2, isIdentical(1), runs.allSatisfy(\.isFinished),
      runs[0].runKey == runs[1].runKey,
      let digest = runs[0].lastDigest
    else { return nil }
    return [
      "identical: same weights, metrics and predictions (weights \(digest))",
      "run keys: equal, \(runs[0].runKey.prefix(16)); \(runs[1].id) need not have been run: "
        + "see --needed",
    ]
  }

  /// What stands under the tables: how the weights of two runs relate, what cannot be claimed.
  package var closingLines: [String] {
    if let identityLines { return identityLines }
    var lines: [String] = []
    if runs.count == 2 {
      let digest = weights[1] == .identical ? " (\(runs[0].lastDigest ?? "-"))" : ""
      lines.append("weights: \(weights[1].sentence)\(digest)")
    } else if differences.isEmpty {
      lines.append(definitionHeading)
    }
    if runs.count > 2 {
      let claims = claimsOfMany.joined(separator: " ")
      return lines + (claims.isEmpty ? testPartLines : [""] + claims.wrapped(to: 100))
    }
    return lines + (claimLines ?? testPartLines)
  }

  /// What two runs' answers on the same test examples allow to claim; nil where they cannot be
  /// paired.
  private var claimLines: [String]? {
    guard runs.count == 2, weights[1] != .identical,
      metrics.contains(where: { $0.metric == "test_accuracy" && $0.isComparable[1] }),
      let first = runs[0].predictions, let second = runs[1].predictions,
      let answers = PairedAnswers(first, second)
    else { return nil }
    let points = [answers.difference, answers.interval.lowerBound, answers.interval.upperBound]
      .map { ($0 * 100).signed(2) }
    let p = answers.pValue
    let claim =
      p >= 0.05
      ? "No difference can be claimed on these"
      : "\(runs[answers.difference > 0 ? 1 : 0].id) is better on these"
    let causes = differences.count == 1 ? differences[0].path : "the settings"
    return [
      "",
      "\(claim) \(answers.count.grouped) test examples: \(points[0]) points, "
        + "95% interval \(points[1]) to \(points[2]),",
      "exact McNemar p = \(p.asPValue) (\(answers.onlySecond) right only in \(runs[1].id), "
        + "\(answers.onlyFirst) only in \(runs[0].id); last epoch).",
      "One training each: this is about two sets of weights, not yet about \(causes).",
    ]
  }

  /// All of it as Markdown.
  package var markdown: String {
    let parts = tables.map(\.markdown) + [closingLines.map { $0 + "\n" }.joined()]
    return parts.joined(separator: "\n")
  }

  /// One line for each run whose test part is another than the first's.
  private var testPartLines: [String] {
    let path = JSONPath("dataset.subset.test")
    let parts = runs.map { $0.definition?[path: path] }
    guard runs[0].definition != nil,
      let odd = runs.indices.first(where: { runs[$0].definition != nil && parts[$0] != parts[0] })
    else { return [] }
    let texts = [parts[0], parts[odd]].map { part in
      part.map { $0.isNull ? "the whole part" : $0.canonicalText } ?? "the whole part"
    }
    var lines = [
      "No claim can be made: dataset.subset.test is \(texts[0]) and \(texts[1])\(overlap(parts[0], parts[odd]))."
    ]
    if let part = parts[odd], !part.isNull {
      lines.append(
        "To compare: bench run \(runs[0].experiment) --set '\(path)=\(part.canonicalText)'")
    }
    return lines
  }

  private func overlap(_ first: JSONValue?, _ second: JSONValue?) -> String {
    let bounds = [first, second].map { ($0?.array ?? []).compactMap(\.int) }
    guard bounds.allSatisfy({ $0.count == 2 && $0[0] <= $0[1] }) else { return "" }
    return (bounds[0][0]..<bounds[0][1]).overlaps(bounds[1][0]..<bounds[1][1])
      ? "" : ", with no example in common"
  }

  /// What a reader should know before believing a difference.
  package var notes: [String] {
    var notes: [String] = []
    if differences.count > 1 {
      notes.append("\(differences.count) values differ: no change can be laid to one of them")
    }
    let selectors = runs.map { $0.definition?[path: JSONPath("checkpoint.best")]?.string ?? "" }
    if selectors.contains(where: { $0.hasPrefix("test_") }) {
      notes.append("the test part chose the best checkpoint: its test metrics flatter it")
    }
    if !imported.isEmpty {
      notes.append(
        "\(imported.listed): imported; bench cannot know whether it was trained "
          + "and tested on the same data, by the same loss")
    }
    let unfinished = runs.filter { !$0.isFinished }.map(\.id)
    if !unfinished.isEmpty {
      notes.append("\(unfinished.listed): not finished; last is so far")
    }
    return notes
  }

  /// The sentence for runs of one key whose weights part: a machine computed wrongly.
  package var contradiction: String? {
    guard let index = contradictions.first else { return nil }
    let other = runs[index]
    let place =
      switch weights[index] {
      case .partAfter(let epoch, _): "in epoch \(epoch + 1)"
      case .different: "at step 0"
      default: "in epoch 1"
      }
    return "one run key, yet the weights part \(place) (\(runs[0].id) on \(runs[0].host), "
      + "\(other.id) on \(other.host)): run bench verify on both; one machine computes wrongly"
  }
}
