import Experiments
import JSON

/// A run whose files were just read, as far as a list needs them.
struct ReadRun: Sendable {
  let run: Run
  let summary: RunSummary
  /// nil if it cannot be read or was not requested.
  let definition: JSONValue?

  /// Reads a run's tables if it is running, and its definition if it is needed. What cannot be read
  /// is treated as empty.
  init(_ run: Run, withDefinition: Bool = true) {
    self.run = run
    summary = (try? run.summary()) ?? run.record.summary
    definition = withDefinition ? try? run.definition() : nil
  }

  /// The value of a field; nil if the run has none. A time is its milliseconds since 1970.
  func value(of field: QueryField) -> JSONValue? {
    switch field {
    case .fact(let fact): value(of: fact)
    case .definition(let path): definition?[path: path].flatMap { $0.isNull ? nil : $0 }
    case .last(let metric): summary[metric].map { .number($0.last) }
    case .best(let metric): summary[metric]?.best.map { .number($0.value) }
    }
  }

  private func value(of fact: QueryField.Fact) -> JSONValue? {
    let record = run.record
    return switch fact {
    case .id: .string(run.id)
    case .experiment: .string(record.experiment)
    case .state: .string(run.state.rawValue)
    case .seed:
      record.imported == nil
        ? Int(exactly: record.seed).map(JSONValue.integer) ?? .number(Double(record.seed)) : nil
    case .epoch: .integer(summary.epoch)
    case .step: .integer(summary.step)
    case .seconds: .number(summary.totalSeconds)
    case .examplesPerSecond: summary.examplesPerSecond.map(JSONValue.number)
    case .started: .integer(record.createdAt.milliseconds)
    case .finished: record.finishedAt.map { .integer($0.milliseconds) }
    case .tags: .array(record.tags.map(JSONValue.string))
    case .note: record.note.isEmpty ? nil : .string(record.note)
    case .sweep: (record.sweep?.name).map(JSONValue.string)
    case .host: .string(record.provenance.host)
    case .isa: .string(record.provenance.isa)
    case .threads: .integer(record.provenance.threads)
    case .runKey: .string(record.runKey)
    case .weights: record.weightsSHA256.map(JSONValue.string)
    case .gitCommit: record.provenance.gitCommit.map(JSONValue.string)
    case .parent: record.parent.map { .string($0.run) }
    case .verified: record.verified.map { .bool($0.holds) }
    }
  }
}
