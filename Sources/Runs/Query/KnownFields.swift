import Experiments

/// The fields that the definition or a run has, and of what types their values are.
struct KnownFields {
  private let runs: [QueriedRun]
  private let metrics: Set<String>

  init(_ runs: [QueriedRun]) {
    self.runs = runs
    var names = Set(MetricName.allCases.map(\.rawValue))
    // Nearly all runs have the metrics of the run before.
    var previous: [MetricSummary] = []
    for run in runs {
      let metrics = run.summary.metrics
      if metrics.elementsEqual(previous, by: { $0.name == $1.name }) { continue }
      names.formUnion(metrics.map(\.name))
      previous = metrics
    }
    metrics = names
  }

  /// - Throws: what is wrong with the name, and the nearest that is none.
  func field(_ name: String) throws(UnknownField) -> QueryField {
    let field = QueryField(name)
    if field.metric.map(metrics.contains) ?? true { return field }
    throw UnknownField(name: name, nearest: nearest(to: name))
  }

  /// The types of a field's values; none where no run has it.
  func kinds(of field: QueryField) -> Set<ValueType> {
    switch field {
    case .last, .best: [.number]
    case .fact(let fact): [fact.type]
    case .definition:
      runs.reduce(into: []) { kinds, run in
        if let value = run.value(of: field) { kinds.insert(ValueType(value)) }
      }
    }
  }

  private func nearest(to name: String) -> String? {
    if name.hasPrefix("best:") {
      let metric = nearestName(to: String(name.dropFirst("best:".count)), among: metrics.sorted())
      return metric.map { "best:" + $0 }
    }
    let names = QueryField.Fact.allCases.map(\.rawValue) + metrics.sorted() + DefinitionPaths.all
    // The last component alone is what people remember: learning_rate.
    if let inner = DefinitionPaths.all.first(where: { $0.hasSuffix("." + name) }) { return inner }
    return nearestName(to: name, among: names)
  }
}

/// A name that no field has.
package struct UnknownField: Error, Hashable, Sendable {
  package let name: String
  package let nearest: String?

  /// `no field 'test_acuracy'`
  package var problem: String { "no field \(quoted(name))" }

  package var advice: [String] {
    [nearest.map { "did you mean \($0)?" } ?? "what there is: bench runs -h"]
  }
}

extension QueryField.Fact {
  var type: ValueType {
    switch self {
    case .seed, .epoch, .step, .seconds, .examplesPerSecond, .threads, .started, .finished: .number
    case .tags: .list
    case .verified: .truth
    case .id, .experiment, .state, .note, .sweep, .host, .isa, .runKey, .weights, .gitCommit,
      .parent:
      .text
    }
  }
}

/// The two ways to say a moment.
enum QueryTime {
  /// Reads `2026-11-23`, `2026-11-23T10:41:58Z` and `-7d`, also with `h` and `min`; nil for
  /// anything else.
  static func moment(_ text: String, now: Timestamp) -> Timestamp? {
    if let moment = Timestamp(iso8601: text) ?? Timestamp(iso8601: text + "T00:00:00Z") {
      return moment
    }
    guard text.hasPrefix("-") else { return nil }
    let units = [("min", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
    for (unit, milliseconds) in units where text.hasSuffix(unit) {
      let digits = text.dropFirst().dropLast(unit.utf8.count)
      // A million days are enough, and no sum of them overflows.
      guard let count = Int(digits), digits.first != "+", (0...1_000_000).contains(count) else {
        return nil
      }
      return Timestamp(milliseconds: now.milliseconds - count * milliseconds)
    }
    return nil
  }
}
