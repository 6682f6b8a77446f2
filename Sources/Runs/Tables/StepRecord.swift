import Files
import Tables

/// A row of steps.csv.
package struct StepRecord: Hashable, Sendable {
  package let step: Int
  package let learningRate: Double
  /// Mean loss of the step's batch.
  package let trainLoss: Double
  /// The norm of the whole gradient before clipping.
  package let gradientNorm: Double

  package init(step: Int, learningRate: Double, trainLoss: Double, gradientNorm: Double) {
    self.step = step
    self.learningRate = learningRate
    self.trainLoss = trainLoss
    self.gradientNorm = gradientNorm
  }
}

extension Run {
  /// Calls `body` with every row of steps.csv, in the order of the file; does nothing if the run has
  /// none. A number that nobody knows is NaN.
  ///
  /// - Throws: a `RunError` if the file cannot be read or is not a steps.csv.
  package func readSteps(_ body: (StepRecord) -> Void) throws(RunError) {
    guard try folder.status(of: Self.stepsFile) != nil else { return }
    let file = try folder.open(Self.stepsFile, for: .reading)
    var lines = CSVFileLines(file)
    guard let header = try lines.next() else { return }
    guard header == StepsRow.columns else {
      throw RunError(
        .failed,
        "\(file.path): line 1: the header must be \(StepsRow.columns.joined(separator: ","))")
    }
    var line = 1
    while let cells = try lines.next() {
      line += 1
      guard cells.count == header.count, let step = Int(cells[0]), let rate = Double(cells[1]),
        let loss = Double(cells[2]), let norm = Double(cells[3])
      else { throw RunError(.failed, "\(file.path): line \(line): no row of a step") }
      body(StepRecord(step: step, learningRate: rate, trainLoss: loss, gradientNorm: norm))
    }
  }
}
