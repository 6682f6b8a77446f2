import Experiments
package import JSON
package import Runs

/// What a comparison asks of which test part, for the workspace's ledger.
package struct LedgerKey: Hashable, Sendable {
  /// Both as canonical JSON.
  package let part: String
  package let comparison: String

  /// nil if a run is imported or the runs have several test parts, and for metrics of other parts.
  ///
  /// - Parameters:
  ///   - metric: nil for predictions.
  ///   - isBest: whether the metric's best value is compared, not the last. Ledgers of older
  ///     versions have the name alone for both.
  ///   - key: `--group-by`; nil for runs side by side.
  init?(_ runs: [ComparedRun], metric: String?, isBest: Bool = false, by key: String?) {
    guard metric.map({ Metric($0).split == .test }) ?? true else { return nil }
    let parts = Set(runs.map(\.identityOfTestPart))
    guard parts.count == 1, let part = parts.first ?? nil else { return nil }
    self.part = part
    let question: JSONValue = [
      "runs": .array(runs.map(\.runKey).sorted().map { .string($0) }),
      "metric": metric.map { .string((isBest ? "best:" : "") + $0) } ?? .null,
      "by": key.map { .string($0) } ?? .null,
    ]
    comparison = question.canonicalText
  }

  /// Notes the comparison in the workspace's ledger.
  package func noted(in store: RunStore) -> ComparisonLedger.Place? {
    ComparisonLedger(store).note(comparison, on: part)
  }
}

extension ComparedRun {
  /// The data and what selects test examples of them; nil if the run is imported or the data are not
  /// known. Folds and draws of one kind are one test part, since all examples are in one of them.
  fileprivate var identityOfTestPart: String? {
    guard let definition, let dataSHA256 else { return nil }
    var folds = definition[path: JSONPath("dataset.folds")] ?? .null
    if case .object(var members) = folds {
      (members["index"], members["seed"]) = (nil, nil)
      folds = .object(members)
    }
    let identity: JSONValue = [
      "data": .string(dataSHA256), "test": definition.selection(of: .test) ?? .null,
      "split": definition[path: JSONPath("dataset.split")] ?? .null, "folds": folds,
    ]
    return identity.canonicalText
  }
}

extension Comparison {
  /// nil if no two runs are compared by predictions.
  package var ledgerKey: LedgerKey? {
    guard contrasts.contains(where: { $0 != nil }) else { return nil }
    return LedgerKey(runs, metric: nil, by: nil)
  }
}

extension GroupComparison {
  /// nil if no difference is tested, or if the metric is not one of the test part.
  package var ledgerKey: LedgerKey? {
    guard contrasts.contains(where: { $0.difference != nil }) else { return nil }
    return LedgerKey(groups.flatMap(\.runs), metric: metric.name, isBest: metric.isBest, by: key)
  }
}

extension ComparisonLedger.Place {
  /// `Comparison 14 of 20 on this test part in this workspace; …`
  package var sentence: String {
    let start =
      "Comparison \(ordinal.grouped) of \(count.grouped) on this test part in this workspace"
    let expected = Double(count) * significanceLevel
    guard expected >= 0.5 else { return start + "." }
    return start
      + ": by chance alone about \(Swift.max(1, Int(expected.rounded()))) of \(count.grouped) "
      + "would claim a difference."
  }

  /// The sentence as a note, from so many comparisons on that a claim by chance is likely.
  package var note: String? {
    guard Double(count) * significanceLevel >= 0.5 else { return nil }
    return String(sentence.prefix(1).lowercased() + sentence.dropFirst().dropLast())
  }

  package var json: JSONValue {
    ["ordinal": .integer(ordinal), "count": .integer(count)]
  }
}
