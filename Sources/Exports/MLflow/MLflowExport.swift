import Datasets
import Files
import JSON
package import Runs

/// The export of a run to an MLflow server.
///
/// The run there is found by a tag with the identity of the run here: exporting again updates it.
/// While it is told, the tag `bench.export` says `incomplete`, and at the end `complete`.
package struct MLflowExport {
  /// What came of an export.
  package struct Outcome {
    /// The page of the run.
    package let page: String
    /// Whether the server did not have the run.
    package let isNew: Bool
    /// What was left out or cut, a sentence each.
    package let notes: [String]
  }

  private let server: MLflowServer
  private let run: Run
  private let checkpoint: Int?

  /// MLflow takes 1,000 metrics, 100 params and 100 tags at once.
  private static let mostEntries = 100
  private static let mostMetrics = 500

  /// - Parameter checkpoint: the step of a checkpoint that becomes an artifact too; nil for none.
  package init(of run: Run, checkpoint: Int?, to server: MLflowServer) {
    self.run = run
    self.checkpoint = checkpoint
    self.server = server
  }

  /// Tells the server everything.
  ///
  /// - Throws: a `RunError`, which says what the server has if it was not told everything.
  package func perform() throws(RunError) -> Outcome {
    let record = try MLflowRecord(run)
    let experiment = try experimentID(named: record.experiment)
    let (id, place, isNew) = try runID(record, in: experiment)
    let page = "\(server.address)/#/experiments/\(experiment)/runs/\(id)"
    do throws(RunError) {
      let notes = try tell(record, id: id, artifacts: place)
      return Outcome(page: page, isNew: isNew, notes: record.notes + notes)
    } catch {
      throw RunError(
        error.kind, "\(run.id) is only partly logged: \(error.message)",
        advice: error.advice + [
          "the server has it at \(page), with the tag \(MLflowRecord.stateTag) = incomplete",
          "export it again to complete it: nothing is logged twice",
        ])
    }
  }

  private func experimentID(named name: String) throws(RunError) -> String {
    let query = "experiments/get-by-name?experiment_name=\(name.percentEncoded)"
    if let found = try server.call(query)?["experiment"] {
      guard found["lifecycle_stage"]?.string != "deleted" else {
        let id = found["experiment_id"]?.string ?? ""
        throw RunError(
          .failed, "\(server.address): its experiment \(name) is deleted",
          advice: ["restore it: mlflow experiments restore --experiment-id \(id)"])
      }
      if let id = found["experiment_id"]?.string { return id }
    }
    do throws(RunError) {
      let made = try server.call("experiments/create", ["name": .string(name)])
      if let id = made?["experiment_id"]?.string { return id }
    } catch {
      // Another export may have made it a moment ago.
      if let id = try server.call(query)?["experiment"]?["experiment_id"]?.string { return id }
      throw error
    }
    throw RunError(.failed, "\(server.address): experiments/create has no experiment_id")
  }

  /// Finds the run by its identity, or makes it.
  private func runID(
    _ record: MLflowRecord, in experiment: String
  ) throws(RunError) -> (id: String, artifacts: String, isNew: Bool) {
    let found = try server.call(
      "runs/search",
      [
        "experiment_ids": [.string(experiment)], "max_results": 2,
        "filter": .string("tags.`\(MLflowRecord.identityTag)` = '\(record.identity)'"),
        "order_by": ["attributes.start_time ASC"],
      ])
    let known = found?["runs"]?[0]
    let entry = if let known { known } else { try create(record, in: experiment) }
    guard let info = entry?["info"], let id = info["run_id"]?.string else {
      throw RunError(.failed, "\(server.address): runs/create has no run_id")
    }
    return (id, info["artifact_uri"]?.string ?? "", known == nil)
  }

  private func create(_ record: MLflowRecord, in experiment: String) throws(RunError) -> JSONValue?
  {
    let tags: [JSONValue] = [
      MLflowRecord.Entry(key: MLflowRecord.identityTag, value: record.identity).json,
      MLflowRecord.Entry(key: MLflowRecord.stateTag, value: "incomplete").json,
    ]
    return try server.call(
      "runs/create",
      [
        "experiment_id": .string(experiment), "run_name": .string(record.id),
        "start_time": .integer(record.startTime), "tags": .array(tags),
      ])?["run"]
  }

  /// Returns what was left out.
  private func tell(
    _ record: MLflowRecord, id: String, artifacts: String
  ) throws(RunError) -> [String] {
    let incomplete = MLflowRecord.Entry(key: MLflowRecord.stateTag, value: "incomplete")
    try log(id, tags: [incomplete.json])
    for part in record.tags.map(\.json).parts(of: Self.mostEntries) { try log(id, tags: part) }
    for part in record.parameters.map(\.json).parts(of: Self.mostEntries) {
      try log(id, parameters: part)
    }
    let metrics = try missing(record.metrics, of: id).map(\.json)
    for part in metrics.parts(of: Self.mostMetrics) { try log(id, metrics: part) }
    let notes = try store(record, in: artifacts)
    var update: [String: JSONValue] = [
      "run_id": .string(id), "status": .string(record.status), "run_name": .string(record.id),
    ]
    if let endTime = record.endTime { update["end_time"] = .integer(endTime) }
    _ = try server.call("runs/update", .object(update))
    try log(id, tags: [MLflowRecord.Entry(key: MLflowRecord.stateTag, value: "complete").json])
    return notes
  }

  private func log(
    _ id: String, metrics: [JSONValue] = [], parameters: [JSONValue] = [], tags: [JSONValue] = []
  ) throws(RunError) {
    let answer = try server.call(
      "runs/log-batch",
      [
        "run_id": .string(id), "metrics": .array(metrics), "params": .array(parameters),
        "tags": .array(tags),
      ])
    guard answer != nil else {
      throw RunError(.failed, "\(server.address): the run was deleted there meanwhile")
    }
  }

  /// Returns the values that the server does not have.
  private func missing(
    _ metrics: [MLflowRecord.Metric], of id: String
  ) throws(RunError) -> [MLflowRecord.Metric] {
    var known: [String: Set<Int>] = [:]
    for key in Set(metrics.map(\.key)).sorted() {
      known[key] = try history(of: key, in: id)
    }
    return metrics.filter { known[$0.key]?.contains($0.step) != true }
  }

  /// Returns the steps of a metric's values on the server.
  private func history(of key: String, in id: String) throws(RunError) -> Set<Int> {
    var steps: Set<Int> = []
    var page: String?
    repeat {
      var query = "metrics/get-history?run_id=\(id)&metric_key=\(key.percentEncoded)"
      query += "&max_results=10000"
      if let page { query += "&page_token=\(page.percentEncoded)" }
      let answer = try server.call(query)
      for metric in answer?["metrics"]?.array ?? [] {
        // 64-bit numbers may be strings in the JSON of protobuf.
        steps.insert(metric["step"]?.int ?? metric["step"]?.string.flatMap { Int($0) } ?? 0)
      }
      page = answer?["next_page_token"]?.string
    } while page?.isEmpty == false
    return steps
  }

  /// Stores the files, in place of those of an earlier export.
  private func store(
    _ record: MLflowRecord, in place: String
  ) throws(RunError) -> [String] {
    guard place.hasPrefix("mlflow-artifacts:/") else {
      return [
        "the files are left out: the server keeps artifacts at \(place.printable), not behind its "
          + "own address"
      ]
    }
    // mlflow-artifacts:/1/… or mlflow-artifacts://host:port/1/…
    var path = place.dropFirst("mlflow-artifacts:/".count)
    if path.hasPrefix("/") { path = path.dropFirst().drop { $0 != "/" }.dropFirst() }
    let folder = path.split(separator: "/").map { String($0).percentEncoded }
      .joined(separator: "/")
    for file in record.files {
      try server.store(run.folder.path(of: file), as: "\(folder)/\(file)")
    }
    if let checkpoint {
      let file = CheckpointName.file(step: checkpoint)
      try server.store(
        run.folder.path(of: "checkpoints/\(file)"), as: "\(folder)/checkpoints/\(file)")
    }
    return []
  }
}

extension [JSONValue] {
  /// The largest body of a request: it is an argument of curl, of which Linux takes 128 kB.
  private static var mostBytes: Int { 100_000 }

  /// The elements in their order, in parts of at most this many, and of no more bytes than a request
  /// may have.
  fileprivate func parts(of count: Int) -> [[JSONValue]] {
    var parts: [[JSONValue]] = []
    var bytes = 0
    for element in self {
      let size = element.canonicalText.utf8.count + 1
      if parts.last.map({ $0.count < count && bytes + size <= Self.mostBytes }) == true {
        parts[parts.count - 1].append(element)
        bytes += size
      } else {
        parts.append([element])
        bytes = size
      }
    }
    return parts
  }
}
