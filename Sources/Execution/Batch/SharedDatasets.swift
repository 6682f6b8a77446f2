package import Datasets

/// The data of one command's runs: loaded once for all that need the same, and let go when no run
/// to come needs them. With the last run the files that were read are let go as well.
package struct SharedDatasets {
  private var users: [DatasetConfiguration: Int] = [:]
  private var loaded: [DatasetConfiguration: LoadedDataset] = [:]
  /// Whether further runs will need the same data, so that nothing is let go.
  private let isLasting: Bool

  /// - Parameters:
  ///   - configurations: of each run.
  ///   - isLasting: whether runs that are not known yet need the same data.
  package init(_ configurations: [DatasetConfiguration], isLasting: Bool = false) {
    self.isLasting = isLasting
    for configuration in configurations { users[configuration.examples, default: 0] += 1 }
  }

  /// Returns the data of a run, which does not ask again.
  package mutating func take(
    _ configuration: DatasetConfiguration
  ) throws(DatasetError) -> LoadedDataset {
    defer { leave(configuration) }
    let examples = configuration.examples
    if let dataset = loaded[examples] { return dataset }
    let dataset = try examples.load()
    loaded[examples] = dataset
    return dataset
  }

  /// Notes that a run will not ask.
  package mutating func leave(_ configuration: DatasetConfiguration) {
    guard !isLasting else { return }
    let examples = configuration.examples
    let left = (users[examples] ?? 0) - 1
    users[examples] = left > 0 ? left : nil
    if left <= 0 { loaded[examples] = nil }
    if users.isEmpty { DatasetConfiguration.forgetFiles() }
  }
}
