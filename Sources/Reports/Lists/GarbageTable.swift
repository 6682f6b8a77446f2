package import Runs

/// What can be freed, one row for each part of a run.
package enum GarbageTable {
  package static func table(_ garbage: [Garbage], in workspace: Workspace) -> Table {
    Table(
      [
        .init("what", align: .left), .init("where", align: .left, importance: 3), .init("bytes"),
      ],
      rows: garbage.map {
        [.text($0.kind.rawValue), .text(workspace.printed($0.printed)), .count($0.bytes)]
      })
  }
}
