import Experiments
import JSON
package import Runs

/// What the two settings of a decision are called in sentences: `momentum 0.5`, `adam`.
package struct DecisionNames: Hashable, Sendable {
  package let base: String
  package let other: String

  /// Longer values are not printed in a sentence.
  private static let longest = 40

  /// Names them by the values in which they were told apart, or else by their experiments.
  package init(_ demand: DecisionPlan.Demand) {
    let (base, other) = (demand.base, demand.other)
    let paths = Self.paths(base, other)
    let names = [base, other].map { side in
      paths.map { Self.name(side.definition[path: JSONPath($0)], at: $0) }
    }
    let known = names.map { $0.compactMap(\.self) }
    if known[0].count == paths.count, known[1].count == paths.count, known[0] != known[1] {
      self.base = known[0].joined(separator: "/")
      self.other = known[1].joined(separator: "/")
    } else if base.experiment != other.experiment {
      self.base = base.experiment
      self.other = other.experiment
    } else {
      self.base = base.experiment
      self.other = "the changed \(base.experiment)"
    }
  }

  package func name(of side: DecisionSide) -> String { side == .base ? base : other }

  /// The paths that were set on one side alone, or to another value.
  private static func paths(_ base: DecisionPlan.Side, _ other: DecisionPlan.Side) -> [String] {
    let shared = Set(base.settings).intersection(other.settings)
    var paths: [String] = []
    for setting in other.settings + base.settings where !shared.contains(setting) {
      let path = String(setting.prefix { $0 != "=" })
      if !paths.contains(path) { paths.append(path) }
    }
    return base.experiment == other.experiment ? paths : []
  }

  /// nil if the value is too long to name anything. Of an object its type counts.
  private static func name(_ value: JSONValue?, at path: String) -> String? {
    let value = value?["type"] ?? value ?? .null
    guard value.object == nil, value.canonicalText.count <= longest else { return nil }
    return GroupKeys.name([value], [path])
  }
}
