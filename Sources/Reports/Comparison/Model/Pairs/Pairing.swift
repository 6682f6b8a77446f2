import Experiments
import JSON
import Runs

/// Whether a claim can be made of two runs' predictions.
package enum Pairing: Hashable, Sendable {
  case contrast(PairedContrast)
  case unpaired(Obstacle)

  /// Why none can be made.
  package enum Obstacle: Hashable, Sendable {
    case sameWeights
    /// It was trained on the examples it was tested on.
    case trainingExamples(run: String)
    case noPredictions(run: String, Lack)
    case otherDataset(first: String, other: String)
    /// Test parts without a common example, as the definitions have them.
    case otherTestPart(first: String, other: String)
    /// The same position does not mean the same example.
    case otherFiles
    case notNumbers
  }

  /// Why a run has no predictions.
  package enum Lack: String, Hashable, Sendable {
    case imported
    case diverged
    case notFinished = "not finished"
    case noFile = "no predictions.csv"
  }

  /// Pairs the predictions of two runs by the examples' position in the data set's test part.
  ///
  /// Parts of one data set that overlap are paired on the examples they share. Neither run's own
  /// training has these: of a data set in one file, a test part keeps off it.
  init(_ first: ComparedRun, _ other: ComparedRun) {
    self.init(first, other, obstacle: Self.obstacle(first, other))
  }

  private init(_ first: ComparedRun, _ other: ComparedRun, obstacle: Obstacle?) {
    guard obstacle == nil, let predictions = first.predictions,
      let others = other.predictions
    else {
      self = .unpaired(obstacle ?? .otherFiles)
      return
    }
    let comparability = Comparability(first, other)
    guard let pairs = PairedPredictions(predictions, others), comparability.dataObstacle == nil
    else {
      self = .unpaired(.otherFiles)
      return
    }
    if pairs.examples.isEmpty {
      self = .unpaired(.otherTestPart(first: first.testPartText, other: other.testPartText))
    } else if let contrast = PairedContrast(pairs, hasSameFiles: !comparability.restsOnLabels) {
      self = .contrast(contrast)
    } else {
      self = .unpaired(.notNumbers)
    }
  }

  /// What can be seen before the predictions are looked at.
  private static func obstacle(_ first: ComparedRun, _ other: ComparedRun) -> Obstacle? {
    for run in [first, other] where run.isImported {
      return .noPredictions(run: run.id, .imported)
    }
    if case .dataset(let name, let another)? = Comparability(first, other).dataObstacle {
      return .otherDataset(first: name, other: another)
    }
    if let range = first.testRange, let another = other.testRange, !range.overlaps(another) {
      return .otherTestPart(first: first.testPartText, other: other.testPartText)
    }
    if let run = [first, other].first(where: \.isTestedOnItsTraining) {
      return .trainingExamples(run: run.id)
    }
    for run in [first, other] where run.predictions == nil {
      let isUnfinished = !run.isFinished
      return .noPredictions(
        run: run.id, run.hasDiverged ? .diverged : isUnfinished ? .notFinished : .noFile)
    }
    return nil
  }

  var contrast: PairedContrast? {
    if case .contrast(let contrast) = self { contrast } else { nil }
  }

  var obstacle: Obstacle? {
    if case .unpaired(let obstacle) = self { obstacle } else { nil }
  }
}

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
      "dataset.subset.test is \(first) and \(other), with no example in common"
    case .otherFiles: "the data are not the same, so that test examples cannot be matched"
    case .notNumbers: "a prediction is nan or inf"
    }
  }

  /// In a list of runs: `not finished`
  var words: String {
    switch self {
    case .sameWeights: "same weights"
    case .trainingExamples: "tested on its training examples"
    case .noPredictions(_, let lack): lack.rawValue
    case .otherDataset(_, let other): "dataset.name \(other)"
    case .otherTestPart: "no test example in common"
    case .otherFiles: "other data"
    case .notNumbers: "nan or inf"
    }
  }
}

extension ComparedRun {
  /// The test part as the definition has it.
  var testPart: JSONValue? { definition?[path: JSONPath("dataset.subset.test")] }

  var testPartText: String {
    testPart.map { $0.isNull ? "the whole part" : $0.canonicalText } ?? "the whole part"
  }

  /// Whether its test part has training examples in it: all of xor's, or rows of one file named as
  /// both parts.
  var isTestedOnItsTraining: Bool {
    guard let dataset = definition?["dataset"] else { return false }
    if dataset["name"] == "xor" { return true }
    let files = ["train", "train_images"].map { (dataset["files"]?[$0], "test" + $0.dropFirst(5)) }
    guard files.contains(where: { $0.0 != nil && $0.0 == dataset["files"]?[$0.1] }) else {
      return false
    }
    let trained = definition?.selection(of: .train)?.range
    return trained.flatMap { trained in testRange.map(trained.overlaps) } ?? true
  }

  /// nil for the whole part, and for one that is drawn.
  var testRange: Range<Int>? { testPart?.range }
}
