package import Datasets
package import Engine
package import Experiments
import Files
package import Runs

/// Is told how the trainings of a batch begin and end, in one call at a time.
package protocol BatchListener: Sendable {
  /// Whether the batch must stop: running trainings save and stop, and no further one begins.
  var isStopped: Bool { get }

  /// A finished run with the same key makes this training unnecessary.
  func pass(_ index: Int, for run: Run)
  /// An unfinished run has the same key, but was not asked to be resumed. A new run begins.
  func passOver(_ run: Run)
  /// Loads the data of a training: calls `body`, which may take long.
  func load<Result>(_ index: Int, _ body: () throws -> Result) rethrows -> Result
  /// Data that no earlier run of the workspace has are not as they should be.
  func take(_ findings: [CheckFinding], of experiment: ResolvedExperiment)
  /// A training could not begin.
  func refuse(_ index: Int, _ error: any Error)
  /// A training begins.
  ///
  /// - Parameter report: what was found of the run where an unfinished run with the same key is
  ///   resumed, or nil where a new run begins.
  /// - Returns: the listeners of this training.
  func begin(
    _ index: Int, _ session: TrainingSession, resuming report: ResumeReport?
  ) -> [any TrainingListener]
  /// A training ended with an error.
  func fail(_ id: String, _ error: any Error)
  /// The set of running trainings changed. The ids are in the order of the batch.
  func train(_ ids: [String])
  /// The next runs in the order of the batch have ended.
  func end(_ ends: ArraySlice<BatchOutcome>)
}

extension BatchListener {
  package func load<Result>(_ index: Int, _ body: () throws -> Result) rethrows -> Result {
    try body()
  }

  package func take(_ findings: [CheckFinding], of experiment: ResolvedExperiment) {}
}

/// Trains the runs of a batch, several at a time.
///
/// The runs begin in the order of the batch, so their ids are in that order too. No run begins after
/// the listener asked to stop. A run that fails does not affect the others.
package final class BatchTraining: Sendable {
  private struct State {
    var queue: BatchQueue
    var datasets: SharedDatasets
    /// The ids of the running trainings, by their position in the batch.
    var running: [Int: String] = [:]
    var ends: [BatchOutcome?]
    /// How many outcomes the listener was told.
    var toldCount = 0
    /// The program and machine. Found out when the first run begins.
    var provenance: Provenance?
  }

  /// How a run of the batch begins.
  private enum Start {
    /// A finished run with the same key exists.
    case notNeeded(Run)
    case ready(TrainingSession, ResumeReport?)
    /// The batch was stopped meanwhile.
    case stopped
  }

  private struct Begun {
    let index: Int
    let session: TrainingSession
    let listeners: [any TrainingListener]
  }

  private let batch: TrainingBatch
  private let keys: [String?]
  private let makeProvenance: @Sendable () -> Provenance
  private let listener: any BatchListener
  private let state: Guarded<State>

  /// - Parameters:
  ///   - datasets: data that earlier batches have loaded; nil: this batch has its own.
  ///   - provenance: returns the program and machine, for run.json. Called once, when the first run
  ///     begins.
  package init(
    _ batch: TrainingBatch, sharing datasets: SharedDatasets? = nil,
    by provenance: @escaping @Sendable () -> Provenance, telling listener: any BatchListener
  ) {
    self.batch = batch
    makeProvenance = provenance
    self.listener = listener
    keys = batch.keys
    state = Guarded(
      State(
        queue: BatchQueue(keys),
        datasets: datasets ?? SharedDatasets(batch.experiments.map(\.dataset)),
        ends: batch.experiments.map { _ in nil }))
  }

  /// The data that are loaded, for further batches.
  package var datasets: SharedDatasets { state.withLock { $0.datasets } }

  /// Trains all runs and returns the outcome of each.
  ///
  /// - Parameter pool: each of its threads trains one run at a time.
  package func perform(on pool: WorkerPool) -> [BatchOutcome] {
    pool.run(on: pool.threads) { _ in
      while let begun = begin() { train(begun) }
    }
    return state.withLock { state in
      let ends = state.ends.map { $0 ?? .notBegun }
      listener.end(ends[state.toldCount...])
      return ends
    }
  }

  private func train(_ begun: Begun) {
    let result = Result {
      try begun.session.perform(telling: begun.listeners, isStopped: { listener.isStopped })
    }
    let id = begun.session.recorder.id
    state.withLock { state in
      if case .failure(let error) = result { listener.fail(id, error) }
      end(begun.index, .trained(id: id, result), &state)
    }
  }

  /// Begins the next run that must be trained. Returns nil if this thread has nothing left to do.
  private func begin() -> Begun? {
    state.withLock { state in
      while !listener.isStopped, let index = state.queue.next() {
        do {
          switch try start(index, &state) {
          case .notNeeded(let run):
            listener.pass(index, for: run)
            end(index, .notNeeded(id: run.id), &state)
          case .ready(let session, let report):
            state.running[index] = session.recorder.id
            tellRunning(state)
            let listeners = listener.begin(index, session, resuming: report)
            return Begun(index: index, session: session, listeners: listeners)
          case .stopped: return nil
          }
        } catch {
          listener.refuse(index, error)
          end(index, .refused(error), &state)
        }
      }
      return nil
    }
  }

  /// Looks for a finished run, loads the data, and takes an unfinished run or claims a new id: the
  /// order of steps with which every run of `bench run` begins.
  private func start(_ index: Int, _ state: inout State) throws -> Start {
    let (experiment, key) = (batch.experiments[index], keys[index])
    if let run = try batch.finishedRun(key: key) {
      state.datasets.leave(experiment.dataset)
      return .notNeeded(run)
    }
    let dataset = try listener.load(index) { try state.datasets.take(experiment.dataset) }
    guard !listener.isStopped else { return .stopped }
    if let run = try batch.resumableRun(key: key) {
      let resumption = try run.resume(
        dataSHA256: dataset.dataSHA256, provenance: provenance(&state))
      // It may have been finished meanwhile, by another process.
      guard case .ready(let resumed) = resumption else { return .notNeeded(run) }
      return .ready(
        TrainingSession(resumed, on: dataset, with: batch.resources), resumed.report)
    }
    if let run = try batch.passedOverRun(key: key) { listener.passOver(run) }
    let findings = batch.findings(in: dataset, of: experiment)
    let given = try batch.store.givenWeights(of: experiment)?
      .state(of: experiment, dataset: dataset)
    let recorder = try batch.store.create(
      experiment, dataSHA256: dataset.dataSHA256, name: batch.name, provenance: provenance(&state),
      from: given)
    if !findings.isEmpty { listener.take(findings, of: experiment) }
    return .ready(
      TrainingSession(
        recorder: recorder, resuming: given?.state, dataset: dataset, resources: batch.resources),
      nil)
  }

  private func provenance(_ state: inout State) -> Provenance {
    let provenance = state.provenance ?? makeProvenance()
    state.provenance = provenance
    return provenance
  }

  private func end(_ index: Int, _ end: BatchOutcome, _ state: inout State) {
    state.ends[index] = end
    state.queue.end(index)
    if state.running.removeValue(forKey: index) != nil { tellRunning(state) }
    let known = state.ends[state.toldCount...].prefix { $0 != nil }.compactMap(\.self)
    listener.end(known[...])
    state.toldCount += known.count
  }

  private func tellRunning(_ state: State) {
    listener.train(state.running.sorted { $0.key < $1.key }.map(\.value))
  }
}
