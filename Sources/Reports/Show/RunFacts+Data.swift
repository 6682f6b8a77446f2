import Experiments
package import JSON
import Runs

extension RunFacts {
  /// For programs: what run.json says, and beside its keys what else there is of the run.
  ///
  /// State and summary are what the run has come to, also where its process died.
  package var json: JSONValue {
    var record = run.record
    record.summary = summary
    record.state = run.state
    var members = record.json.object ?? [:]
    members["definition"] = (try? run.definition()) ?? .null
    members["checkpoints"] = .array(
      checkpoints.map { checkpoint in
        [
          "step": .integer(checkpoint.step), "bytes": .integer(checkpoint.bytes),
          "roles": .array(roles(of: checkpoint).map(JSONValue.string)),
        ]
      })
    members["forks"] = .array(
      forks.compactMap { fork in
        fork.record.parent.map { parent in
          [
            "run": .string(fork.id), "step": .integer(parent.source.step),
            "epoch": .integer(parent.epoch),
          ]
        }
      })
    members["metrics"] = (try? run.metrics())?.json ?? .null
    members["timing"] = (try? run.timing())?.json ?? .null
    return .object(members)
  }
}

extension MetricsTable {
  /// A list for each column, an element a row; what is no number is the text metrics.csv has.
  fileprivate var json: JSONValue {
    var columns: [String: JSONValue] = ["epoch": .array(epochs.map(JSONValue.integer))]
    if self.columns.contains("step") { columns["step"] = .array(steps.map(JSONValue.integer)) }
    if !weightsDigests.isEmpty {
      columns["weights_digest"] = .array(weightsDigests.map(JSONValue.string))
    }
    for name in ["learning_rate"] + metricNames {
      guard let values = values(of: name) else { continue }
      columns[name] = .array(values.map(JSONValue.metric))
    }
    return .object(columns)
  }
}

extension TimingTable {
  /// A list for each column, an element a row.
  fileprivate var json: JSONValue {
    [
      "epoch": .array(rows.map { .integer($0.epoch) }),
      "seconds": .array(rows.map { .metric($0.seconds) }),
      "examples_per_second": .array(rows.map { .metric($0.examplesPerSecond) }),
    ]
  }
}
