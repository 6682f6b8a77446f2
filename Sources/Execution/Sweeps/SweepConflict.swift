/// Runs that have the names of a sweep's runs, but were trained by other definitions or data.
package struct SweepConflict: Error, Hashable, Sendable {
  /// Their ids.
  package let runs: [String]
  package let sweep: String

  package init(runs: [String], sweep: String) {
    self.runs = runs
    self.sweep = sweep
  }
}
