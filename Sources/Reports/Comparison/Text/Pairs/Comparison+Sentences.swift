package import Datasets
import Experiments
import JSON

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

  /// What stands under the tables: how the weights of two runs relate, what can be claimed.
  package var closingLines: [String] { closingLines(width: 100) }

  package func closingLines(width: Int) -> [String] {
    if let identityLines { return identityLines }
    let claims = conclusion.flatMap { $0.wrapped(to: width) }
    return claims.isEmpty ? facts : facts + [""] + claims
  }

  /// How the weights of two runs relate; of more, whether nothing tells their definitions apart.
  private var facts: [String] {
    guard runs.count == 2 else { return differences.isEmpty ? [definitionHeading] : [] }
    let digest = weights[1] == .identical ? " (\(runs[0].lastDigest ?? "-"))" : ""
    return ["weights: \(weights[1].sentence)\(digest)"]
  }

  /// All of it as Markdown, a sentence a line.
  package var markdown: String {
    let said = identityLines ?? facts + conclusion
    let lines = said + notes.map { "note: \($0)" } + (contradiction.map { ["error: \($0)"] } ?? [])
    let parts = tables.map(\.markdown) + [lines.map { $0 + "\n" }.joined()]
    return parts.joined(separator: "\n")
  }

  /// What a reader should know before believing a difference.
  package var notes: [String] {
    var notes: [String] = []
    if differences.count > 1 {
      notes.append("\(differences.count) values differ: no change can be laid to one of them")
    }
    let parts = ["train", "validation"].map { "dataset.subset.\($0)" }
    for part in parts where differences.contains(where: { $0.path == part }) {
      notes.append("\(part) differs: the runs did not see the same examples")
    }
    if contrasts.contains(where: { $0?.hasSameFiles == false }) {
      notes.append(
        "the data files, or their columns that are learnt, differ; the test examples are taken to "
          + "be the same, since their labels are")
    }
    let selectors = runs.map { $0.definition?[path: JSONPath("checkpoint.best")]?.string ?? "" }
    if selectors.contains(where: { $0.hasPrefix("test_") }) {
      notes.append("the test part chose the best checkpoint: its test metrics flatter it")
    }
    notes += runs.compactMap(\.leakNote)
    if bestTwo != nil {
      let count = contrasts.count { $0?.isPartial == false } + 1
      notes.append("the test part chose the best of \(count) runs: its test metrics flatter it")
    }
    let unknown = metrics.filter { $0.direction == nil && Set($0.last).count > 1 }.map(\.metric)
    if !unknown.isEmpty { notes.append(noteOfUnknownDirection(of: unknown)) }
    if !imported.isEmpty {
      notes.append(
        "\(imported.listed): imported; bench cannot know whether it was trained "
          + "and tested on the same data, by the same loss")
    }
    return notes + runs.notesOfKinship + runs.notesOfImports + runs.notesOfEnds
  }

  /// What tells which machine it was.
  package var contradictionAdvice: [Remedy] {
    guard let index = contradictions.first else { return [] }
    return [runs[0].id, runs[index].id].map { "\(command: .verify(run: $0))" }
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
      + "\(other.id) on \(other.host)): one of the two machines computed wrongly"
  }
}
