import Datasets
import Execution
import Experiments
import JSON
import Reports
import Runs
import Training

extension EvaluationReport {
  /// Describes what an evaluation of a run found.
  init(_ outcome: RunEvaluation.Outcome, of id: String) {
    self.init(
      of: Subject(
        run: id, step: outcome.step, part: outcome.part.rawValue,
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
    case .noPart(let part, let name, let dataset):
      self.init(
        problem: "--part \(part.rawValue): \(name) has no \(part.rawValue) part",
        advice: Self.advice(without: part, of: dataset))
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

extension UsageError {
  /// What to evaluate on in place of a part that the data do not have.
  private static func advice(
    without part: DataPart, of dataset: DatasetConfiguration?
  ) -> [Remedy] {
    guard part == .validation, let unseen = dataset?.unseenRange else {
      let other = part == .test ? DataPart.validation : .test
      return ["take another part: \(command: .again(["--part", other.rawValue]))"]
    }
    let range = "dataset.subset.validation=[\(unseen.lowerBound),\(unseen.upperBound)]"
    return ["name examples that were not trained on: \(command: .again(["--set", range]))"]
  }
}

extension DatasetConfiguration {
  /// The examples after the last one that training or the test takes; nil if there are none.
  fileprivate var unseenRange: Range<Int>? {
    guard !isSplit, let layout, case .range(let train) = train else { return nil }
    var start = train.upperBound
    if layout.facts?.isOnePart == true {
      guard case .range(let test) = test else { return nil }
      start = max(start, test.upperBound)
    }
    return start < layout.trainCount ? start..<layout.trainCount : nil
  }
}
