package import Datasets
package import Engine
package import Experiments
package import Runs
package import Training

/// A part of a data set.
package enum DataPart: String, CaseIterable, Sendable {
  case test
  case validation
  case train
}

/// An evaluation of a run's weights on a part of some data. Nothing is written.
package struct RunEvaluation {
  private let run: Run
  private let point: ResumePoint
  /// nil: the part that judges.
  private let part: DataPart?
  private let overrides: [DefinitionOverride]
  /// A file or folder to evaluate on in place of the run's own; nil for those of the definition.
  private let otherFiles: String?
  private let resources: ComputeResources

  /// The result.
  package struct Outcome {
    package let experiment: ResolvedExperiment
    /// The step of the checkpoint.
    package let step: Int
    package let part: DataPart
    package let evaluation: PartEvaluation
    /// What the examples' targets are.
    package let target: DatasetTarget
    /// Sentences about checkpoints that could not be used.
    package let warnings: [String]
    /// How other files were read, where that may surprise.
    package let notes: [String]
  }

  /// - Parameters:
  ///   - part: nil for the one that judges: the test part, or validation if there is none.
  ///   - overrides: of the definition. Only the data may change.
  ///   - otherFiles: a file or folder to evaluate on in place of the run's own, all of it.
  package init(
    of run: Run, at point: ResumePoint, on part: DataPart?,
    changedBy overrides: [DefinitionOverride], otherFiles: String? = nil,
    with resources: ComputeResources
  ) {
    self.run = run
    self.point = point
    self.part = part
    self.overrides = overrides
    self.otherFiles = otherFiles
    self.resources = resources
  }

  /// Finds the checkpoint, loads the data and evaluates. Returns nil if stopped.
  ///
  /// - Parameters:
  ///   - begin: called when everything is loaded and the evaluation begins.
  ///   - isStopped: asked between batches whether to stop.
  /// - Throws: an `EvaluationRefusal` where the weights do not fit what was asked for; a `RunError`,
  ///   a `DatasetError` or a `DefinitionError` where a file cannot be used.
  package func perform(
    beginning begin: () -> Void, isStopped: () -> Bool
  ) throws -> Outcome? {
    try run.requireTraining(to: "evaluate")
    let own = try run.resolvedExperiment()
    let found = try run.find(point, of: own, for: .evaluate)
    guard let checkpoint = found.checkpoint else {
      throw RunError(.usage, "\(run.id) has no checkpoint")
    }
    let (experiment, dataset, notes) = try load(own, as: checkpoint.metadata.encoding)
    let part = part ?? (dataset.hasTest ? .test : .validation)
    guard let examples = dataset[part], examples.count > 0 else {
      throw EvaluationRefusal.noPart(
        part, of: otherFiles ?? run.id, otherFiles == nil ? experiment.dataset : nil)
    }
    begin()
    let trainer = try Trainer(
      experiment, dataset: dataset, threads: resources.threads, kernels: resources.kernels,
      resuming: checkpoint.state)
    guard let evaluation = trainer.evaluate(examples, isStopped: isStopped) else { return nil }
    return Outcome(
      experiment: experiment, step: checkpoint.state.step, part: part, evaluation: evaluation,
      target: dataset.target, warnings: found.warnings, notes: notes)
  }

  /// Loads the data to evaluate on, which become numbers as the run's own did.
  ///
  /// - Parameter encoding: how they did; nil if the checkpoint does not say it.
  private func load(
    _ own: ResolvedExperiment, as encoding: ExampleEncoding?
  ) throws -> (ResolvedExperiment, LoadedDataset, notes: [String]) {
    if let path = otherFiles {
      guard let other = own.dataset.otherFiles(at: path, of: own.rawShape) else {
        throw EvaluationRefusal.otherFormat(path, own.dataset.source.name, of: run.id)
      }
      let known = try encoding ?? run.encoding(own) ?? own.dataset.plainEncoding
      let dataset = try other.loadWhole(using: known)
      let (found, expected) = (dataset.test.shape, own.inputShape)
      guard found == expected else {
        throw DatasetError.file(
          path, .exampleShape(found: found.dimensions, expected: expected.dimensions))
      }
      let notes = other.takesColumnsByPosition(known) ? [other.positionNote(path)] : []
      return (own, dataset, notes)
    }
    let experiment = try run.experiment(changedBy: overrides, learnt: encoding?.learnt)
    try checkNetwork(own, experiment)
    let normalization = own.dataset.normalization
    guard experiment.dataset.normalization == normalization else {
      throw EvaluationRefusal.otherNormalization(normalization, of: run.id)
    }
    let known = try encoding ?? run.encoding(own)
    return (experiment, try experiment.dataset.load(using: known), [])
  }

  /// Refuses another network, and data that the network was not made for.
  private func checkNetwork(
    _ own: ResolvedExperiment, _ changed: ResolvedExperiment
  ) throws(EvaluationRefusal) {
    guard changed.architecture == own.architecture, changed.loss == own.loss else {
      throw .otherNetwork
    }
    guard changed.inputShape == own.inputShape, changed.isClassification == own.isClassification
    else { throw .otherExamples(changed.inputShape, trainedOn: own.inputShape, of: run.id) }
  }
}

/// Why a run's weights cannot be evaluated as asked.
package enum EvaluationRefusal: Error {
  /// A run, or a file, has no such part. The run's data set follows.
  case noPart(DataPart, of: String, DatasetConfiguration?)
  /// The overrides change the normalization, which belongs to the weights.
  case otherNormalization(DatasetConfiguration.Normalization, of: String)
  /// The overrides change more than the data.
  case otherNetwork
  /// The examples have another shape than those of the training.
  case otherExamples(Shape, trainedOn: Shape, of: String)
  /// A file or folder that cannot be read as the run's data set is.
  case otherFormat(String, String, of: String)
}

extension LoadedDataset {
  fileprivate subscript(part: DataPart) -> ExampleSet? {
    switch part {
    case .test: test
    case .validation: validation
    case .train: train
    }
  }
}
