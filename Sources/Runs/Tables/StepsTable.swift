import Files
import Tables

/// The training losses of a steps.csv; of very many rows the lowest and the highest of each stretch.
package struct StepsTable: Hashable, Sendable {
  package struct Row: Hashable, Sendable {
    package let step: Int
    /// Mean loss of the step's batch.
    package let trainLoss: Double
  }

  /// The rows with finite losses, in the order of the file.
  package private(set) var rows: [Row] = []
  /// The last row of the file; nil if it has none.
  package private(set) var last: Row?
  /// How many rows the file has.
  package private(set) var count = 0

  /// More rows than this are thinned.
  package static let mostRows = 4096

  /// - Throws: a `RunError` if the file cannot be read or is not a steps.csv.
  init(_ file: RunFile) throws(RunError) {
    var lines = CSVFileLines(file)
    guard let header = try lines.next() else { return }
    guard let step = header.firstIndex(of: StepsRow.Column.step.rawValue),
      let trainLoss = header.firstIndex(of: StepsRow.Column.trainLoss.rawValue)
    else { throw RunError(.failed, "\(file.path): line 1: no columns step and train_loss") }
    while let cells = try lines.next() {
      count += 1
      guard cells.count == header.count, let step = Int(cells[step]),
        let trainLoss = Double(cells[trainLoss])
      else { throw RunError(.failed, "\(file.path): line \(count + 1): no row of a step") }
      append(Row(step: step, trainLoss: trainLoss))
    }
  }

  private mutating func append(_ row: Row) {
    last = row
    guard row.trainLoss.isFinite else { return }
    if rows.count == Self.mostRows {
      rows = stride(from: 0, to: rows.count, by: 4).flatMap { start in
        let stretch = rows[start..<start + 4]
        let low = stretch.indices.min { stretch[$0].trainLoss < stretch[$1].trainLoss } ?? start
        let high = stretch.indices.max { stretch[$0].trainLoss < stretch[$1].trainLoss } ?? start
        return Set([low, high]).sorted().map { stretch[$0] }
      }
    }
    rows.append(row)
  }
}

extension Run {
  /// Returns the rows of steps.csv; nil if the run has none.
  ///
  /// - Throws: a `RunError` if the file cannot be read or is not a steps.csv.
  package func steps() throws(RunError) -> StepsTable? {
    guard try folder.status(of: Self.stepsFile) != nil else { return nil }
    return try StepsTable(try folder.open(Self.stepsFile, for: .reading))
  }
}
