import Datasets
package import Engine
import Experiments
package import Runs
import Training

/// Hears how the trainings of a batch begin and end. Its calls come one at a time.
package protocol BatchListener: Sendable {
  /// Whether no other training is to begin, and those under way are to save and stop.
  var isStopped: Bool { get }

  /// There is nothing to train: a run of the same key is finished.
  func pass(_ index: Int, for run: Run)
  /// A run of the same key was begun and is not gone on with.
  func passOver(_ run: Run)
  /// The run of the same key is gone on with.
  func resume(_ resumed: ResumedRun)
  /// A training could not begin.
  func refuse(_ index: Int, _ error: any Error)
  /// A training begins.
  ///
  /// - Returns: who hears of it.
  func begin(_ index: Int, _ session: TrainingSession) -> [any TrainingListener]
  /// An error ended a training.
  func fail(_ id: String, _ error: any Error)
  /// Which runs are trained now, in the order of the batch.
  func train(_ ids: [String])
  /// All runs up to one in the batch's order have ended so.
  func end(_ ends: ArraySlice<BatchOutcome>)
}

/// Trains the runs of a batch, up to so many at once.
///
/// They begin one after the other in the order of the batch, so that their ids are in that order
/// too, and none begins once the listener says stop. What one of them comes to leaves the others
/// alone.
package final class BatchTraining: Sendable {
  private struct State {
    var queue: BatchQueue
    var datasets: SharedDatasets
    /// The ids of those under way.
    var running: [Int: String] = [:]
    var ends: [BatchOutcome?]
    /// How many of them the listener knows.
    var toldCount = 0
  }

  private struct Begun {
    let index: Int
    let session: TrainingSession
    let listeners: [any TrainingListener]
  }

  private let batch: TrainingBatch
  private let keys: [String?]
  private let provenance: Provenance
  private let listener: any BatchListener
  private let state: Guarded<State>

  /// - Parameter provenance: who trains, for run.json.
  package init(
    _ batch: TrainingBatch, by provenance: Provenance, telling listener: any BatchListener
  ) {
    self.batch = batch
    self.provenance = provenance
    self.listener = listener
    keys = batch.keys
    state = Guarded(
      State(
        queue: BatchQueue(keys), datasets: SharedDatasets(batch.experiments.map(\.dataset)),
        ends: batch.experiments.map { _ in nil }))
  }

  /// Returns how each ended.
  ///
  /// - Parameter pool: its threads train.
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

  /// Begins the next run that has to be trained; nil where there is none for this thread.
  private func begin() -> Begun? {
    state.withLock { state in
      while !listener.isStopped, let index = state.queue.next() {
        do {
          if let run = try batch.finishedRun(key: keys[index]) {
            listener.pass(index, for: run)
            state.datasets.leave(batch.experiments[index].dataset)
            end(index, .notNeeded(id: run.id), &state)
          } else if let session = try session(index, &state) {
            let listeners = listener.begin(index, session)
            return Begun(index: index, session: session, listeners: listeners)
          }
        } catch {
          listener.refuse(index, error)
          end(index, .refused(error), &state)
        }
      }
      return nil
    }
  }

  /// Loads the data and claims an id; nil where it is to stop meanwhile.
  private func session(_ index: Int, _ state: inout State) throws -> TrainingSession? {
    let experiment = batch.experiments[index]
    let dataset = try state.datasets.take(experiment.dataset)
    guard !listener.isStopped else { return nil }
    let resumed = try resumed(index, dataSHA256: dataset.dataSHA256)
    if resumed == nil, let run = try batch.passedOverRun(key: keys[index]) {
      listener.passOver(run)
    }
    let recorder =
      try resumed?.recorder
      ?? batch.store.create(experiment, dataSHA256: dataset.dataSHA256, provenance: provenance)
    state.running[index] = recorder.id
    tellRunning(state)
    return TrainingSession(
      recorder: recorder, resuming: resumed?.state, dataset: dataset, threads: batch.threads,
      kernels: batch.kernels)
  }

  /// The unfinished run of the same key, taken to go on with; nil where there is none.
  private func resumed(_ index: Int, dataSHA256: String) throws -> ResumedRun? {
    guard let run = try batch.resumableRun(key: keys[index]),
      case .ready(let resumed) = try run.resume(dataSHA256: dataSHA256, provenance: provenance)
    else { return nil }
    listener.resume(resumed)
    return resumed
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
