import Datasets
import Execution
import Experiments
import JSON
import Reports
import Runs
import Training

extension EvaluationReport {
  /// Describes what an evaluation of a run found.
  init(_ outcome: RunEvaluation.Outcome, of id: String, on part: DataPart) {
    self.init(
      of: Subject(
        run: id, step: outcome.step, part: part.rawValue,
        dataset: outcome.experiment.dataset.source.name),
      loss: outcome.evaluation.metrics.loss,
      predictions: PredictionsTable(outcome.evaluation.predictions),
      classes: outcome.target.classCount, classNames: ClassNames(outcome.experiment),
      values: outcome.target.valueCount ?? 1, further: outcome.evaluation.metrics.further)
  }
}

extension Terminal {
  /// Prints an evaluation's title and tables; to programs all figures in one table, a figure a row.
  func print(_ report: EvaluationReport, as format: TableFormat) {
    switch format {
    case .table, .markdown:
      output.printFolded(report.title.escaped)
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

extension UsageError {
  /// Says what to change in the command line, so that the weights can be evaluated.
  init(_ refusal: EvaluationRefusal) {
    switch refusal {
    case .noPart(let part, let id):
      self.init(
        problem: "--part \(part.rawValue): \(id) has no dataset.subset.\(part.rawValue)",
        advice: [
          "name one: "
            + Remedy(.again(["--set", "dataset.subset.\(part.rawValue)=[50000,60000]"]))
        ])
    case .otherNormalization(let normalization, let id):
      self.init(
        problem: "dataset.normalize cannot be changed: the weights of \(id) are made for "
          + "\(normalization.rawValue)")
    case .otherNetwork:
      self.init(problem: "bench evaluate: only dataset.… can be set, the network is the run's")
    case .otherExamples(let shape, let trainedOn, let id):
      self.init(
        problem: "the data have examples of \(shape), but \(id) was trained on \(trainedOn)",
        advice: [
          "dataset.padding adds a border: \(command: .again(["--set", "dataset.padding=2"]))"
        ])
    case .otherFormat(let path, let dataset, let id):
      self.init(
        problem: "--dataset \(path): \(id) was trained on \(dataset), which is not read from such "
          + "files")
    }
  }
}
