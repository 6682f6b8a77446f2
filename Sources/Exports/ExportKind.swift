/// The forms in which `bench export` writes a run.
package enum ExportKind: String, CaseIterable, Sendable {
  /// The network as one file of C.
  case c
  /// The metrics of each epoch as a table, one row for each value.
  case csv
}
