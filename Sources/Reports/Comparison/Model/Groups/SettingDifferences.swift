import Experiments
import JSON

/// The settings other than the seed and the key that differ among the runs of groups.
struct SettingDifferences: Hashable, Sendable {
  /// Settings that are the same within each group but not in all groups, with one value per group.
  let between: [DefinitionDifference]
  /// The paths of settings that vary within a group.
  let inside: [String]

  init(_ groups: [GroupComparison.Group], by key: GroupKey) {
    let members = groups.map { $0.runs.filter { !$0.isImported } }
    let differences = DefinitionDifference.differences(
      among: members.joined().map(\.definition)
    ).differing
    let paths = Set(differences.map(\.path))
    var between: [DefinitionDifference] = []
    var inside: [String] = []
    for difference in differences
    where !difference.isOfRecords && !key.explains(difference, among: paths) {
      var rest = difference.values[...]
      let values = members.map { runs in
        defer { rest = rest.dropFirst(runs.count) }
        return Set(rest.prefix(runs.count))
      }
      if values.allSatisfy({ $0.count <= 1 }) {
        between.append(
          DefinitionDifference(path: difference.path, values: values.map { $0.first ?? nil }))
      } else {
        inside.append(difference.path)
      }
    }
    self.between = between
    self.inside = inside
  }
}

/// The values by which runs are grouped: `experiment`, `sweep`, `tag`, or paths in the definition.
struct GroupKey: Hashable, Sendable {
  let names: [String]
  /// Whether folds are counted and not seeds, so that runs of a group differ in their fold.
  var isOfFolds = false

  private static let foldPaths = ["dataset.folds.index", "dataset.folds.seed"]

  /// Whether the key stands for whole definitions, which may differ in any value.
  var isOfWholes: Bool { hasTag || names.contains { ["experiment", "sweep"].contains($0) } }

  /// Whether tags tell the groups apart. A new run has none.
  var hasTag: Bool { names.contains(where: GroupKeys.isTag) }

  /// Whether a difference is the seed, the fold, a key itself, or follows from a key's type.
  fileprivate func explains(_ difference: DefinitionDifference, among paths: Set<String>) -> Bool {
    let path = difference.path
    if path == "seed" || isOfFolds && Self.foldPaths.contains(path) { return true }
    if names.contains(where: { path == $0 || path.hasPrefix($0 + ".") }) {
      return true
    }
    // A value that only one type has follows from the type.
    let type = (JSONPath(path).parent ?? JSONPath()).appending("type").description
    return difference.values.contains { $0 == nil } && paths.contains(type)
  }

  /// Whether all groups have the same data files, or each group has its own and the key is about
  /// data.
  func mayChangeFiles(of groups: [GroupComparison.Group]) -> Bool {
    let digests = groups.map { Set($0.runs.compactMap(\.dataSHA256)) }
    if digests.reduce(Set(), { $0.union($1) }).count <= 1 { return true }
    return digests.allSatisfy { $0.count <= 1 }
      && (isOfWholes || names.contains { $0 == "dataset" || $0.hasPrefix("dataset.") })
  }
}

extension DefinitionDifference {
  /// Whether the setting only affects what is recorded and not the training itself.
  fileprivate var isOfRecords: Bool {
    path.hasPrefix("checkpoint.") || path == "training.log_every_steps"
  }
}
