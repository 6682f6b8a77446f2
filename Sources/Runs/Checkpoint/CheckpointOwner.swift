import Engine
import Experiments
import JSON
import Training

/// The run whose checkpoints are searched: what a file must contain to belong to it.
struct CheckpointOwner {
  let runKey: String
  /// The canonical text of definition.json.
  let definition: String
  let dataSHA256: String
  let numericsVersion: Int
  let source: WeightsSource?
  /// The digest of the given weights that the run began with; nil if it drew them.
  let initialSHA256: String?
  /// The step of the run's first checkpoint.
  let firstStep: Int
  /// The step of the last resume; nil if the run was never resumed.
  let lastResumedStep: Int?
  let outline: TrainingOutline
  /// nil if the data that determine the shapes are missing or are not those of the run.
  let tensors: ExpectedTensors?

  /// - Parameter experiment: the definition resolved by the run's own data; nil: without data, so
  ///   that the tensors' shapes are not checked.
  init(
    _ record: RunRecord, definition: JSONValue, outline: TrainingOutline,
    experiment: ResolvedExperiment?
  ) {
    runKey = record.runKey
    self.definition = definition.canonicalText
    dataSHA256 = record.dataSHA256
    numericsVersion = record.numericsVersion
    source = record.parent?.source
    initialSHA256 = record.initialWeights?.sha256
    firstStep = record.firstStep
    lastResumedStep = record.segments.count > 1 ? record.segments.last?.fromStep : nil
    self.outline = outline
    tensors = experiment.map(ExpectedTensors.init)
  }

  /// The run that a receipt is about.
  ///
  /// - Parameter start: its first checkpoint.
  init(_ receipt: Receipt, from start: Receipt.Start, _ experiment: ResolvedExperiment) {
    runKey = receipt.runKey
    definition = experiment.definition.canonicalText
    dataSHA256 = receipt.dataSHA256
    numericsVersion = receipt.numericsVersion
    source = receipt.parent
    initialSHA256 = receipt.initialWeightsSHA256
    firstStep = start.step
    lastResumedStep = nil
    outline = experiment.outline
    tensors = ExpectedTensors(experiment)
  }

  /// Refuses a checkpoint of another run, another step, or with tensors or counts that this
  /// definition cannot lead to.
  func check(_ checkpoint: Checkpoint, step: Int) throws(CheckpointRefusal) {
    let metadata = checkpoint.metadata
    guard metadata.numericsVersion == numericsVersion else {
      throw .foreign("numerics version \(metadata.numericsVersion), the run has \(numericsVersion)")
    }
    guard metadata.runKey == runKey else {
      throw .foreign("run key \(metadata.runKey.prefix(16)), the run has \(runKey.prefix(16))")
    }
    guard metadata.definition == definition || hasKey(metadata) else {
      throw .foreign("another definition")
    }
    guard metadata.dataSHA256 == dataSHA256 else { throw .foreign("other data") }
    guard metadata.source == source else { throw .foreign("other first weights") }
    guard checkpoint.state.step == step else {
      throw .foreign("it holds step \(checkpoint.state.step)")
    }
    if let problem = totalProblem(checkpoint.state, rows: metadata.metrics.rows) {
      throw .foreign(problem)
    }
    if let problem = tensors?.problem(checkpoint.state) { throw .foreign(problem) }
    if let problem = countProblem(checkpoint.state) ?? optionalPartProblem(checkpoint) {
      throw .foreign(problem)
    }
  }

  /// Whether the definition inside leads to the run's key: a description may have been edited.
  private func hasKey(_ metadata: CheckpointMetadata) -> Bool {
    guard let found = try? JSONValue(parsing: metadata.definition) else { return false }
    let key = RunKey.key(
      definition: found, dataSHA256: metadata.dataSHA256,
      numericsVersion: metadata.numericsVersion, source: metadata.source,
      initialSHA256: initialSHA256)
    return key == runKey
  }

  /// Counts that no data could lead to.
  private func totalProblem(_ state: TrainingState, rows: Int) -> String? {
    guard rows == state.epoch else { return "\(rows) rows of metrics for \(state.epoch) epochs" }
    guard state.step >= firstStep else { return "step \(state.step), before its first" }
    // No training has more than 2^53 steps, and one more could overflow.
    guard source == nil ? state.optimizerSteps == state.step : state.optimizerSteps < 1 << 53
    else { return "\(state.optimizerSteps) steps of its optimizer at step \(state.step)" }
    return nil
  }

  /// Returns a contradiction between the counts, which would surprise whoever continues from them.
  private func countProblem(_ state: TrainingState) -> String? {
    let training = outline.training
    guard state.epoch <= training.epochs else {
      return "epoch \(state.epoch) of \(training.epochs)"
    }
    if let best = state.best, best.epoch > state.epoch || best.step > state.step {
      return "best at epoch \(best.epoch) of \(state.epoch)"
    }
    guard let trainCount = outline.trainCount, let stepsPerEpoch = outline.stepsPerEpoch else {
      return nil
    }
    guard state.batch <= stepsPerEpoch, state.step <= stepsPerEpoch * training.epochs,
      state.step == state.epoch * stepsPerEpoch + state.batch
    else {
      return "step \(state.step) in batch \(state.batch) of \(stepsPerEpoch) after "
        + "\(state.epoch) epochs"
    }
    let sums = state.unfinished
    let examples = min(state.batch * training.batchSize, trainCount)
    guard sums.examples == examples, sums.correct <= examples
    else { return "\(sums.correct) right of \(sums.examples) examples in \(state.batch) batches" }
    return nil
  }

  /// Returns a contradiction to the definition in the parts that only some definitions have.
  private func optionalPartProblem(_ checkpoint: Checkpoint) -> String? {
    let state = checkpoint.state
    let rows = outline.training.logEverySteps.map {
      StepsRow.count(steps: state.step, every: $0)
    }
    guard checkpoint.metadata.steps?.rows == rows else {
      let found = checkpoint.metadata.steps.map { "\($0.rows) rows" } ?? "nothing"
      return "\(found) of steps.csv after \(state.step) steps"
    }
    let stopping = outline.training.earlyStopping
    if let best = state.stoppingBest,
      stopping == nil || best.epoch > state.epoch || best.step > state.step
    {
      return "best for early stopping at epoch \(best.epoch) of \(state.epoch)"
    }
    if state.batch > 0, state.isStoppedEarly(outline.training) {
      return "batch \(state.batch) after early stopping"
    }
    return plateauProblem(state) ?? averageProblem(state)
  }

  private func averageProblem(_ state: TrainingState) -> String? {
    let steps = state.averagedSteps
    let isAveraged = outline.training.averageDecay != nil
    let isPossible =
      isAveraged ? source != nil && steps < 1 << 53 || steps == state.step : steps == 0
    guard isPossible, isAveraged != state.averages.isEmpty else {
      return "averages of \(steps) steps at step \(state.step)"
    }
    return nil
  }

  private func plateauProblem(_ state: TrainingState) -> String? {
    guard let plateau = outline.schedule.plateau?.plateau else {
      return state.plateau == nil ? nil : "the state of a plateau, and its schedule has none"
    }
    guard let found = state.plateau else { return "no state of its plateau" }
    guard found.rate > 0, found.rate.isFinite, found.badEpochs <= min(plateau.patience, state.epoch)
    else { return "\(found.badEpochs) epochs without a better value at rate \(found.rate)" }
    return nil
  }
}
