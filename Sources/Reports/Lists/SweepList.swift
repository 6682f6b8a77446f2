package import Experiments
import JSON

/// The sweeps of a workspace as a table, one per row.
package struct SweepList: Sendable {
  private let sweeps: [(name: String, sweep: Result<ResolvedSweep, DefinitionError>)]

  package init(_ library: SweepLibrary) {
    sweeps = library.names.map { name in
      (name, Result { () throws(DefinitionError) in try library.resolve(name) })
    }
  }

  package var isEmpty: Bool { sweeps.isEmpty }

  package var table: Table {
    Table(
      [
        .init("sweep", align: .left), .init("base", align: .left), .init("points"),
        .init("description", align: .left, importance: 3, shrinksTo: 30),
      ],
      rows: sweeps.map { name, result in
        switch result {
        case .success(let sweep):
          [
            .text(name), .text(sweep.base.name), .count(sweep.plan.mostPoints),
            .text(sweep.definition.description),
          ]
        case .failure(let error):
          [
            .text(name), .absent, .absent,
            .text(
              error.total == 1 ? "[a mistake]" : "[\(error.total) mistakes]", value: .null,
              tone: .bad),
          ]
        }
      })
  }
}
