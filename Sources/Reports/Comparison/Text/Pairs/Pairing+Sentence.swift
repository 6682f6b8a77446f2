import JSON

extension Pairing.Obstacle {
  /// `a-002 has no predictions, since it is not finished`
  package var sentence: String {
    switch self {
    case .sameWeights: "the weights are the same"
    case .trainingExamples(let run):
      "\(run) was trained on its test examples, which say nothing of others"
    case .noPredictions(let run, .imported): "\(run) is imported and has no predictions to pair"
    case .noPredictions(let run, .diverged): "\(run) diverged and has no predictions"
    case .noPredictions(let run, .notFinished):
      "\(run) has no predictions, since it is not finished"
    case .noPredictions(let run, .noFile): "\(run) has no predictions.csv"
    case .otherDataset(let first, let other): "dataset.name is \(first) and \(other)"
    case .otherTestPart(let first, let other):
      "dataset.subset.test is \(Self.text(first)) and \(Self.text(other)), with no example in common"
    case .otherFold: "the runs are tested on different folds, with no example in common"
    case .otherFiles: "the data are not the same, so that test examples cannot be matched"
    case .notNumbers: "a prediction is nan or inf"
    }
  }

  /// A shorter form for lists of runs: `not finished`
  var label: String {
    switch self {
    case .sameWeights: "same weights"
    case .trainingExamples: "tested on its training examples"
    case .noPredictions(_, .imported): "imported"
    case .noPredictions(_, .diverged): "diverged"
    case .noPredictions(_, .notFinished): "not finished"
    case .noPredictions(_, .noFile): "no predictions.csv"
    case .otherDataset(_, let other): "dataset.name \(other)"
    case .otherTestPart: "no test example in common"
    case .otherFold: "another fold"
    case .otherFiles: "other data"
    case .notNumbers: "nan or inf"
    }
  }

  private static func text(_ testPart: JSONValue?) -> String {
    testPart.map { $0.isNull ? "the whole part" : $0.canonicalText } ?? "the whole part"
  }
}
