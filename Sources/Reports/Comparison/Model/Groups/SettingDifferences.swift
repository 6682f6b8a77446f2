import Experiments
import JSON

/// What beside the seed and the key differs among the runs of groups.
struct SettingDifferences: Hashable, Sendable {
  /// Paths whose value is one in each group, but not the same in all, with these values.
  let between: [String]
  /// Paths whose value varies in some group.
  let inside: [String]

  init(_ groups: [GroupComparison.Group], by key: GroupKey) {
    let members = groups.map { $0.runs.filter { !$0.isImported } }
    let differences = DefinitionDifference.differences(
      among: members.joined().map(\.definition)
    ).differing
    let paths = Set(differences.map(\.path))
    var between: [String] = []
    var inside: [String] = []
    for difference in differences
    where !difference.isOfRecords && !key.explains(difference, among: paths) {
      var rest = difference.values[...]
      let values = members.map { runs in
        defer { rest = rest.dropFirst(runs.count) }
        return Set(rest.prefix(runs.count))
      }
      if values.allSatisfy({ $0.count <= 1 }) {
        let texts = values.map { DefinitionDifference.text($0.first ?? nil) }
        between.append("\(difference.path) (\(texts.listed))")
      } else {
        inside.append(difference.path)
      }
    }
    self.between = between
    self.inside = inside
  }
}

/// What tells groups apart: `experiment`, `sweep`, `tag`, or paths in the definition.
struct GroupKey: Hashable, Sendable {
  let names: [String]

  /// Whether it stands for whole definitions, which differ in whatever they say.
  var isOfWholes: Bool { names.contains { ["experiment", "sweep", "tag", "tags"].contains($0) } }

  /// Whether a difference is the seed, the key's own, or what a key's type brings with it.
  fileprivate func explains(_ difference: DefinitionDifference, among paths: Set<String>) -> Bool {
    let path = difference.path
    if path == "seed" || names.contains(where: { path == $0 || path.hasPrefix($0 + ".") }) {
      return true
    }
    // What only one type has follows from the type.
    let type = (JSONPath(path).parent ?? JSONPath()).appending("type").description
    return difference.values.contains { $0 == nil } && paths.contains(type)
  }

  /// Whether the data files of groups are the same, or change with the key alone, which is about
  /// them.
  func mayChangeFiles(of groups: [GroupComparison.Group]) -> Bool {
    let digests = groups.map { Set($0.runs.compactMap(\.dataSHA256)) }
    if digests.reduce(Set(), { $0.union($1) }).count <= 1 { return true }
    return digests.allSatisfy { $0.count <= 1 }
      && (isOfWholes || names.contains { $0 == "dataset" || $0.hasPrefix("dataset.") })
  }
}

extension DefinitionDifference {
  /// Whether it is about what is kept of a training, and changes none of its numbers.
  fileprivate var isOfRecords: Bool {
    path.hasPrefix("checkpoint.") || path == "training.log_every_steps"
  }
}
