package import Datasets
import Experiments
import JSON

extension Comparison {
  /// The tables for people: none if two runs are a repetition, one with two columns for two runs,
  /// and otherwise tables with one run per row.
  package var tables: [Table] {
    if isRepetition { return [] }
    return runs.count == 2 ? [pairTable] : runTables
  }

  /// The lines that replace the table if the second run repeats the first; nil otherwise.
  private var repetitionLines: [String]? {
    guard isRepetition, let digest = runs[0].lastDigest else { return nil }
    return [
      "identical: same weights, metrics and predictions (weights \(digest))",
      "run keys: equal, \(runs[0].runKey.prefix(16)); \(runs[1].id) need not have been run: "
        + "see --needed",
    ]
  }

  /// The lines below the tables: how the weights of two runs relate, and what can be claimed.
  package var closingLines: [String] { closingLines(width: 100) }

  package func closingLines(width: Int) -> [String] {
    if let repetitionLines { return repetitionLines }
    let facts = facts.flatMap { $0.wrapped(to: width) }
    let claims = conclusion.flatMap { $0.wrapped(to: width) }
    return claims.isEmpty ? facts : facts + [""] + claims
  }

  /// How the weights of two runs relate; for more runs, whether their definitions are the same.
  private var facts: [String] {
    guard runs.count == 2 else { return differences.isEmpty ? [definitionHeading] : [] }
    let digest = weights[1] == .identical ? " (\(runs[0].lastDigest ?? "-"))" : ""
    return ["weights: \(weights[1].sentence)\(digest)"]
  }

  /// The tables and all sentences as Markdown, one sentence per line.
  package var markdown: String {
    let sentences = repetitionLines ?? facts + conclusion
    let lines =
      sentences + notes.map { "note: \($0)" } + (contradiction.map { ["error: \($0)"] } ?? [])
    let parts = tables.map(\.markdown) + [lines.map { $0 + "\n" }.joined()]
    return parts.joined(separator: "\n")
  }

  /// The caveats of the comparison, one sentence each.
  package var notes: [String] { caveats.map(\.sentence) }

  /// The commands that show which machine computed wrongly.
  package var contradictionAdvice: [Remedy] {
    guard let index = contradictions.first else { return [] }
    return [runs[0].id, runs[index].id].map { "\(command: .verify(run: $0))" }
  }

  /// The error for runs with the same key but different weights; nil if there are none.
  package var contradiction: String? {
    guard let index = contradictions.first else { return nil }
    let other = runs[index]
    let point =
      switch weights[index] {
      case .partAfter(let epoch, _): "in epoch \(epoch + 1)"
      case .different: "at step 0"
      default: "in epoch 1"
      }
    return "one run key, yet the weights part \(point) (\(runs[0].id) on \(runs[0].host), "
      + "\(other.id) on \(other.host)): one of the two machines computed wrongly"
  }
}
