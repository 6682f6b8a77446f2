import Experiments
import JSON
package import Runs

/// What the two settings of a decision are called in sentences: `momentum 0.5`, `adam`.
package struct DecisionNames: Hashable, Sendable {
  package let base: String
  package let other: String

  /// Longer values are not printed in a sentence.
  private static let longest = 40

  /// A value in which the two definitions differ, and its path.
  private struct Difference {
    let path: String
    let base: JSONValue
    let other: JSONValue
  }

  /// Names the two sides by the values in which they differ, or else by their experiments. The bare
  /// name of an experiment stands only for its unchanged definition.
  package init(_ demand: DecisionPlan.Demand) {
    let (base, other) = (demand.base, demand.other)
    let shared = Set(base.settings).intersection(other.settings)
    let changes = [base, other].map { $0.settings.filter { !shared.contains($0) } }
    let differences =
      base.experiment == other.experiment
      ? Self.differences(base, other, in: changes[1] + changes[0]) : []
    let bases = differences.compactMap { Self.name($0.base, at: $0.path) }
    let others = differences.compactMap { Self.name($0.other, at: $0.path) }
    if bases.count == differences.count, others.count == differences.count, bases != others {
      self.base = bases.joined(separator: "/")
      self.other = others.joined(separator: "/")
    } else {
      self.base = base.experiment + (changes[0].isEmpty ? "" : " with its --against")
      self.other = other.experiment + (changes[1].isEmpty ? "" : " with its --set")
    }
  }

  package func name(of side: DecisionSide) -> String { side == .base ? base : other }

  /// The differences at and below the paths of some settings, each once.
  private static func differences(
    _ base: DecisionPlan.Side, _ other: DecisionPlan.Side, in settings: [String]
  ) -> [Difference] {
    var seen: Set<String> = []
    return settings.flatMap { setting in
      let path = String(setting.prefix { $0 != "=" })
      return differences(
        base.definition[path: JSONPath(path)], other.definition[path: JSONPath(path)], at: path)
    }
    .filter { seen.insert($0.path).inserted }
  }

  /// The differences at and below a path. Of objects of two types only the types are named.
  private static func differences(
    _ base: JSONValue?, _ other: JSONValue?, at path: String
  ) -> [Difference] {
    guard base?.canonicalText != other?.canonicalText else { return [] }
    guard let first = base?.object, let second = other?.object, first["type"] == second["type"]
    else {
      return [
        Difference(
          path: path, base: base?["type"] ?? base ?? .null,
          other: other?["type"] ?? other ?? .null)
      ]
    }
    return Set(first.keys).union(second.keys).sorted().flatMap {
      differences(first[$0], second[$0], at: "\(path).\($0)")
    }
  }

  /// nil if the value is too long to name anything.
  private static func name(_ value: JSONValue, at path: String) -> String? {
    guard value.object == nil, value.canonicalText.count <= longest else { return nil }
    return GroupKeys.name([value], [path])
  }
}
