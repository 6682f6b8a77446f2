import Datasets
package import Experiments

/// The metrics of the parent that mean the same in the fork, so that its metrics.csv can contain
/// them.
///
/// Losses are comparable if the loss is the same, metrics of a part if its examples are the same, and
/// those of an evaluated part if averages of the weights answer in both trainings or in neither.
/// Values that are not comparable are `nan` in the fork's rows, so that they never choose the best
/// epoch.
package struct ForkMetrics: Hashable, Sendable {
  package let hasSameLoss: Bool
  /// The parts of the data with the same examples.
  package let parts: Set<Metric.Split>
  /// Whether averages of the weights answer in both or in neither.
  private let hasSameAverages: Bool

  init(_ parent: ForkPlan.Side, _ fork: ForkPlan.Side) {
    let (old, new) = (parent.experiment.dataset, fork.experiment.dataset)
    hasSameLoss = parent.experiment.loss == fork.experiment.loss
    let decays = [parent, fork].map(\.experiment.training.averageDecay)
    hasSameAverages = (decays[0] == nil) == (decays[1] == nil)
    guard parent.dataSHA256 == fork.dataSHA256, old.source == new.source else {
      parts = []
      return
    }
    func isSame(_ first: ExampleSelection?, _ second: ExampleSelection?) -> Bool {
      guard first == second else { return false }
      if case .drawn = first { return old.seed == new.seed }
      return true
    }
    var parts: Set<Metric.Split> = []
    if isSame(old.train, new.train) { parts.insert(.train) }
    if isSame(old.test, new.test) { parts.insert(.test) }
    if old.validation == new.validation { parts.insert(.validation) }
    self.parts = parts
  }

  /// Whether the numbers of a column of metrics.csv mean the same: `test_loss`.
  package func keeps(_ column: String) -> Bool {
    guard let metric = MetricName(rawValue: column), let split = Metric(column).split else {
      return true
    }
    return parts.contains(split) && (hasSameLoss || metric.quantity != .loss)
      && (hasSameAverages || split == .train)
  }
}

extension ForkMetrics {
  /// Returns the parent's rows of metrics.csv in the columns of the fork.
  ///
  /// - Parameters:
  ///   - rows: the parent's cells.
  ///   - header: the columns of these cells.
  ///   - schema: the fork's columns.
  ///   - stepsPerEpoch: that of the fork, with which it counts.
  func rows(
    _ rows: [[String]], of header: MetricsSchema, in schema: MetricsSchema, stepsPerEpoch: Int
  ) -> [[String]] {
    let positions = schema.columns.map { column -> Int? in
      keeps(column.name) ? header.position(of: column) : nil
    }
    return rows.enumerated().map { index, cells in
      zip(schema.columns, positions).map { column, position in
        if column == .step { return String((index + 1) * stepsPerEpoch) }
        return position.map { cells[$0] } ?? StepsRow.unknown
      }
    }
  }

  /// Whether the rows of steps.csv mean the same.
  var keepsSteps: Bool { hasSameLoss && parts.contains(.train) }
}
