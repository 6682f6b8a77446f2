import Experiments
package import JSON
import Runs

/// The predictions of two runs for the same test examples, or the reason why they cannot be compared.
package enum Pairing: Hashable, Sendable {
  case contrast(PairedContrast)
  case unpaired(Obstacle)

  package enum Obstacle: Hashable, Sendable {
    case sameWeights
    /// The run was trained on its test examples.
    case trainingExamples(run: String)
    case noPredictions(run: String, Lack)
    case otherDataset(first: String, other: String)
    /// Test parts without a common example: `dataset.subset.test` of both definitions.
    case otherTestPart(first: JSONValue?, other: JSONValue?)
    /// Different folds without a common example.
    case otherFold
    /// The files differ, so the same position does not mean the same example.
    case otherFiles
    case notNumbers
  }

  /// The reason why a run has no predictions.
  package enum Lack: Hashable, Sendable {
    case imported
    case diverged
    case notFinished
    case noFile
  }

  /// Pairs the predictions of two runs by the examples' position in the data set's test part.
  ///
  /// Test parts that overlap are paired on the examples they share. Neither run was trained on
  /// these, even if all parts are rows of one file.
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
    if pairs.examples.isEmpty, first.fold != other.fold {
      self = .unpaired(.otherFold)
    } else if pairs.examples.isEmpty {
      self = .unpaired(.otherTestPart(first: first.testPart, other: other.testPart))
    } else if let contrast = PairedContrast(pairs, hasSameFiles: !comparability.restsOnLabels) {
      self = .contrast(contrast)
    } else {
      self = .unpaired(.notNumbers)
    }
  }

  /// Returns the obstacle that is known without comparing predictions.
  private static func obstacle(_ first: ComparedRun, _ other: ComparedRun) -> Obstacle? {
    for run in [first, other] where run.isImported && run.predictions == nil {
      return .noPredictions(run: run.id, .imported)
    }
    if case .dataset(let name, let another)? = Comparability(first, other).dataObstacle {
      return .otherDataset(first: name, other: another)
    }
    if let range = first.testRange, let another = other.testRange, !range.overlaps(another) {
      return .otherTestPart(first: first.testPart, other: other.testPart)
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

extension ComparedRun {
  /// The definition's `dataset.subset.test`.
  var testPart: JSONValue? { definition?[path: JSONPath("dataset.subset.test")] }

  /// Whether the test part contains training examples: always for xor, and if both parts name the
  /// same file and overlap.
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

  /// nil if the test part is whole or drawn by the seed.
  var testRange: Range<Int>? { testPart?.range }
}
