import JSON
package import Runs

/// The settings that vary among runs of one sweep, as `--group-by` takes them.
package struct SweepKey: Hashable, Sendable {
  /// `optimizer.learning_rate,optimizer.momentum`
  package let text: String

  /// nil unless these are more than two runs of one sweep whose settings vary: two are compared as a
  /// pair.
  package init?(of runs: [Run]) {
    let sweeps = runs.map(\.record.sweep)
    guard runs.count > 2, let first = sweeps[0], sweeps.allSatisfy({ $0?.name == first.name })
    else {
      return nil
    }
    let paths = Set(sweeps.flatMap { Array(($0?.values ?? [:]).keys) }).filter { path in
      Set(sweeps.map { $0?.values[path] }).count > 1
    }
    guard !paths.isEmpty else { return nil }
    text = paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: ",")
  }
}
