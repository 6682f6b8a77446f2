import Training

/// How a logged step becomes a row of steps.csv.
enum StepsRow {
  static let columns = ["step", "learning_rate", "train_loss", "gradient_norm"]

  /// The row's line: numbers in the shortest form that reads back the same.
  static func line(_ result: StepResult, _ log: StepLog) -> String {
    "\(result.step),\(shortestText(result.learningRate)),\(shortestText(log.trainLoss)),"
      + "\(shortestText(log.gradientNorm))\n"
  }

  /// The rows there are after so many steps.
  static func count(steps: Int, every: Int) -> Int { steps / every }
}
