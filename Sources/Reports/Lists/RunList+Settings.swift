import Experiments
package import JSON

extension RunList {
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
