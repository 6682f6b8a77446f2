import Datasets
import Experiments
import Runs

extension RunBatch {
  /// The run of the same key that can be gone on with; nil where none is to be.
  ///
  /// - Parameter key: what the run would have; nil: not known.
  /// - Throws: a `RunError` where `runs/` cannot be read.
  func resumableRun(key: String?) throws(RunError) -> Run? {
    guard isResuming, let key else { return nil }
    return try workspace.store.unfinishedRun(key: key, id: name)
  }

  /// Names a run of the same key that was begun and is not gone on with.
  ///
  /// - Throws: a `RunError` where `runs/` cannot be read.
  func tellUnfinished(key: String?) throws(RunError) {
    guard isNeeded, !isResuming, let key, let run = try workspace.store.unfinishedRun(key: key)
    else { return }
    guard run.state != .running else {
      return terminal.note(
        "\(run.id) has the same run key and is being trained: \(command: .watch(run: run.id))")
    }
    terminal.note(
      "\(run.id) has the same run key and is \(run.state.rawValue); this one starts at step 0. "
        + "To go on with it: \(command: .resume(run: run.id)), or this command with --resume")
  }
}
