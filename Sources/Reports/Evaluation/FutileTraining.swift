package import Runs

/// Signs that a training has learnt nothing, one sentence each.
package enum FutileTraining {
  /// - Parameters:
  ///   - metrics: the rows of metrics.csv.
  ///   - predictions: the answers on the test part; nil if there are none.
  ///   - names: the names of the classes.
  package static func remarks(
    _ metrics: MetricsTable, _ predictions: PredictionsTable?, classes names: ClassNames
  ) -> [String] {
    [loss(metrics), predictions.flatMap { answers($0, names) }].compactMap(\.self)
  }

  /// A loss that is no lower than after the first epoch.
  private static func loss(_ metrics: MetricsTable) -> String? {
    guard let losses = metrics.values(of: "train_loss"), losses.count > 1, let last = losses.last,
      last >= losses[0]
    else { return nil }
    return "train_loss ended at \(last.fixed(4)), no lower than after the first epoch "
      + "(\(losses[0].fixed(4)))"
  }

  /// Answers that are no better than one and the same answer to every example.
  private static func answers(_ predictions: PredictionsTable, _ names: ClassNames) -> String? {
    if let answers = predictions.answers, answers.count > 1 {
      let counts = answers.reduce(into: [Int: Int]()) { $0[$1.label, default: 0] += 1 }
      guard counts.count > 1,
        let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })
      else { return nil }
      let right = Proportion(answers.count { $0.isRight }, of: answers.count)
      let share = Double(most.value) / Double(answers.count)
      guard right.interval.lowerBound <= share else { return nil }
      return
        "accuracy \(right.value.fixed(4)) on \(answers.count.grouped) test examples is not told "
        + "apart from always answering \(names[most.key]) (\(share.fixed(4)))"
    }
    guard let r2 = predictions.regressionFigures.first(where: { $0.name == "r2" })?.value, r2 <= 0
    else { return nil }
    return "predictions of the test part are no better than always answering its mean "
      + "(r2 \(r2.fixed(4)))"
  }
}
