import Datasets
package import Experiments
import Files
package import JSON
import Tables
import Training

/// A completely checked checkpoint of a run with the rows it counts, from which a fork begins. The
/// run is only read, even if a process holds it.
package struct ForkSource {
  package let run: Run
  /// The definition with which the checkpoint was trained.
  package let definition: JSONValue
  /// The resolved definition. If nothing is known about its own data any more, those of the fork
  /// are used.
  package let experiment: ResolvedExperiment
  /// Newer checkpoints that could not be used.
  package let skipped: [SkippedCheckpoint]
  let checkpoint: Checkpoint
  /// The bytes of its metrics.csv that the checkpoint counts.
  private let metrics: [UInt8]
  /// The steps of all its checkpoints.
  private let allSteps: [Int]

  /// - Parameter fork: the experiment to train. Its data replace the run's own if those are missing
  ///   or smaller than they were.
  /// - Throws: a `RunError` if no checkpoint can be used, `DefinitionError` if the definition
  ///   cannot be resolved here.
  package init(_ run: Run, at point: ResumePoint, for fork: ResolvedExperiment) throws {
    self.run = run
    let folder = try run.folder.folder(CheckpointName.folder)
    definition = try Self.trainedDefinition(of: run, folder)
    experiment = try Self.experiment(definition, of: run, withDataOf: fork)
    let hasItsData =
      try run.record.data != nil || experiment.dataset.dataSHA256() == run.record.dataSHA256
    let owner = CheckpointOwner(
      run.record, definition: definition,
      outline: try TrainingOutline(
        parsing: Array(definition.canonicalText.utf8),
        file: run.folder.path(of: Run.definitionFile)),
      experiment: hasItsData ? experiment : nil)
    // The files before the tables, because a training writes rows first.
    let checkpoints = try CheckpointFolder(folder, owner: owner)
    let tables = try CountedTables(of: run)
    let found = try CheckpointSearch(
      run: run, checkpoints: checkpoints, tables: tables, for: .fork
    ).find(point)
    guard let checkpoint = found.checkpoint else {
      throw RunError(
        .failed, "\(run.id) has no checkpoint yet",
        advice: ["its definition from the start: \(command: .run(experiment: experiment.name))"])
    }
    self.checkpoint = checkpoint
    skipped = found.skipped
    metrics = Array(tables.metrics.prefix(checkpoint.metadata.metrics.bytes))
    allSteps = checkpoints.steps
  }

  /// The step and epoch of the checkpoint.
  package var place: SavedCheckpoint {
    let state = checkpoint.state
    return SavedCheckpoint(step: state.step, epoch: state.epoch, batch: state.batch)
  }

  /// What the fork records about its origin.
  var parent: RunParent {
    let digest = SHA256.hash(CheckpointFile.encode(checkpoint)).description
    return RunParent(
      run: run.id, epoch: checkpoint.state.epoch,
      source: WeightsSource(checkpointSHA256: digest, step: checkpoint.state.step))
  }

  /// Decides what a training by this definition takes over.
  ///
  /// - Throws: a `RunError` of kind `usage` if it cannot continue from here.
  package func plan(
    _ fork: ResolvedExperiment, dataSHA256: String
  ) throws(RunError) -> ForkPlan {
    guard fork.initialWeights == experiment.initialWeights else {
      throw RunError(
        .usage, "a fork begins with the weights of its parent: init_from cannot be changed",
        advice: [
          "a new run with given weights: \(command: .run(experiment: fork.name, settings: ["init_from=\(fork.definition["init_from"]?.canonicalText ?? "null")"]))"
        ])
    }
    let parent = ForkPlan.Side(experiment, dataSHA256: run.record.dataSHA256)
    let table: MetricsTable
    do {
      table = try MetricsTable(parsing: metrics)
    } catch {
      throw RunError(.failed, "\(run.folder.path(of: Run.metricsFile)): \(error)")
    }
    do {
      return try ForkPlan(
        from: checkpoint.state, metrics: table, of: parent,
        to: ForkPlan.Side(fork, dataSHA256: dataSHA256))
    } catch {
      let perEpoch =
        place.epoch > 0 ? (place.step - place.batch) / place.epoch : experiment.stepsPerEpoch
      throw error.error(
        of: run.id, at: place, epochEnds: allSteps.filter { $0 % max(1, perEpoch) == 0 })
    }
  }

  /// Returns the state and rows with which a fork begins.
  ///
  /// - Throws: a `RunError` if steps.csv cannot be read.
  func beginning(
    _ plan: ForkPlan, _ fork: ResolvedExperiment
  ) throws(RunError) -> RunInitialState {
    let lines = CSVLines(metrics)
    let steps = try fork.training.logEverySteps.map { (every) throws(RunError) in
      ForkSteps(try parentSteps(plan), every: every, upTo: plan.state.step)
    }
    return RunInitialState(
      parent: parent, initialWeights: nil, state: plan.state,
      metrics: plan.measures.rows(
        Array(lines.dropFirst()), of: MetricsSchema(header: lines.first ?? []),
        in: MetricsColumns(fork).schema, stepsPerEpoch: fork.stepsPerEpoch),
      steps: steps)
  }

  /// Returns the parent's rows of steps.csv; nil if none means the same in the fork.
  private func parentSteps(_ plan: ForkPlan) throws(RunError) -> CSVFileLines<RunError>? {
    guard !plan.countsStepsAnew, plan.measures.keepsSteps,
      let counted = checkpoint.metadata.steps
    else { return nil }
    var lines = CSVFileLines(
      try run.folder.open(Run.stepsFile, for: .reading), upTo: counted.bytes)
    // The header.
    _ = try lines.next()
    return lines
  }

  private static func experiment(
    _ definition: JSONValue, of run: Run, withDataOf fork: ResolvedExperiment
  ) throws -> ResolvedExperiment {
    do {
      return try run.resolved(Array(definition.canonicalText.utf8))
    } catch {
      guard var members = definition.object else { throw error }
      members["dataset"] = fork.definition["dataset"]
      let text = JSONValue.object(members).canonicalText
      guard let experiment = try? run.resolved(Array(text.utf8)) else { throw error }
      return experiment
    }
  }

  /// Returns the definition that gives the run's key: definition.json, or if that was edited, the
  /// one in the newest checkpoint that has it.
  private static func trainedDefinition(
    of run: Run, _ folder: RunFolder
  ) throws(RunError) -> JSONValue {
    func hasKey(_ definition: JSONValue) -> Bool {
      run.record.key(of: definition) == run.record.runKey
    }
    let file = try? run.definition()
    if let file, hasKey(file) { return file }
    for listing in try run.checkpoints().reversed() {
      let name = CheckpointName.file(step: listing.step)
      guard let bytes = try? folder.read(name, limit: CheckpointFile.maximumBytes),
        let checkpoint = try? CheckpointFile.decode(bytes),
        let definition = try? JSONValue(parsing: checkpoint.metadata.definition),
        hasKey(definition)
      else { continue }
      return definition
    }
    throw RunError(
      .failed,
      "\(run.folder.path(of: Run.definitionFile)) is not the definition \(run.id) was trained by, "
        + "and no checkpoint has that: nothing can be taken over",
      advice: ["put the old definition back"])
  }
}
