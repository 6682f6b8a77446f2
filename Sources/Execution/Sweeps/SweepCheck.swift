import Datasets
package import Experiments
import JSON
package import Runs

/// Compares the runs that have the names of a sweep's runs with what the sweep would train.
package struct SweepCheck {
  private let sweep: ResolvedSweep
  private let store: RunStore

  package init(_ sweep: ResolvedSweep, in store: RunStore) {
    self.sweep = sweep
    self.store = store
  }

  /// The most runs whose run keys are compared: a changed base changes them all.
  private static let mostCompared = 16

  /// Refuses runs of the same names that were trained by other definitions or data.
  ///
  /// Of all runs the sweep and the values are compared, of some the run keys; a run that is resumed
  /// is compared once more.
  /// - Throws: a `SweepConflict` that names them; a `RunError` if a run cannot be read, a
  ///   `DefinitionError` if a definition cannot be resolved.
  package func check() throws {
    let trials = sweep.plan.points.flatMap { sweep.plan.trials(of: $0) }
    let found = try store.existingRuns(trials.map(\.id))
    let existing = trials.compactMap { trial in found[trial.id].map { (trial, $0) } }
    let others = existing.filter { trial, run in
      run.record.sweep
        != RunSweep(name: sweep.name, values: trial.values.json.object ?? [:])
    }
    guard others.isEmpty else { throw conflict(others.map(\.1)) }
    let step = max(1, existing.count / Self.mostCompared)
    let changed = try stride(from: 0, to: existing.count, by: step).map { existing[$0] }
      .filter { trial, run in try isChanged(run, trial) }
    guard changed.isEmpty else { throw conflict(changed.map(\.1)) }
  }

  private func isChanged(_ run: Run, _ trial: SweepTrial) throws -> Bool {
    let experiment = try sweep.experiment(of: trial)
    // Where data or weights are missing, the runs that are left say so.
    guard let digest = try? experiment.dataset.examples.dataSHA256(),
      let given = try? store.givenWeights(of: experiment)?.origin.sha256 ?? ""
    else { return false }
    return run.record.runKey
      != experiment.runKey(dataSHA256: digest, initialSHA256: given.isEmpty ? nil : given)
  }

  private func conflict(_ runs: [Run]) -> SweepConflict {
    SweepConflict(runs: runs.map(\.id), sweep: sweep.name)
  }

  /// Returns the ids of runs of the sweep whose points are not among its points.
  ///
  /// - Throws: a `RunError` if `runs/` cannot be read.
  package func gone(by scheduler: SweepScheduler, _ progress: SweepProgress) throws -> [String] {
    let known = Set(scheduler.schedule(progress).trials(of: sweep.plan).map(\.id))
    let ids = try store.findIDs(RunSearch([.sweep: sweep.name])).ids.filter { !known.contains($0) }
    return try store.runs(ids)
      .filter { !$0.record.tags.contains(SweepTrial.confirmationTag) }.map(\.id)
      .sorted(by: precedesNaturally)
  }
}
