package import Datasets
package import Experiments

/// The fields that some run has, to check the names in queries.
package struct KnownFields: Sendable {
  private let metrics: Set<String>
  private let statedDirections: [String: Set<MetricDirection>]
  /// The names that may be suggested instead of a wrong one: facts, paths of definitions, and
  /// metrics.
  private let proposed: [String]
  private let proposedMetrics: [String]

  /// - Parameters:
  ///   - metrics: those that some run has. bench's own are always known.
  ///   - statedDirections: the better values of imported runs' metrics, as stated by a person.
  ///   - proposed: the facts and paths of definitions that may be suggested.
  package init(
    metrics: Set<String>, statedDirections: [String: Set<MetricDirection>] = [:],
    proposing proposed: [QueryField] = QueryField.outsideMetrics
  ) {
    self.metrics = metrics.union(MetricName.allCases.map(\.rawValue))
    self.proposed = proposed.map(\.name)
    proposedMetrics = Array(metrics.isEmpty ? self.metrics : metrics)
    self.statedDirections = statedDirections
  }

  /// Checks that some run has the field.
  ///
  /// - Throws: the problem with the name, with advice.
  package func check(_ name: String) throws(UnknownField) {
    guard has(name) else {
      throw UnknownField(name: name, reason: .missing(nearest: nearest(to: name)))
    }
    if case .best(let metric) = QueryField(name) { _ = try direction(of: metric) }
  }

  /// Whether a name is a field's, though it may be one that no run has a value of.
  func has(_ name: String) -> Bool { QueryField(name).metric.map(metrics.contains) ?? true }

  /// Returns which values of a metric are better.
  ///
  /// - Throws: an error if it is not known, or if the runs disagree.
  func direction(of metric: String) throws(UnknownField) -> MetricDirection {
    if let known = Metric(metric).direction { return known }
    let stated = statedDirections[metric] ?? []
    if stated.count == 1, let direction = stated.first { return direction }
    throw UnknownField(
      name: "best:" + metric,
      reason: stated.isEmpty ? .unknownDirection(metric) : .twoDirections(metric))
  }

  private func nearest(to name: String) -> [String] {
    for prefix in [QueryField.bestPrefix, QueryField.lastPrefix] where name.hasPrefix(prefix) {
      let metric = String(name.dropFirst(prefix.count))
      return nearestNames(to: metric, among: proposedMetrics).map { prefix + $0 }
    }
    return KnownPaths(proposed + proposedMetrics).nearest(to: name)
  }
}

/// A name that no run has a value for.
package struct UnknownField: Error, Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    case missing(nearest: [String])
    /// There is a metric of this name, but it is not known which of its values are better.
    case unknownDirection(String)
    /// Runs disagree on whether higher or lower values are better.
    case twoDirections(String)
  }

  package let name: String
  package let reason: Reason

  /// `no field 'test_acuracy'`
  package var problem: String {
    switch reason {
    case .missing: "no field \(quoted(name))"
    case .unknownDirection(let metric):
      "\(quoted(name)): whether higher or lower values of \(quoted(metric)) are better is not known"
    case .twoDirections(let metric):
      "\(quoted(name)): some runs say that higher values of \(quoted(metric)) are better, others "
        + "that lower ones are"
    }
  }

  package var advice: [Remedy] {
    switch reason {
    case .missing(let nearest):
      [didYouMean(nearest).map { Remedy($0) } ?? "what there is: \(command: .help(verb: "runs"))"]
    case .unknownDirection(let metric), .twoDirections(let metric):
      [
        "say it when importing: \(command: .importFile(metrics: [metric + "=higher"])) (or =lower)",
        "sort by last values: \(command: .runs(sortedBy: "-last:" + metric))",
      ]
    }
  }
}
