import Tables

/// The rows of steps.csv with which a fork begins, made on demand: those of the parent, and `nan`
/// if the parent has none that means the same.
struct ForkSteps {
  private var parentRows: CSVFileLines<RunError>?
  private var pending: [String]?
  private let every: Int
  private let count: Int
  private var row = 0

  /// - Parameters:
  ///   - parentRows: in the order of their steps; nil if none means the same.
  ///   - step: the step at which the fork begins.
  init(_ parentRows: CSVFileLines<RunError>?, every: Int, upTo step: Int) {
    self.parentRows = parentRows
    self.every = every
    count = StepsRow.count(steps: step, every: every)
  }

  /// Returns the cells of the next row; nil at the end.
  ///
  /// - Throws: a `RunError` if the parent's file cannot be read.
  mutating func next() throws(RunError) -> [String]? {
    guard row < count else { return nil }
    row += 1
    let step = row * every
    while true {
      if pending == nil { pending = try parentRows?.next() }
      guard let cells = pending, let found = Int(cells.first ?? "") else { break }
      if found > step { break }
      pending = nil
      if found == step { return cells }
    }
    return StepsRow.unknown(step: step)
  }
}
