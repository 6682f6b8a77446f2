import Runs

extension MetricsTable {
  /// The step of a row; its epoch in tables without steps.
  func step(ofRow row: Int) -> Int {
    schema.position(of: .step) == nil ? epochs[row] : steps[row]
  }

  /// The numbers of a row, by the names of their columns.
  func scalars(ofRow row: Int) -> [(tag: String, value: Double)] {
    let names = (schema.position(of: .learningRate) == nil ? [] : ["learning_rate"]) + metricNames
    return names.compactMap { name in values(of: name).map { (name, $0[row]) } }
  }
}

extension StepRecord {
  /// The numbers of a row of steps.csv.
  var scalars: [(tag: String, value: Double)] {
    [
      ("steps/learning_rate", learningRate), ("steps/train_loss", trainLoss),
      ("steps/gradient_norm", gradientNorm),
    ]
  }
}
