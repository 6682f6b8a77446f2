import Tables
import Training

/// The conversion of a logged step to a row of steps.csv.
enum StepsRow {
  /// A column of steps.csv, in the order of the file.
  enum Column: String, CaseIterable {
    case step
    case learningRate = "learning_rate"
    case trainLoss = "train_loss"
    case gradientNorm = "gradient_norm"
  }

  static let columns = Column.allCases.map(\.rawValue)
  /// What stands for a number that nobody knows.
  static let unknown = "nan"

  /// The cells of a step of which nothing else is known.
  static func unknown(step: Int) -> [String] {
    Column.allCases.map { $0 == .step ? String(step) : unknown }
  }

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
