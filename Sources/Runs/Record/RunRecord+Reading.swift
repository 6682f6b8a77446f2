import Experiments
package import JSON

/// The problem with a run.json: the key and what is wrong with it.
package struct RunRecordProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// `segments.0.from_step`; empty for the whole file.
  package let path: String
  package let problem: String

  /// `state: must be one of running, finished, …, not "done"`.
  package var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
}

extension RunRecord {
  /// The most bytes a run.json may have.
  package static let maximumBytes = 1 << 20

  /// The keys that bench writes. A record read from bench's own text has no other key.
  private static let knownKeys: Set = [
    "id", "experiment", "run_key", "state", "weights_sha256", "numerics_version", "data_sha256",
    "data", "seed", "created_at", "finished_at", "parent", "segments", "summary", "divergence",
    "failure", "peak_memory_bytes", "verified", "tags", "note", "sweep", "imported",
    "metric_directions", "initial_weights", "bench_version", "command", "threads", "isa", "host",
    "os", "cpu",
    "git_commit", "git_dirty",
  ]

  /// A text of at most this many bytes is within `maximumBytes` when it is written: a value of two
  /// bytes takes at most two lines of 130 columns, at the deepest nesting that is read.
  private static let surelyShortBytes = 4096

  /// Reads a run.json strictly. Unknown keys are preserved.
  ///
  /// - Parameter bytes: the length of the text; nil if it is not known.
  package init(_ json: JSONValue, ofBytes bytes: Int? = nil) throws(RunRecordProblem) {
    let fields = RecordFields(json)
    guard let members = json.object else {
      throw RunRecordProblem(path: "", problem: "must be an object, not \(json.typeName)")
    }
    id = try fields.string("id")
    experiment = try fields.experimentName("experiment")
    runKey = try fields.string("run_key")
    state = try fields.choice("state", of: RunState.self)
    weightsSHA256 = try fields.optionalString("weights_sha256")
    numericsVersion = try fields.count("numerics_version")
    dataSHA256 = try fields.string("data_sha256")
    data = try fields.optional("data", RecordedData.init)
    seed = try fields.seed("seed")
    provenance = try Provenance(fields)
    createdAt = try fields.time("created_at")
    finishedAt = try fields.optionalTime("finished_at")
    parent = try fields.optional("parent") { (parent) throws(RunRecordProblem) in
      RunParent(
        run: try parent.string("run"), epoch: try parent.count("epoch"),
        source: WeightsSource(
          checkpointSHA256: try parent.string("checkpoint_sha256"),
          step: try parent.count("step")))
    }
    segments = try fields.elements("segments") { (segment) throws(RunRecordProblem) in
      RunSegment(
        startedAt: try segment.time("started_at"), fromStep: try segment.count("from_step"),
        toStep: try segment.optionalCount("to_step"), host: try segment.string("host"),
        command: try segment.optionalString("command"),
        starts: try segment.optionalCount("starts") ?? 1)
    }
    summary = try fields.optional("summary", RunSummary.init) ?? RunSummary()
    divergence = try fields.optional("divergence") { (found) throws(RunRecordProblem) in
      RunDivergence(
        step: try found.count("step"), epoch: try found.count("epoch"),
        batch: try found.count("batch"), loss: try found.metric("loss"))
    }
    failure = try fields.optionalString("failure")
    peakMemoryBytes = try fields.optionalCount("peak_memory_bytes")
    verified = try fields.optional("verified", RecordedVerification.init)
    tags = try fields.strings("tags")
    note = try fields.optionalString("note") ?? ""
    sweep = try fields.optional("sweep", RunSweep.init)
    imported = try fields.optional("imported") { (source) throws(RunRecordProblem) in
      ImportSource(file: try source.string("file"), sha256: try source.string("sha256"))
    }
    initialWeights = try fields.optional("initial_weights", RecordedInitialWeights.init)
    metricDirections = try fields.optional("metric_directions") {
      (directions) throws(RunRecordProblem) in try directions.choices(of: MetricDirection.self)
    }
    unknown = members.filter { !Self.knownKeys.contains($0.key) }
    if let bytes, bytes <= Self.surelyShortBytes { return }
    // Numbers and arrays may be longer in bench's form than in the original text.
    guard text.utf8.count <= Self.maximumBytes else {
      throw RunRecordProblem(
        path: "", problem: "as bench writes it, it would have more than \(Self.maximumBytes) bytes")
    }
  }
}

extension RunSummary {
  init(_ fields: RecordFields) throws(RunRecordProblem) {
    self.init()
    for (name, found) in try fields.members("metrics") {
      let value = try found.optionalMetric("best")
      let best: BestValue? =
        if let value {
          BestValue(
            value: value, epoch: try found.count("best_epoch"),
            step: try found.count("best_step"))
        } else { nil }
      metrics.append(MetricSummary(name: name, last: try found.metric("last"), best: best))
    }
    sortMetrics()
    epoch = try fields.count("epoch")
    step = try fields.count("step")
    totalSeconds = try fields.metric("total_seconds")
    examplesPerSecond = try fields.optionalMetric("examples_per_second")
  }

  /// Puts the metrics into the order of metrics.csv, then any others in the order of their names.
  mutating func sortMetrics() {
    metrics.sort { Self.rank($0.name) < Self.rank($1.name) }
  }

  private static func rank(_ name: String) -> RankedName {
    let known = MetricName.allCases.firstIndex { $0.rawValue == name }
    return RankedName(rank: known ?? MetricName.allCases.count, name: name)
  }
}

private struct RankedName: Comparable {
  let rank: Int
  let name: String

  static func < (left: RankedName, right: RankedName) -> Bool {
    (left.rank, left.name) < (right.rank, right.name)
  }
}
