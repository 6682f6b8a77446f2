import Engine
import Training

/// The last steps of a training in memory, for the record of one that diverges.
///
/// A step costs four stores: a ring of rows of the step, its rate, and the sums of its epoch.
struct RecentSteps {
  private static let most = RunDivergence.mostSteps
  private static let width = 4
  /// One row more, whose sums the first of the steps is measured from.
  private let rows = SharedMemory<Double>(count: (most + 1) * width)

  func note(_ result: StepResult) {
    let start = result.step % (Self.most + 1) * Self.width
    var row = rows.mutableSpan(start..<start + Self.width)
    row[0] = Double(result.step)
    row[1] = Double(result.learningRate)
    row[2] = result.sums.loss
    row[3] = Double(result.sums.examples)
  }

  /// Returns the steps before the one that diverged, the first first. The loss of a batch is the
  /// difference of its epoch's sums before and after it.
  ///
  /// - Parameter step: the one that diverged.
  func steps(before step: Int) -> [RecentStep] {
    let known = (max(1, step - Self.most)..<max(1, step)).compactMap { row(of: $0) }
    return known.compactMap { row in
      var (loss, examples) = (row[2], row[3])
      if let before = self.row(of: Int(row[0]) - 1), before[3] < examples {
        (loss, examples) = (loss - before[2], examples - before[3])
      }
      return RecentStep(step: Int(row[0]), learningRate: row[1], trainLoss: loss / examples)
    }
  }

  /// nil if the step was not noted.
  private func row(of step: Int) -> [Double]? {
    guard step > 0 else { return nil }
    let start = step % (Self.most + 1) * Self.width
    let row = rows.array(start..<start + Self.width)
    return row[0] == Double(step) ? row : nil
  }
}
