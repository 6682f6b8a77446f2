import Experiments
package import JSON

extension RunList {
  /// The most runs whose definitions a list for people reads.
  package static let mostWithSettings = 200
  /// The most settings that a list for people shows.
  private static let mostSettings = 6

  /// Returns the settings in which runs differ, the seed among them, for a list.
  ///
  /// Of many only those of the training are returned: other networks differ in everything. Epochs
  /// have a column of their own.
  ///
  /// - Parameter definitions: of the runs in their order; nil for an imported run.
  package static func differingSettings(among definitions: [JSONValue?]) -> [DefinitionDifference] {
    let all = DefinitionDifference.differences(among: definitions).differing
      .filter { !["description", "training.epochs"].contains($0.path) }
    guard all.count > mostSettings else { return all }
    let training = all.filter { difference in
      difference.path == "seed"
        || ["optimizer.", "training.", "schedule."].contains { difference.path.hasPrefix($0) }
    }
    return Array(training.prefix(mostSettings))
  }

  /// Returns the table for programs with a further column for every setting that some run has, named
  /// as `--where` takes it.
  ///
  /// - Parameter definitions: of the runs in their order; nil for an imported run.
  package func dataTable(settingsOf definitions: [JSONValue?]) -> Table {
    let table = dataTable
    let taken = Set(table.columns.map(\.name))
    let leaves = definitions.map { definition in
      (definition?.leaves ?? []).reduce(into: [String: JSONValue]()) {
        $0[$1.path.description] = $1.value
      }
    }
    let paths = Set(leaves.flatMap(\.keys)).subtracting(["$schema"]).subtracting(taken).sorted()
    let rows = zip(table.records, leaves).map { cells, leaves in
      cells
        + paths.map { path -> Cell in
          guard let value = leaves[path] else { return .absent }
          return .text(value.string ?? value.canonicalText, value: value)
        }
    }
    return Table(table.columns + paths.map { .init($0) }, rows: rows)
  }
}
