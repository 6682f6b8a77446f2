import Execution
import Experiments
import JSON
import Runs
import Training

extension RunBatch {
  /// What came of each run, in the order of the command, for programs.
  func json(of ends: [BatchOutcome]) -> JSONValue {
    .array(
      zip(batch.experiments, ends).map { experiment, end in
        let record = end.id.flatMap { try? workspace.store.run($0).record }
        return [
          "experiment": .string(experiment.name), "seed": .string(String(experiment.seed)),
          "outcome": .string(end.name), "exit_code": .integer(Int(end.status.code)),
          "run": record?.json ?? .null,
        ]
      })
  }
}

extension BatchOutcome {
  /// One word for programs.
  fileprivate var name: String {
    switch self {
    case .notBegun: "not_begun"
    case .notNeeded: "not_needed"
    case .refused: "refused"
    case .trained(_, .success(.finished)): "finished"
    case .trained(_, .success(.stopped(_))): "interrupted"
    case .trained(_, .success(.diverged(_, _, _, _, _))): "diverged"
    case .trained(_, .failure): "failed"
    }
  }
}

extension RehearsedRun {
  /// What would run, for programs.
  var json: JSONValue {
    [
      "experiment": .string(experiment.name), "seed": .string(String(experiment.seed)),
      "parameters": .integer(experiment.parameterCount),
      "finished": finished.map { .string($0.id) } ?? .null,
      "resumable": resumable.map { .string($0.id) } ?? .null,
    ]
  }
}
