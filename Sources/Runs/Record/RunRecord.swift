package import Experiments
package import JSON
import Tables

/// The content of run.json: the state of a run, its origin and its results.
package struct RunRecord: Hashable, Sendable {
  package var id: String
  package var experiment: String
  /// 64 hex digits; see `RunKey`.
  package var runKey: String
  package var state: RunState
  /// The digest of the newest recorded weights; nil before the first checkpoint.
  package var weightsSHA256: String?
  package var numericsVersion: Int
  /// The digest of the data files that the run is trained on.
  package var dataSHA256: String
  /// The layout of those files; nil if bench 0.1.0 wrote the record, or if the run was imported.
  package var data: RecordedData?
  package var seed: UInt64
  /// The provenance of the last start or resume. Its command is that of the first start.
  package var provenance: Provenance
  package var createdAt: Timestamp
  /// The time of the last end, in any state; nil before.
  package var finishedAt: Timestamp?
  package var parent: RunParent?
  /// The given weights that the run began with; nil if it drew them, and for a fork.
  package var initialWeights: RecordedInitialWeights?
  package var segments: [RunSegment]
  package var summary: RunSummary
  package var divergence: RunDivergence?
  /// The error in one sentence; nil if there was none.
  package var failure: String?
  /// The largest resident size of any of its processes; nil before the first end.
  package var peakMemoryBytes: Int?
  /// nil if the run was never verified.
  package var verified: RecordedVerification?
  package var tags: [String] = []
  package var note: String = ""
  /// The sweep the run belongs to; nil for none.
  package var sweep: RunSweep?
  /// nil for a run that bench trained.
  package var imported: ImportSource?
  /// For an imported run, which values are better, for metrics whose name does not say it. nil for
  /// a run that bench trained, and for one that bench 0.1 imported, which guessed the best values.
  package var metricDirections: [String: MetricDirection]?
  /// Keys that this version does not know. They are preserved when the file is replaced.
  package var unknown: [String: JSONValue] = [:]
}

extension RunRecord {
  /// The file's text.
  package var text: String { json.prettyText + "\n" }

  /// The record as JSON. A metric that is NaN or infinite becomes the string that metrics.csv has.
  package var json: JSONValue {
    var members = unknown
    let known: [String: JSONValue] = [
      "id": .string(id),
      "experiment": .string(experiment),
      "run_key": .string(runKey),
      "state": .string(state.rawValue),
      "weights_sha256": .optional(weightsSHA256),
      "numerics_version": .integer(numericsVersion),
      "data_sha256": .string(dataSHA256),
      "data": data?.json ?? .null,
      "seed": Int(exactly: seed).map(JSONValue.integer) ?? .string(String(seed)),
      "created_at": .string(createdAt.iso8601),
      "finished_at": .optional(finishedAt?.iso8601),
      "parent": parent?.json ?? .null,
      "segments": .array(segments.map(\.json)),
      "summary": summary.json,
      "divergence": divergence?.json ?? .null,
      "failure": .optional(failure),
      "peak_memory_bytes": peakMemoryBytes.map(JSONValue.integer) ?? .null,
      "verified": verified?.json ?? .null,
      "tags": .array(tags.map(JSONValue.string)),
      "note": .string(note),
      "sweep": sweep?.json ?? .null,
      "imported": imported?.json ?? .null,
    ]
    members.merge(known) { _, new in new }
    if let initialWeights { members["initial_weights"] = initialWeights.json }
    if let metricDirections {
      members["metric_directions"] = .object(metricDirections.mapValues { .string($0.rawValue) })
    }
    members.merge(provenance.json) { _, new in new }
    return .object(members)
  }
}

extension JSONValue {
  /// The string, or null.
  static func optional(_ text: String?) -> JSONValue {
    text.map(JSONValue.string) ?? .null
  }

  /// Returns the number, or for NaN and infinities, which JSON lacks, the string that metrics.csv
  /// has.
  package static func metric(_ value: Double) -> JSONValue {
    value.isFinite ? .number(value) : .string(shortestText(value))
  }
}

extension RunRecord {
  /// The step of the first checkpoint, which is always kept: 0, or the step at which a fork begins.
  package var firstStep: Int { parent == nil ? 0 : segments.first?.fromStep ?? 0 }

  /// Whether the first weights follow from the seed.
  package var drawsWeights: Bool { parent == nil && initialWeights == nil }
}

extension RunParent {
  var json: JSONValue {
    [
      "run": .string(run), "step": .integer(source.step), "epoch": .integer(epoch),
      "checkpoint_sha256": .string(source.checkpointSHA256),
    ]
  }
}

extension ImportSource {
  var json: JSONValue {
    ["file": .string(file), "sha256": .string(sha256)]
  }
}

extension RunSegment {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "started_at": .string(startedAt.iso8601),
      "from_step": .integer(fromStep),
      "to_step": toStep.map(JSONValue.integer) ?? .null,
      "host": .string(host),
    ]
    if let command { members["command"] = .string(command) }
    if starts != 1 { members["starts"] = .integer(starts) }
    return .object(members)
  }
}

extension RunDivergence {
  var json: JSONValue {
    [
      "step": .integer(step), "epoch": .integer(epoch), "batch": .integer(batch),
      "loss": .metric(loss),
    ]
  }
}

extension RunSummary {
  var json: JSONValue {
    [
      "metrics": .object(
        Dictionary(uniqueKeysWithValues: metrics.map { ($0.name, $0.json) })),
      "epoch": .integer(epoch),
      "step": .integer(step),
      "total_seconds": .metric(totalSeconds),
      "examples_per_second": examplesPerSecond.map(JSONValue.metric) ?? .null,
    ]
  }
}

extension MetricSummary {
  var json: JSONValue {
    [
      "last": .metric(last),
      "best": best.map { .metric($0.value) } ?? .null,
      "best_epoch": best.map { .integer($0.epoch) } ?? .null,
      "best_step": best.map { .integer($0.step) } ?? .null,
    ]
  }
}
