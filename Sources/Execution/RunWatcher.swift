package import Runs

/// Finds the runs that are trained, from another process than theirs.
package struct RunWatcher {
  private let store: RunStore
  private let id: String?
  private let sweep: String?
  /// Those that ran when all were looked at, oldest first, and when to look again.
  private var found: [String] = []
  private var nextSearch = ContinuousClock.now

  /// - Parameters:
  ///   - id: the only run to look at, or nil for all.
  ///   - sweep: the sweep whose runs to look at, or nil for all.
  package init(_ id: String?, of sweep: String? = nil, in store: RunStore) {
    self.id = id
    self.sweep = sweep
    self.store = store
  }

  /// Returns the runs to look at that a process holds, oldest first.
  ///
  /// Between two searches among all runs only those found are looked at. Searching takes no more
  /// than a fiftieth of the time, however many there are.
  ///
  /// - Throws: a `RunError` where `runs/` cannot be read.
  package mutating func running() throws(RunError) -> [Run] {
    if let id {
      found = [id]
    } else if ContinuousClock.now >= nextSearch {
      let start = ContinuousClock.now
      var facts: [QueryField.Fact: String] = [.state: RunState.running.rawValue]
      if let sweep { facts[.sweep] = sweep }
      let search = RunSearch(facts)
      found = try store.findIDs(search).ids.reversed()
      nextSearch = .now.advanced(by: start.duration(to: .now) * 50)
    }
    return found.compactMap { try? store.run($0) }.filter { $0.state == .running }
  }
}
