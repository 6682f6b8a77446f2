import Experiments
package import JSON
import Runs

extension RunFacts {
  /// The run for programs: the members of run.json, and further ones for everything else.
  ///
  /// State and summary are current, even if the process of the run died.
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
  /// A list for each column with one element per row. A value that is not a number is the text in
  /// metrics.csv.
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
  /// A list for each column with one element per row.
  fileprivate var json: JSONValue {
    [
      "epoch": .array(rows.map { .integer($0.epoch) }),
      "seconds": .array(rows.map { .metric($0.seconds) }),
      "examples_per_second": .array(rows.map { .metric($0.examplesPerSecond) }),
    ]
  }
}
