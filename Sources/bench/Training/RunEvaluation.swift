import Datasets
import Experiments
import Reports
import Runs
import Training

/// A part of a data set.
enum DataPart: String, CaseIterable {
  case test
  case validation
  case train
}

/// A run's weights, tried on some data.
struct RunEvaluation {
  let run: Run
  let point: ResumePoint
  let part: DataPart
  /// Of the definition; only its data may change.
  let overrides: [DefinitionOverride]
  let threads: Int

  /// Returns the figures and the text of the predictions; nil where a signal came.
  func perform() throws -> (report: EvaluationReport, csv: String)? {
    let experiment = try run.resolvedExperiment(changedBy: overrides)
    try checkNetwork(experiment)
    let checkpoint = try run.checkpoint(step: step())
    let dataset = try experiment.dataset.load()
    try checkNormalization(experiment, dataset)
    let examples: ExampleSet? =
      switch part {
      case .test: dataset.test
      case .validation: dataset.validation
      case .train: dataset.train
      }
    guard let examples else {
      throw UsageError(
        problem: "--part validation: \(run.id) has no dataset.subset.validation",
        advice: ["name one: --set 'dataset.subset.validation=[50000,60000]'"])
    }
    StopSignal.listen(lastWords: "")
    let trainer = try Trainer(
      experiment, dataset: dataset, threads: threads, kernels: Machine.kernels(),
      resuming: checkpoint.state)
    guard
      let result = trainer.evaluate(examples, isStopped: { StopSignal.received != nil })
    else { return nil }
    let table = PredictionsTable(result.predictions)
    let report = EvaluationReport(
      title: "\(run.id), step \(checkpoint.state.step), \(part.rawValue) part of "
        + "\(experiment.dataset.source.name), \(examples.count) examples",
      loss: result.metrics.loss, predictions: table)
    return (report, table.text(isClassification: experiment.isClassification))
  }

  private func step() throws -> Int {
    switch point {
    case .step(let step): return step
    case .latest:
      guard let latest = try run.checkpoints().last else {
        throw RunError(.failed, "\(run.id) has no checkpoint")
      }
      return latest.step
    case .best:
      let metric = try run.resolvedExperiment().checkpoint.best
      guard let best = try run.summary()[metric.rawValue]?.best else {
        throw RunError(.failed, "\(run.id) has no best epoch yet")
      }
      return best.step
    }
  }

  /// Refuses data whose own training part would set the mean and deviation of `standard` in place
  /// of the run's.
  private func checkNormalization(
    _ changed: ResolvedExperiment, _ dataset: LoadedDataset
  ) throws {
    let own = try run.resolvedExperiment()
    guard changed.dataset.normalization == .standard,
      changed.dataset.train != own.dataset.train || changed.seed != own.seed
        || dataset.dataSHA256 != run.record.dataSHA256
    else { return }
    throw UsageError(
      problem: "\(run.id) normalizes by mean and deviation of its own training part, which these "
        + "data do not have",
      advice: [
        "what can be changed with normalize \"standard\": dataset.subset.test and validation"
      ])
  }

  /// Refuses data that the network was not made for.
  private func checkNetwork(_ changed: ResolvedExperiment) throws {
    let own = try run.resolvedExperiment()
    guard changed.architecture == own.architecture, changed.loss == own.loss else {
      throw UsageError(
        problem: "bench evaluate: only dataset.… can be set, the network is the run's")
    }
    guard changed.inputShape == own.inputShape, changed.isClassification == own.isClassification
    else {
      throw UsageError(
        problem: "the data have examples of \(changed.inputShape), but \(run.id) was trained on "
          + "\(own.inputShape)",
        advice: ["dataset.padding adds a border: --set dataset.padding=2"])
    }
  }
}

extension Terminal {
  /// Prints an evaluation's title, figures and classes.
  func print(_ report: EvaluationReport, as format: TableFormat) {
    switch format {
    case .table:
      output.print(report.title.escaped)
      print(report.figureTable, as: format)
      guard let classes = report.classTable else { return }
      output.print()
      print(classes, as: format)
    case .markdown, .csv: print(report.classTable ?? report.figureTable, as: format)
    case .json: output.write(report.json.prettyText + "\n")
    }
  }
}
