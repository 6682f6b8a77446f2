import Datasets
import Engine
package import Experiments
import Files
import JSON
import Training

extension RunStore {
  /// Starts a run: claims its folder, takes its lock, and writes its definition, an empty
  /// metrics.csv and run.json, in this order, so that at every moment the run either does not exist
  /// or can be resumed.
  ///
  /// - Parameters:
  ///   - dataSHA256: the digest of the data files, as 64 hex digits.
  ///   - name: the id to use; nil for the experiment's name with the next free number.
  ///   - sweep: the sweep that the run belongs to.
  ///   - given: the state of a run that begins with given weights; nil if it draws them. Its
  ///     checkpoint is written before there is a run, so that resuming never reads their file.
  /// - Throws: a `RunError` of kind `usage` for an id that is invalid or taken.
  package func create(
    _ experiment: ResolvedExperiment, dataSHA256: String, name: String? = nil,
    provenance: Provenance, sweep: RunSweep? = nil, tags: [String] = [],
    from given: GivenState? = nil
  ) throws(RunError) -> RunRecorder {
    try create(
      experiment, dataSHA256: dataSHA256, name: name, provenance: provenance, sweep: sweep,
      tags: tags,
      beginning: given.map {
        RunInitialState(
          parent: nil, initialWeights: $0.origin, state: $0.state, metrics: [], steps: nil)
      })
  }

  /// - Parameter initial: the initial state if it is not the first weights of its seed.
  func create(
    _ experiment: ResolvedExperiment, dataSHA256: String, name: String?, provenance: Provenance,
    sweep: RunSweep? = nil, tags: [String] = [], beginning initial: RunInitialState?
  ) throws(RunError) -> RunRecorder {
    try checkLimits(experiment)
    if let name { try check(name: name) }
    let runs = try makeRunsFolder()
    let claim =
      if let name { try claimFolder(name: name, in: runs) } else {
        try claimFolder(experiment: experiment.name, in: runs)
      }
    var record = RunRecord(
      starting: experiment, id: claim.id, dataSHA256: dataSHA256, source: initial?.parent?.source,
      initialWeights: initial?.initialWeights, provenance: provenance)
    record.sweep = sweep
    record.tags = tags
    record.data = RecordedData(experiment)
    if let initial {
      record.parent = initial.parent
      record.segments[0].fromStep = initial.state.step
    }
    do {
      let parts = try fill(claim, record: record, experiment: experiment, from: initial)
      try runs.synchronize()
      return RunRecorder(parts)
    } catch {
      discard(claim, in: runs)
      throw error
    }
  }

  /// Refuses what `create` would refuse, and writes nothing.
  ///
  /// - Throws: a `RunError` of kind `usage`.
  package func checkStart(
    of experiment: ResolvedExperiment, name: String?
  ) throws(RunError) {
    try checkLimits(experiment)
    guard let name else { return }
    try check(name: name)
    if let runs = try runsFolder() { try checkFree(name, in: runs) }
  }

  /// Refuses a training if one of its files could not be read again.
  private func checkLimits(_ experiment: ResolvedExperiment) throws(RunError) {
    let tensors = ExpectedTensors(experiment)
    if let problem = tensors.limitProblem(definition: experiment.definition.canonicalText) {
      throw RunError(.usage, "\(experiment.name) is too large for a checkpoint: \(problem)")
    }
    let examples = experiment.dataset.test?.count ?? 0
    let most =
      Run.maximumPredictionsBytes
      / PredictionsTable.maximumRowBytes(
        targets: experiment.predictedTargets)
    guard examples > most else { return }
    throw RunError(
      .usage,
      "\(experiment.name) has \(examples) test examples, more than the \(most) that a "
        + "predictions.csv can have",
      advice: [
        "take fewer: \(command: .again(["--set", "dataset.subset.test=[0,\(most)]"]))"
      ])
  }

