import Experiments

/// A run whose files were just read, as far as a list needs them.
struct ReadRun: Sendable {
  let run: Run
  let summary: RunSummary
  /// nil where it cannot be read or was not asked for.
  let definition: JSONValue?

  /// Reads a run's tables while it runs, and its definition where it is needed; what cannot be
  /// read is as if it were empty.
  init(_ run: Run, withDefinition: Bool = true) {
    self.run = run
    summary = (try? run.summary()) ?? run.record.summary
    definition = withDefinition ? try? run.definition() : nil
  }

  /// The value of a field; nil where the run has none. A time is its milliseconds since 1970.
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
    case .sweep: record.sweep.map(JSONValue.string)
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

extension ReadRun {
  /// What the index has of a run: everything that a list can be asked for.
  ///
  /// - Returns: nil for a run that is still being trained, or whose process died: what it came to
  ///   stands in tables that grow; and for one whose definition cannot be read.
  var indexed: [(name: String, value: JSONValue)]? {
    guard run.record.state != .running, let definition else { return nil }
    var values: [(name: String, value: JSONValue)] = []
    for fact in QueryField.Fact.allCases {
      if let value = value(of: fact) { values.append((QueryField.fact(fact).column, value)) }
    }
    if run.record.imported == nil {
      values.append((QueriedRun.seedColumn, .string(String(run.record.seed))))
    }
    for metric in summary.metrics {
      values.append((QueryField.last(metric.name).column, .number(metric.last)))
      guard let best = metric.best else { continue }
      values.append((QueryField.best(metric.name).column, .number(best.value)))
      values.append((QueriedRun.bestEpochColumn + metric.name, .integer(best.epoch)))
      values.append((QueriedRun.bestStepColumn + metric.name, .integer(best.step)))
    }
    return definition.appendLeaves(at: "definition", separator: ":", to: &values) ? values : nil
  }
}

extension JSONValue {
  /// Appends what is neither an object nor a list of objects or lists, each with its place.
  ///
  /// - Returns: false where a key has a dot, so that its place could be another's.
  fileprivate func appendLeaves(
    at place: String, separator: String, to values: inout [(name: String, value: JSONValue)]
  ) -> Bool {
    switch self {
    case .object(let members) where !members.isEmpty:
      for (key, member) in members {
        if key.utf8.contains(UInt8(ascii: ".")) { return false }
        let inner = place + separator + key
        guard member.appendLeaves(at: inner, separator: ".", to: &values) else { return false }
      }
    case .array(let elements) where elements.contains { $0.object != nil || $0.array != nil }:
      for (index, element) in elements.enumerated() {
        let inner = place + separator + String(index)
        guard element.appendLeaves(at: inner, separator: ".", to: &values) else { return false }
      }
    case .null: break
    default: values.append((place, self))
    }
    return true
  }
}
