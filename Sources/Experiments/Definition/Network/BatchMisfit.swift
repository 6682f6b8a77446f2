import Datasets
import Engine
import JSON

/// Returns the problem if an epoch has no batch, or if a batch has only one value for each channel of
/// a batch normalisation: its variance is 0, and pulls the running variance to 0. Returns nil if
/// every batch has more.
///
/// - Parameters:
///   - trainCount: the number of examples in the train part.
///   - layers: the whole network.
func batchMisfit(
  _ training: TrainingConfiguration, trainCount: Int, layers: [ResolvedLayer]
) -> Diagnostic? {
  guard training.stepsPerEpoch(of: trainCount) > 0 else {
    return Diagnostic(
      path: JSONPath("training.drop_last"),
      problem: "true leaves no batch: the train part has \(trainCount) examples, and a batch "
        + "\(training.batchSize)",
      hints: ["use batch_size \(trainCount) or less"])
  }
  guard let layer = layers.first(where: { $0.configuration.needsBatch(for: $0.input) }),
    training.smallestBatch(of: trainCount) == 1
  else { return nil }
  let batchSize = training.batchSize
  let place = "\(layer.path), \(layer.type), needs 2 or more"
  let path = JSONPath("training.batch_size")
  guard trainCount > 1 else {
    return Diagnostic(
      path: path, problem: "the train part has 1 example; \(place)",
      hints: ["train on 2 examples or more"])
  }
  let problem =
    batchSize == 1
    ? "a batch has 1 example; \(place)"
    : "the last batch of \(trainCount) examples in batches of \(batchSize) has 1 example; \(place)"
  return Diagnostic(
    path: path, problem: problem,
    hints: ["use batch_size \(training.nearestBatchSize(of: trainCount))"])
}

extension TrainingConfiguration {
  /// The examples of the smallest batch of an epoch.
  fileprivate func smallestBatch(of trainCount: Int) -> Int {
    let rest = trainCount % batchSize
    return rest == 0 || dropLast ? batchSize : rest
  }

  /// Returns the nearest size, the smaller of two, whose batches all have 2 examples or more.
  fileprivate func nearestBatchSize(of trainCount: Int) -> Int {
    var other = self
    // A batch of all examples is one.
    for distance in 1...max(batchSize, trainCount) {
      for size in [batchSize - distance, batchSize + distance] where size > 1 {
        other.batchSize = size
        if other.smallestBatch(of: trainCount) > 1 { return size }
      }
    }
    preconditionFailure("2 examples or more make a batch")
  }
}
