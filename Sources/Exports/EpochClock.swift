import Runs

/// When the epochs of a run ended: its start, and what timing.csv says of each epoch.
///
/// Time between two parts of an interrupted training does not count, so that the times of a run do
/// not depend on when it is looked at.
struct EpochClock {
  private let began: Int
  private let ends: [(step: Int, milliseconds: Int)]

  init(_ run: Run, metrics: MetricsTable) {
    began = run.record.createdAt.milliseconds
    let timing = (try? run.timing())?.rows ?? []
    let durations = Dictionary(
      timing.map { ($0.epoch, $0.seconds) }, uniquingKeysWith: { _, last in last })
    var milliseconds = Double(began)
    ends = (0..<metrics.count).map { row in
      let seconds = durations[metrics.epochs[row]] ?? 0
      if seconds.isFinite { milliseconds += min(max(0, seconds), 1e9) * 1000 }
      return (metrics.step(ofRow: row), Int(milliseconds))
    }
  }

  /// The end of the epoch that a step belongs to, in milliseconds since 1970.
  func milliseconds(at step: Int) -> Int {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle].step < step { low = middle + 1 } else { high = middle }
    }
    return low < ends.count ? ends[low].milliseconds : ends.last?.milliseconds ?? began
  }

  /// The same in seconds.
  func seconds(at step: Int) -> Double { Double(milliseconds(at: step)) / 1000 }
}
