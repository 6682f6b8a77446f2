import Experiments
import JSON

/// What a value of one group has in common with a value of another, so that the two are a pair.
package enum TrialKey: Hashable, Sendable {
  case seed(Int)
  /// One fold of one division into folds, which has a seed of its own: the repeat.
  case fold(split: Int, index: Int)

  package var seed: Int? { if case .seed(let seed) = self { seed } else { nil } }
}

extension ComparedRun {
  var seed: Int? { definition?["seed"]?.int }

  /// The fold that the run is tested on; nil without folds.
  var fold: TrialKey? {
    guard let folds = definition?[path: JSONPath("dataset.folds")], folds.object != nil else {
      return nil
    }
    return .fold(split: folds["seed"]?.int ?? 0, index: folds["index"]?.int ?? 0)
  }

  /// How the seed draws the examples that a metric depends on; nil if it does not draw them.
  func split(_ metric: String) -> DrawnSplit? {
    definition.flatMap { DrawnSplit($0, metric: metric) }
  }
}

extension [ComparedRun] {
  /// Whether the runs are tested on several folds, so that the folds are what is counted and not the
  /// seeds.
  var areOfFolds: Bool {
    let folds = map(\.fold)
    return !folds.contains(nil) && Set(folds).count > 1
  }
}
