package import Experiments

/// What a run can be asked for by name.
package enum QueryField: Hashable, Sendable {
  /// A fact of run.json: `state`, `seconds`.
  case fact(Fact)
  /// A place of the definition: `optimizer.learning_rate`.
  case definition(JSONPath)
  /// A metric's last value.
  case last(String)
  /// A metric's best value: `best:test_accuracy`.
  case best(String)

  package enum Fact: String, Hashable, Sendable, CaseIterable {
    case id, experiment, state, seed, epoch, step, seconds
    case examplesPerSecond = "examples_per_second"
    case started, finished, tags, note, sweep, host, isa, threads
    case runKey = "run_key"
    case weights = "weights_sha256"
    case gitCommit = "git_commit"
    case parent, verified
  }

  /// The field of this name; whether some run has it is known only later.
  package init(_ name: String) {
    if let fact = Fact(rawValue: name) {
      self = .fact(fact)
    } else if name.hasPrefix("best:") {
      self = .best(String(name.dropFirst("best:".count)))
    } else if DefinitionPaths.contains(JSONPath(name)) {
      self = .definition(JSONPath(name))
    } else {
      self = .last(name)
    }
  }

  /// Whether its values are moments.
  package var isTime: Bool { self == .fact(.started) || self == .fact(.finished) }

  /// The metric it speaks of, where it is one.
  var metric: String? {
    switch self {
    case .last(let metric), .best(let metric): metric
    case .fact, .definition: nil
    }
  }
}

/// A run with what a query, a sort or a table asks of it.
package struct QueriedRun: Sendable {
  package let run: Run
  package let summary: RunSummary
  /// The values of the definition's paths that were asked for.
  var definition: [JSONPath: JSONValue] = [:]

  /// The value of a field; nil where the run has none. A time is its milliseconds since 1970.
  package func value(of field: QueryField) -> JSONValue? {
    switch field {
    case .fact(let fact): value(of: fact)
    case .definition(let path): definition[path].flatMap { $0.isNull ? nil : $0 }
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
