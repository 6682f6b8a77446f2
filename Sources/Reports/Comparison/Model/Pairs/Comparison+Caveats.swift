extension Comparison {
  /// The facts that limit what the comparison shows.
  package var caveats: [Caveat] {
    var caveats: [Caveat] = []
    if differences.count > 1 { caveats.append(.severalDifferences(differences.count)) }
    let parts = ["train", "validation"].map { "dataset.subset.\($0)" }
    caveats += parts.filter { part in differences.contains { $0.path == part } }
      .map { .otherExamples(path: $0) }
    if contrasts.contains(where: { $0?.hasSameFiles == false }) {
      caveats.append(imported.isEmpty ? .otherFiles : .sameLabels)
    }
    if runs.haveCheckpointChosenByTest { caveats.append(.checkpointChosenByTest) }
    caveats += runs.caveatsOfLeaks
    if bestTwo != nil {
      caveats.append(.runChosenByTest(contrasts.count { $0?.isPartial == false } + 1))
    }
    let unknown = metrics.filter { $0.direction == nil && Set($0.last).count > 1 }.map(\.metric)
    if !unknown.isEmpty { caveats.append(.unknownDirection(metrics: unknown)) }
    if !imported.isEmpty { caveats.append(.imported(imported, metric: nil)) }
    return caveats + runs.caveatsOfSharedTraining + runs.caveatsOfImports
      + runs.caveatsOfIncompleteRuns
  }
}
