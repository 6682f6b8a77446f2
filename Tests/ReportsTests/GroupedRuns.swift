import Experiments
import JSON
import Reports
import Runs

/// A finished run of one epoch on a table's rows.
func groupedRun(
  _ id: String, rate: Double = 0.1, seed: Int, _ accuracy: Double, data: String = "d",
  label: Int = 3, _ change: (inout ComparedRun) -> Void = { _ in }
) -> ComparedRun {
  let table = "epoch,step,train_loss,test_loss,test_accuracy\n1,5,0.5,\(accuracy),\(accuracy)\n"
  let rows = (0..<10).map { "\($0),\(label),\($0 < 5 ? 3 : 5),0.5\n" }
  let answers = "index,label,prediction,probability\n" + rows.joined()
  guard let metrics = try? MetricsTable(parsing: Array(table.utf8)),
    let predictions = try? PredictionsTable(parsing: Array(answers.utf8))
  else { preconditionFailure("the rows above are well formed") }
  var run = ComparedRun(
    id: id, experiment: "one",
    definition: [
      "seed": .integer(seed), "optimizer": ["learning_rate": .number(rate)],
      "dataset": ["name": "csv", "subset": ["train": [0, 40], "test": [40, 50]]],
      "loss": ["type": "mse"], "checkpoint": ["keep_last": 3],
    ], runKey: id, host: "node7", isFinished: true, metrics: metrics, predictions: predictions,
    dataSHA256: data)
  change(&run)
  return run
}

/// Four seeds of each of two rates, the second clearly better.
func twoGroups(
  _ change: (inout ComparedRun) -> Void = { _ in }
) -> [ComparedRun] {
  (1...4).map { groupedRun("a-\($0)", seed: $0, 0.5 + Double($0) / 100) }
    + (1...4).map {
      groupedRun("b-\($0)", rate: 0.5, seed: $0, 0.8 + Double($0 * $0) / 400, change)
    }
}

extension ComparedRun {
  /// Changes a value of the definition.
  mutating func set(_ path: String, to value: JSONValue) {
    definition = definition?.setting(path.split(separator: ".").map(String.init), to: value)
  }
}

extension JSONValue {
  fileprivate func setting(_ names: [String], to value: JSONValue) -> JSONValue {
    guard let name = names.first else { return value }
    var members = object ?? [:]
    members[name] = (members[name] ?? [:]).setting(Array(names.dropFirst()), to: value)
    return .object(members)
  }
}

func grouped(
  _ runs: [ComparedRun], by key: String = "optimizer.learning_rate", metric: String? = nil,
  leftOut: [ComparedRun] = []
) throws -> GroupComparison {
  try GroupComparison(runs, by: key, metric: metric, leftOut: leftOut)
}
