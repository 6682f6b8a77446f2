import Experiments
import JSON
import Reports
import Runs

/// A finished run of one epoch with this value of a metric.
func groupRun(
  _ id: String, _ group: String, seed: Int, _ value: Double, metric: String = "test_accuracy",
  digest: String? = nil, tags: [String] = [], batch: Int = 32, key: String? = nil
) -> ComparedRun {
  let text = "epoch,step,\(metric),weights_digest\n1,5,\(value),\(digest ?? id)\n"
  guard let table = try? MetricsTable(parsing: Array(text.utf8)) else {
    preconditionFailure("the rows above are well formed")
  }
  return ComparedRun(
    id: id, experiment: "mine",
    definition: [
      "seed": .integer(seed), "optimizer": ["type": .string(group)],
      "training": ["batch_size": .integer(batch)],
    ], runKey: key ?? id, host: "node7", isFinished: true, metrics: table, tags: tags)
}

func groupRuns(_ group: String, _ values: [Double], metric: String = "test_accuracy")
  -> [ComparedRun]
{
  values.enumerated().map {
    groupRun("\(group)-\($0 + 1)", group, seed: $0 + 1, $1, metric: metric)
  }
}

func importedRun(_ id: String, _ value: Double, tags: [String], key: String) -> ComparedRun {
  var run = groupRun(id, "-", seed: 1, value, tags: tags, key: key)
  run.definition = nil
  if let table = try? MetricsTable(parsing: Array("epoch,test_accuracy\n1,\(value)\n".utf8)) {
    run.metrics = table
  }
  return run
}
