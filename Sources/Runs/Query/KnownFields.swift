package import Datasets
import Experiments

/// The metrics that runs have, for those who ask for others.
struct KnownFields {
  private let metrics: Set<String>

  /// - Parameter metrics: those that some run has; ours are known in any case.
  init(metrics: Set<String>) {
    self.metrics = metrics.union(MetricName.allCases.map(\.rawValue))
  }

  /// - Throws: what is wrong with the name, and the nearest that is none.
  func check(_ name: String) throws(UnknownField) {
    guard let metric = QueryField(name).metric, !metrics.contains(metric) else { return }
    throw UnknownField(name: name, nearest: nearest(to: name))
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

  package var advice: [Remedy] {
    [nearest.map { "did you mean \($0)?" } ?? "what there is: \(command: .help(verb: "runs"))"]
  }
}
