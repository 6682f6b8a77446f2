import Experiments

extension GroupComparison {
  /// What a reader should know before believing a difference.
  package var notes: [String] {
    var notes = companions
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
        "\(repeated.listed): the same run key or bits as another run, imported ones the same "
          + "metrics; counted once")
    }
    if !withoutMetric.isEmpty {
      notes.append(
        "\(withoutMetric.listed): no \(metric.name) that is a finite number; left out")
    }
    return notes + runs.notesOfEnds
  }

  private var isChosenByTest: Bool { metric.isBest && metric.name.hasPrefix("test_") }

  /// Settings that change with the one compared, or inside its groups.
  private var companions: [String] {
    let members = groups.map { $0.runs.filter { !$0.isImported } }
    let differences = DefinitionDifference.differences(
      among: members.joined().map(\.definition)
    ).differing
    let paths = Set(differences.map(\.path))
    var between: [String] = []
    var inside: [String] = []
    for difference in differences where !follows(difference, paths) {
      var rest = difference.values[...]
      let values = members.map { runs in
        defer { rest = rest.dropFirst(runs.count) }
        return Set(rest.prefix(runs.count))
      }
      if values.allSatisfy({ $0.count <= 1 }) {
        let texts = values.map { DefinitionDifference.text($0.first ?? nil) }
        between.append("\(difference.path) (\(texts.listed))")
      } else {
        inside.append(difference.path)
      }
    }
    return told(between, inside)
  }

  /// Whether a difference is the seed, one of the keys, or what a key's type brings with it.
  private func follows(_ difference: DefinitionDifference, _ paths: Set<String>) -> Bool {
    let path = difference.path
    if path == "seed" || keys.contains(where: { path == $0 || path.hasPrefix($0 + ".") }) {
      return true
    }
    // What only one type has follows from the type.
    let type = (JSONPath(path).parent ?? JSONPath()).appending("type").description
    return difference.values.contains { $0 == nil } && paths.contains(type)
  }

  private func told(_ between: [String], _ inside: [String]) -> [String] {
    var notes: [String] = []
    let isNamed = ["experiment", "sweep", "tag", "tags"].contains(key)
    if isNamed, between.count > 1 {
      notes.append(
        "\(between.listed) differ with \(key): no difference can be laid to one of them")
    } else if !isNamed, !between.isEmpty {
      notes.append("\(between.listed) differ\(between.count == 1 ? "s" : "") with \(key)")
    }
    if !inside.isEmpty {
      notes.append(
        "\(inside.listed) differ\(inside.count == 1 ? "s" : "") inside the groups: the seed is "
          + "not all that varies")
    }
    return notes
  }
}
