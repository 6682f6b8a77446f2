import Datasets
import Experiments
import JSON
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

  /// What came of it.
  struct Result {
    let report: EvaluationReport
    /// The text of the predictions.
    let csv: String
    /// Of checkpoints that could not be used, without `warning:`.
    let warnings: [String]
  }

  /// - Returns: nil where a signal came.
  /// - Throws: what keeps the weights from being tried.
  func perform() throws -> Result? {
    try run.requireTraining(to: "evaluate")
    let experiment = try run.experiment(changedBy: overrides)
    try checkNetwork(experiment)
    let found = try run.find(point, of: try run.resolvedExperiment(), for: .evaluate)
    guard let checkpoint = found.checkpoint else {
      throw RunError(.usage, "\(run.id) has no checkpoint")
    }
    let dataset = try load(experiment)
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
      of: .init(
        run: run.id, step: checkpoint.state.step, part: part.rawValue,
        dataset: experiment.dataset.source.name),
      loss: result.metrics.loss, predictions: table, classes: dataset.target.classCount,
      classNames: ClassNames(experiment.definition), values: dataset.target.valueCount ?? 1)
    return Result(
      report: report, csv: table.text(isClassification: experiment.isClassification),
      warnings: found.warnings)
  }

  /// Loads data to be scaled as the run's own were.
  private func load(_ changed: ResolvedExperiment) throws -> LoadedDataset {
    let own = try run.resolvedExperiment()
    guard changed.dataset.normalization == own.dataset.normalization else {
      throw UsageError(
        problem: "dataset.normalize cannot be changed: the weights of \(run.id) are made for "
          + "\(own.dataset.normalization.rawValue)")
    }
    guard own.dataset.normalization == .standard else { return try changed.dataset.load() }
    let dataset = try run.loadData(own)
    if changed.dataset == own.dataset { return dataset }
    return try changed.dataset.load(scaledBy: dataset.scaling)
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
  /// Prints an evaluation's title and tables; to programs all figures in one table, a figure a row.
  func print(_ report: EvaluationReport, as format: TableFormat) {
    switch format {
    case .table, .markdown:
      output.print(report.title.escaped)
      for table in report.tables {
        output.print()
        print(table, as: format)
      }
    case .csv: print(report.dataTable, as: format)
    case .json: output.write(report.json.prettyText + "\n")
    }
    for note in report.notes { self.note(note) }
  }
}
