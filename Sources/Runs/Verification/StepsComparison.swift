import Tables

/// Compares the rows of steps.csv with the repeated ones, one by one, so that only one row is in
/// memory.
struct StepsComparison {
  /// nil: there is no file.
  private var recorded: CSVFileLines<RunError>?
  private let rows: Range<Int>
  private let every: Int
  private var next: Int
  private(set) var difference: Difference?
  private var count = 0

  /// - Parameters:
  ///   - file: steps.csv, from its start.
  ///   - rows: the rows of the repeated steps, from 0.
  /// - Throws: a `RunError` if the file cannot be read.
  init(_ file: RunFile?, rows: Range<Int>, every: Int) throws(RunError) {
    recorded = file.map { CSVFileLines($0) }
    self.rows = rows
    self.every = every
    next = rows.lowerBound
    // The header and the rows before.
    for _ in 0...rows.lowerBound { _ = try recorded?.next() }
  }

  /// Compares the next repeated row.
  ///
  /// - Throws: a `RunError` if the file cannot be read.
  mutating func take(_ here: [String]) throws(RunError) {
    let old = next < rows.upperBound ? try recorded?.next() : nil
    compare(old ?? [], here)
  }

  /// Compares the recorded rows that were not repeated.
  ///
  /// - Throws: a `RunError` if the file cannot be read.
  mutating func finish() throws(RunError) {
    while next < rows.upperBound, let old = try recorded?.next() { compare(old, []) }
    guard let found = difference else { return }
    difference = Difference(
      place: .steps, step: found.step, name: found.name, recorded: found.recorded,
      here: found.here, count: count, total: next - rows.lowerBound)
  }

  private mutating func compare(_ old: [String], _ here: [String]) {
    defer { next += 1 }
    guard old != here else { return }
    count += 1
    guard difference == nil else { return }
    let parted = Difference(
      rows: old.isEmpty ? [] : [old], here.isEmpty ? [] : [here], columns: StepsRow.columns
    ) { _, _ in (.steps, step: (next + 1) * every) }
    difference = parted
  }
}
