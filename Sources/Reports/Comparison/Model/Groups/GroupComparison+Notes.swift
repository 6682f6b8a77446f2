import Experiments
import JSON

extension GroupComparison {
  /// What a reader should know before believing a difference.
  package var notes: [String] {
    var notes = manifold
    if metric.direction == nil { notes.append(noteOfUnknownDirection(of: [metric.name])) }
    let runs = groups.flatMap(\.runs)
    let choosers = runs.map { $0.definition?[path: JSONPath("checkpoint.best")]?.string ?? "" }
    if choosers.contains(where: { $0.hasPrefix("test_") }) || isChosenByTest {
      notes.append("the test part chose the best checkpoint: its test metrics flatter it")
    }
    notes += runs.compactMap(\.leakNote)
    if groups.count > 2, metric.name.hasPrefix("test_") {
      notes.append(
        "the test part chose the best of \(groups.count) groups: its test metrics flatter it")
    }
    let imported = runs.filter(\.isImported).map(\.id)
    if !imported.isEmpty {
      notes.append(
        "\(imported.listed): imported; \(metric.name) alone is compared, and bench cannot know "
          + "whether it means the same, on the same data, with a seed of its own")
    }
    if !repeated.isEmpty {
      notes.append(
        "\(repeated.listed): the same run key or bits as another run; counted once")
    }
    notes += related.notes + groups.flatMap(\.runs).notesOfKinship
    notes += groups.flatMap(\.runs).notesOfImports
    if !withoutMetric.isEmpty {
      notes.append(
        "\(withoutMetric.listed): no \(metric.name) that is a finite number; left out")
    }
    return notes + runs.notesOfEnds
  }

  private var isChosenByTest: Bool { metric.isBest && metric.name.hasPrefix("test_") }

  /// That groups of whole definitions differ in more than one setting.
  private var manifold: [String] {
    let key = GroupKey(names: keys)
    let between = key.isOfWholes ? SettingDifferences(groups, by: key).between : []
    return between.count > 1
      ? ["\(between.listed) differ with \(self.key): no difference can be laid to one of them"] : []
  }
}
