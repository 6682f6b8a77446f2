import Datasets
import Experiments

/// The metrics of the parent that mean the same in the fork, so that its metrics.csv can contain
/// them.
///
/// Losses are comparable if the loss is the same, metrics of a part if its examples are the same.
/// Values that are not comparable are `nan` in the fork's rows, so that they never choose the best
/// epoch.
package struct ForkMetrics: Hashable, Sendable {
  package let hasSameLoss: Bool
  /// The parts with the same examples: `train`, `validation`, `test`.
  package let parts: Set<String>

  init(_ parent: ForkPlan.Side, _ fork: ForkPlan.Side) {
    let (old, new) = (parent.experiment.dataset, fork.experiment.dataset)
    hasSameLoss = parent.experiment.loss == fork.experiment.loss
    guard parent.dataSHA256 == fork.dataSHA256, old.source == new.source else {
      parts = []
      return
    }
    func isSame(_ first: ExampleSelection?, _ second: ExampleSelection?) -> Bool {
      guard first == second else { return false }
      if case .drawn = first { return old.seed == new.seed }
      return true
    }
    var parts: Set<String> = []
    if isSame(old.train, new.train) { parts.insert("train") }
    if isSame(old.test, new.test) { parts.insert("test") }
    if old.validation == new.validation { parts.insert("validation") }
    self.parts = parts
  }

  /// Whether the numbers of a column of metrics.csv mean the same: `test_loss`.
  package func keeps(_ column: String) -> Bool {
    let words = column.split(separator: "_").map(String.init)
    guard words.count == 2 else { return true }
    return parts.contains(words[0]) && (hasSameLoss || words[1] != "loss")
  }
}

extension ForkMetrics {
  /// Returns the parent's rows of metrics.csv in the columns of the fork.
  ///
  /// - Parameters:
  ///   - rows: the parent's cells, in the order of `names`.
  ///   - columns: those of the fork.
  ///   - stepsPerEpoch: that of the fork, with which it counts.
  func rows(
    _ rows: [[String]], of names: [String], in columns: [String], stepsPerEpoch: Int
  ) -> [[String]] {
    let places = columns.map { names.firstIndex(of: $0) }
    return rows.enumerated().map { index, cells in
      zip(columns, places).map { column, place in
        if column == "step" { return String((index + 1) * stepsPerEpoch) }
        guard let place, Self.isOfTheWeights(column) || keeps(column) else { return "nan" }
        return cells[place]
      }
    }
  }

  /// Whether the rows of steps.csv mean the same.
  var keepsSteps: Bool { hasSameLoss && parts.contains("train") }

  private static func isOfTheWeights(_ column: String) -> Bool {
    ["epoch", "learning_rate", "weights_digest"].contains(column)
  }
}
