import Datasets
import Engine
import Experiments
import Reports
import Runs

/// Trains the runs of one command, up to so many at once.
///
/// They begin one after the other in the order of the command, so that their ids are in that order
/// too, and none begins once a signal was seen. What one of them comes to leaves the others alone.
final class BatchTraining: Sendable {
  private struct State {
    var queue: BatchQueue
    var datasets: SharedDatasets
    /// The ids of those under way.
    var running: [Int: String] = [:]
    var ends: [BatchEnd?]
    /// How many of them are told on standard output.
    var printed = 0
    /// The experiments that were told of.
    var told: Set<String> = []
  }

  private let batch: RunBatch
  private let keys: [String?]
  private let provenance: Provenance
  private let titles: [String]
  private let board: ProgressBoard
  private let state: Guarded<State>

  init(_ batch: RunBatch) {
    self.batch = batch
    let experiments = batch.experiments
    keys = batch.isNeeded ? Self.keys(experiments) : experiments.map { _ in nil }
    provenance = Machine.provenance(
      threads: batch.threads, kernels: batch.kernels, workspace: batch.workspace,
      on: batch.terminal)
    titles = Self.titles(experiments)
    board = ProgressBoard(on: batch.terminal.messages, isQuiet: batch.isQuiet)
    state = Guarded(
      State(
        queue: BatchQueue(keys), datasets: SharedDatasets(experiments.map(\.dataset)),
        ends: experiments.map { _ in nil }))
  }

  /// Returns how each ended.
  func perform() -> [BatchEnd] {
    let pool = WorkerPool(threads: batch.jobs)
    if board.isLive {
      batch.terminal.announce(
        runs: titles.count, jobs: pool.threads, threads: batch.threads, isa: batch.kernels.name)
    }
    pool.run(on: pool.threads) { _ in
      while let (index, session) = begin() { train(index, session) }
    }
    return state.withLock { state in
      let ends = state.ends.map { $0 ?? .notBegun }
      printIDs(ends[state.printed...])
      return ends
    }
  }

  private func train(_ index: Int, _ session: TrainingSession) {
    let id = session.recorder.id
    let status: ExitStatus
    do {
      status = try session.perform()
    } catch {
      status = board.print { batch.terminal.report(error, of: id) }
    }
    state.withLock { end(index, .trained(id: id, status), &$0) }
  }

  /// Begins the next run that has to be trained; nil where there is none for this thread.
  private func begin() -> (Int, TrainingSession)? {
    state.withLock { state in
      while StopSignal.received == nil, let index = state.queue.next() {
        do {
          if let id = try finishedRun(index) {
            state.datasets.leave(batch.experiments[index].dataset)
            end(index, .notNeeded(id: id), &state)
          } else if let session = try session(index, &state) {
            return (index, session)
          }
        } catch {
          let status = board.print { batch.terminal.report(error, of: titles[index]) }
          end(index, .refused(status), &state)
        }
      }
      return nil
    }
  }

  private func finishedRun(_ index: Int) throws -> String? {
    guard let key = keys[index], let run = try batch.workspace.store.finishedRun(key: key) else {
      return nil
    }
    if !batch.isQuiet { board.print { batch.tellNotNeeded(run.id) } }
    return run.id
  }

  /// Loads the data and claims an id; nil where a signal came meanwhile.
  private func session(_ index: Int, _ state: inout State) throws -> TrainingSession? {
    let experiment = batch.experiments[index]
    let dataset = try state.datasets.take(experiment.dataset)
    guard StopSignal.received == nil else { return nil }
    let resumed = try resumed(index, dataset)
    if resumed == nil { try batch.tellUnfinished(key: keys[index]) }
    let recorder =
      try resumed?.recorder
      ?? batch.workspace.store.create(
        experiment, dataSHA256: dataset.dataSHA256, provenance: provenance)
    state.running[index] = recorder.id
    listen(state)
    if !batch.isQuiet { announce(recorder, &state) }
    return TrainingSession(
      recorder: recorder, workspace: batch.workspace, resuming: resumed?.state, dataset: dataset,
      threads: batch.threads, kernels: batch.kernels, terminal: batch.terminal,
      isQuiet: batch.isQuiet,
      place: BatchPlace(
        index: index, id: recorder.id,
        title: titles[index].padded(to: titles.map(\.count).max() ?? 0, .left), board: board))
  }

  /// The unfinished run of the same key, taken to go on with; nil where there is none.
  private func resumed(_ index: Int, _ dataset: LoadedDataset) throws -> ResumedRun? {
    guard let run = try batch.resumableRun(key: keys[index]),
      case .ready(let resumed) = try run.resume(
        dataSHA256: dataset.dataSHA256, provenance: provenance)
    else { return nil }
    board.print {
      for warning in resumed.report.warnings { batch.terminal.warning(warning) }
      if !batch.isQuiet { batch.terminal.messages.print(resumed.report.closingLine) }
    }
    return resumed
  }

  private func end(_ index: Int, _ end: BatchEnd, _ state: inout State) {
    state.ends[index] = end
    state.queue.end(index)
    if state.running.removeValue(forKey: index) != nil { listen(state) }
    let known = state.ends[state.printed...].prefix { $0 != nil }.compactMap(\.self)
    printIDs(known[...])
    state.printed += known.count
  }

  private func listen(_ state: State) {
    StopSignal.listen(
      training: state.running.sorted { $0.key < $1.key }.map(\.value),
      wording: batch.terminal.wording)
  }
}

// MARK: What is told

extension BatchTraining {
  /// Says of each experiment what it is, once where a person looks on, and of what to be wary.
  private func announce(_ recorder: RunRecorder, _ state: inout State) {
    let experiment = recorder.experiment
    let isNew = state.told.insert(experiment.name).inserted
    board.print {
      if !board.isLive {
        batch.terminal.announce(recorder)
      } else if isNew {
        batch.terminal.announce(experiment)
      }
      for warning in isNew ? experiment.warnings : [] { batch.terminal.warning(warning) }
    }
  }

  /// All that `--quiet` prints: the ids of runs that are finished, in the order of the command.
  private func printIDs(_ ends: ArraySlice<BatchEnd>) {
    guard batch.isQuiet else { return }
    for end in ends where end.status == .done {
      if let id = end.id { batch.terminal.output.print(id) }
    }
  }

  /// `seed 2 (2 of 3)`, with the experiment's name where there are several.
  private static func titles(_ experiments: [ResolvedExperiment]) -> [String] {
    let isOnlySeed = Set(experiments.map(\.name)).count == 1
    return experiments.enumerated().map { index, experiment in
      (isOnlySeed ? "" : experiment.name + " ")
        + "seed \(experiment.seed) (\(index + 1) of \(experiments.count))"
    }
  }

  /// The run key of each; nil where its data cannot be read, which its beginning will tell.
  private static func keys(_ experiments: [ResolvedExperiment]) -> [String?] {
    var digests: [DatasetConfiguration: String] = [:]
    return experiments.map { experiment in
      let examples = experiment.dataset.examples
      let digest = digests[examples] ?? (try? examples.dataSHA256())
      digests[examples] = digest
      return digest.map { RunKey.key(definition: experiment.definition, dataSHA256: $0) }
    }
  }
}
