import Tables
import Training

/// The conversion of a logged step to a row of steps.csv.
enum StepsRow {
  static let columns = ["step", "learning_rate", "train_loss", "gradient_norm"]

  /// The row's text: numbers in the shortest form that reads back the same.
  static func text(_ result: StepResult, _ log: StepLog) -> CSVRow {
    var row = CSVRow()
    row.append(result.step)
    row.append(result.learningRate)
    row.append(log.trainLoss)
    row.append(log.gradientNorm)
    return row
  }

  /// Returns the number of rows after this many steps.
  static func count(steps: Int, every: Int) -> Int { steps / every }
}
