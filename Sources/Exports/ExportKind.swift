/// The forms in which `bench export` writes a run.
package enum ExportKind: String, CaseIterable, Sendable {
  /// The metrics of each epoch as a table, one row for each value.
  case csv
}
