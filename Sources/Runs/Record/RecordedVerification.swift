import Experiments
import JSON

/// The result of the last verification of a run.
package struct RecordedVerification: Hashable, Sendable {
  package var at: Timestamp
  /// Whether every bit was the same and every file is intact.
  package var holds: Bool
  /// Whether the training gave the same bits, if a file is not intact; nil means the same as
  /// `holds`.
  package var isSame: Bool?
  /// The verified range of steps, in this many segments.
  package var fromStep: Int
  package var toStep: Int
  package var segments: Int
  /// The program and machine that verified the run.
  package var benchVersion: String
  package var host: String
  package var isa: String

  package init(
    at: Timestamp, holds: Bool, isSame: Bool? = nil, fromStep: Int, toStep: Int, segments: Int,
    benchVersion: String,
    host: String, isa: String
  ) {
    self.at = at
    self.holds = holds
    self.isSame = isSame
    self.fromStep = fromStep
    self.toStep = toStep
    self.segments = segments
    self.benchVersion = benchVersion
    self.host = host
    self.isa = isa
  }

  init(_ fields: RecordFields) throws(RunRecordProblem) {
    at = try fields.time("at")
    holds = try fields.bool("holds")
    isSame = try fields.optionalBool("same")
    fromStep = try fields.count("from_step")
    toStep = try fields.count("to_step")
    segments = try fields.count("segments")
    benchVersion = try fields.string("bench_version")
    host = try fields.string("host")
    isa = try fields.string("isa")
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "at": .string(at.iso8601), "holds": .bool(holds), "from_step": .integer(fromStep),
      "to_step": .integer(toStep), "segments": .integer(segments),
      "bench_version": .string(benchVersion), "host": .string(host), "isa": .string(isa),
    ]
    if let isSame { members["same"] = .bool(isSame) }
    return .object(members)
  }
}