  /// Refuses a name that a person gives and that no run can have.
  ///
  /// - Throws: a `RunError` of kind `usage` with a way out.
  package func check(name: String) throws(RunError) {
    guard name != RunID.newest else {
      throw RunError(
        .usage, "--name \(quoted(name)) means the newest run and cannot be the name of one",
        advice: ["take another name: --name ID"])
    }
    guard let problem = RunID.problem(name) else { return }
    let nearest = RunID.nearest(name).map { ": --name \($0)" } ?? ""
    throw RunError(
      .usage, "--name \(quoted(name)) is not a run id: \(problem)",
      advice: [
        "1 to 100 letters, digits, '.', '_', '-', the first a letter or digit\(nearest)"
      ])
  }

  /// Writes the first files of a claimed folder. run.json, which makes it a run, comes last.
  private func fill(
    _ claim: ClaimedFolder, record: RunRecord, experiment: ResolvedExperiment,
    from initial: RunInitialState?
  ) throws(RunError) -> RunParts {
    let folder = claim.folder
    let definition = Array(experiment.definition.canonicalText.utf8)
    let file = try folder.open(Run.definitionFile, for: .creating)
    try file.write(definition)
    try file.synchronize()
    try file.close()
    let schema = MetricsColumns(experiment).schema
    let metricsLog = try CSVLog(creating: Run.metricsFile, columns: schema.names, in: folder)
    let stepsLog =
      experiment.training.logEverySteps == nil
      ? nil : try CSVLog(creating: Run.stepsFile, columns: StepsRow.columns, in: folder)
    let timingLog = try CSVLog(
      creating: Run.timingFile, columns: TimingTable.columns, isCounted: false, in: folder)
    let checkpoints = try CheckpointFolder(
      try folder.makeFolder(CheckpointName.folder),
      owner: CheckpointOwner(
        record, definition: experiment.definition, outline: experiment.outline,
        experiment: experiment))
    var parts = RunParts(
      experiment: experiment, record: record, folder: folder, checkpoints: checkpoints,
      lock: claim.lock, metricsLog: metricsLog, stepsLog: stepsLog, timingLog: timingLog,
      metrics: MetricsTable(schema), savesInBackground: savesInBackground)
    if let initial { try parts.begin(initial) }
    try folder.publish(record)
    return parts
  }

  /// Leaves no half-made folder after an error, as far as the disk still allows.
  func discard(_ claim: ClaimedFolder, in runs: RunFolder) {
    // run.json first: without it the folder is no run.
    try? claim.folder.removeFile(Run.recordFile)
    try? claim.empty()
    try? claim.folder.removeFile(RunLock.fileName)
    try? runs.removeFolder(claim.id)
  }
}

extension RunRecord {
  /// The record of a run that is about to start.
  ///
  /// - Parameters:
  ///   - source: the checkpoint that it begins from; nil: the first weights of its seed.
  ///   - initialWeights: given weights that it begins with.
  init(
    starting experiment: ResolvedExperiment, id: String, dataSHA256: String,
    source: WeightsSource?, initialWeights: RecordedInitialWeights?, provenance: Provenance
  ) {
    let now = Timestamp.now()
    self.init(
      id: id, experiment: experiment.name,
      runKey: experiment.runKey(
        dataSHA256: dataSHA256, source: source, initialSHA256: initialWeights?.sha256),
      state: .running, weightsSHA256: nil, numericsVersion: Engine.numericsVersion,
      dataSHA256: dataSHA256, seed: experiment.seed, provenance: provenance, createdAt: now,
      finishedAt: nil, parent: nil, initialWeights: initialWeights,
      segments: [
        RunSegment(
          startedAt: now, fromStep: 0, host: provenance.host,
          command: provenance.command.cut(toEscapedBytes: RunSegment.maximumCommandBytes))
      ],
      summary: RunSummary(), divergence: nil, failure: nil, peakMemoryBytes: nil)
  }
}
