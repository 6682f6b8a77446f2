import Experiments
import Files
import JSON
import Runs
import Tables

/// What MLflow is told of a run. Everything is a function of the run's folder, so that telling it
/// again changes nothing.
struct MLflowRecord {
  struct Metric: Hashable {
    let key: String
    let value: Double
    let step: Int
    /// Milliseconds since 1970.
    let timestamp: Int
  }

  struct Entry: Hashable {
    let key: String
    let value: String
  }

  let id: String
  let experiment: String
  /// What the run is found by when it is exported again.
  let identity: String
  let startTime: Int
  let endTime: Int?
  let status: String
  let parameters: [Entry]
  let tags: [Entry]
  let metrics: [Metric]
  /// The files in the run's folder that become artifacts.
  let files: [String]
  /// What MLflow has no room for, a sentence each.
  let notes: [String]

  /// The tag that has the identity.
  static let identityTag = "bench.identity"
  /// The tag that says whether everything has been told.
  static let stateTag = "bench.export"

  private static let longestParameter = 6000
  private static let longestTag = 5000

  init(_ run: Run) throws(RunError) {
    let record = run.record
    id = run.id
    experiment = record.experiment
    let began = record.createdAt.milliseconds
    identity = String(
      SHA256.hash(Array("\(run.id)\n\(began)\n\(record.runKey)\n".utf8)).description.prefix(32))
    startTime = began
    endTime = record.finishedAt?.milliseconds
    status =
      switch run.state {
      case .running: "RUNNING"
      case .finished: "FINISHED"
      case .interrupted: "KILLED"
      default: "FAILED"
      }
    var notes: [String] = []
    let leaves = record.imported == nil ? try run.definition().leaves : []
    parameters = leaves.compactMap { leaf in
      let name = leaf.path.description
      guard name != "$schema" else { return nil }
      let text = leaf.value.string ?? leaf.value.canonicalText
      guard text.count > Self.longestParameter else { return Entry(key: name, value: text) }
      notes.append("\(name) is cut to \(Self.longestParameter) characters; artifacts have it whole")
      return Entry(key: name, value: text.prefix(Self.longestParameter - 1) + "…")
    }
    tags = Self.tags(run).map {
      Entry(
        key: $0,
        value: $1.count > Self.longestTag
          ? $1.prefix(Self.longestTag - 1) + "…" : $1)
    }
    metrics = try Self.metrics(run)
    files = ["definition.json", "run.json", "metrics.csv", "steps.csv", "predictions.csv"]
      .filter { (try? run.folder.status(of: $0))?.kind == .file }
    self.notes = notes
  }

  private static func tags(_ run: Run) -> [(String, String)] {
    let record = run.record
    var tags = [
      ("bench.run", run.id), ("bench.run_key", record.runKey), ("bench.state", run.state.rawValue),
      ("bench.host", record.provenance.host), ("mlflow.source.name", record.provenance.command),
      ("mlflow.source.type", "LOCAL"),
    ]
    if record.imported == nil {
      tags += [
        ("bench.data_sha256", record.dataSHA256),
        ("bench.numerics_version", String(record.numericsVersion)),
      ]
    }
    if let weights = record.weightsSHA256 { tags.append(("bench.weights_sha256", weights)) }
    if let sweep = record.sweep { tags.append(("bench.sweep", sweep.name)) }
    if let parent = record.parent {
      tags.append(("bench.parent", "\(parent.run), step \(parent.source.step)"))
    }
    if let commit = record.json["git_commit"]?.string {
      tags.append(("mlflow.source.git.commit", commit))
    }
    if !record.note.isEmpty { tags.append(("mlflow.note.content", record.note)) }
    return tags
      + record.tags.map {
        ("bench.tag.\($0.replacing(":", with: "-").replacing("+", with: "-"))", "true")
      }
  }

  /// The history of each metric, and the best values at their steps.
  private static func metrics(_ run: Run) throws(RunError) -> [Metric] {
    let table = try run.metrics()
    let clock = EpochClock(run, metrics: table)
    var metrics: [Metric] = []
    for row in 0..<table.count {
      let step = table.step(ofRow: row)
      for (name, value) in table.scalars(ofRow: row) {
        metrics.append(
          Metric(key: name, value: value, step: step, timestamp: clock.milliseconds(at: step)))
      }
    }
    for name in table.metricNames {
      guard let best = table.summary(of: name)?.best else { continue }
      let step = table.schema.position(of: .step) == nil ? best.epoch : best.step
      metrics.append(
        Metric(
          key: "best_\(name)", value: best.value, step: step,
          timestamp: clock.milliseconds(at: step)))
    }
    try run.readSteps { row in
      for (name, value) in row.scalars {
        metrics.append(
          Metric(
            key: name, value: value, step: row.step,
            timestamp: clock.milliseconds(at: row.step)))
      }
    }
    return metrics
  }
}

extension MLflowRecord.Metric {
  /// The number as MLflow reads it in JSON, which has no word for what is no number.
  var json: JSONValue {
    let number: JSONValue =
      value.isFinite
      ? .number(value) : .string(value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity")
    return [
      "key": .string(key), "value": number, "step": .integer(step),
      "timestamp": .integer(timestamp),
    ]
  }
}

extension MLflowRecord.Entry {
  var json: JSONValue { ["key": .string(key), "value": .string(value)] }
}
