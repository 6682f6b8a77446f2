import Datasets
import Engine

/// The data of the runs that are trained, loaded once for all that need the same. What nobody uses
/// stays for the runs to come, up to a size.
struct HeldDatasets {
  private struct Entry {
    let dataset: LoadedDataset
    let bytes: Int
    var users: Set<String> = []
    /// When it was last used, as a count.
    var used = 0
  }

  private var entries: [DatasetConfiguration: Entry] = [:]
  private var clock = 0
  /// Unused data of more bytes are let go, those that were used longest ago first.
  private let mostUnusedBytes: Int

  init(mostUnusedBytes: Int = 1 << 30) {
    self.mostUnusedBytes = mostUnusedBytes
  }

  /// Returns the data of a run, which has them until it leaves.
  mutating func take(
    _ configuration: DatasetConfiguration, for user: String
  ) throws(DatasetError) -> LoadedDataset {
    let examples = configuration.examples
    clock += 1
    if entries[examples] == nil {
      let dataset = try examples.load()
      let count = dataset.train.count + dataset.test.count + (dataset.validation?.count ?? 0)
      entries[examples] = Entry(
        dataset: dataset, bytes: 4 * count * dataset.train.shape.count)
    }
    guard var entry = entries[examples] else { preconditionFailure("it was just loaded") }
    entry.users.insert(user)
    entry.used = clock
    entries[examples] = entry
    tidy()
    return entry.dataset
  }

  mutating func leave(_ user: String) {
    for key in entries.keys { entries[key]?.users.remove(user) }
  }

  private mutating func tidy() {
    let unused = entries.filter(\.value.users.isEmpty).sorted { $0.value.used > $1.value.used }
    var bytes = 0
    for (key, entry) in unused {
      bytes += entry.bytes
      if bytes > mostUnusedBytes { entries[key] = nil }
    }
  }
}
