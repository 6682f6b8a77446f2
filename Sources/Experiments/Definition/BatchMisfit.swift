import Datasets
import Engine
import JSON

/// Returns the problem if a batch has only one value for each channel of a batch normalisation: its
/// variance is 0, and pulls the running variance to 0. Returns nil if every batch has more.
///
/// - Parameters:
///   - trainCount: the number of examples in an epoch.
///   - layers: the whole network.
func batchMisfit(
  batchSize: Int, trainCount: Int, layers: [ResolvedLayer]
) -> Diagnostic? {
  guard let layer = layers.first(where: { $0.configuration.needsBatch(for: $0.input) }),
    smallestBatch(of: trainCount, in: batchSize) == 1
  else { return nil }
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
    hints: ["use batch_size \(nearestBatchSize(to: batchSize, trainCount: trainCount))"])
}

/// The examples of the smallest batch of an epoch.
private func smallestBatch(of trainCount: Int, in batchSize: Int) -> Int {
  let rest = trainCount % batchSize
  return rest == 0 ? batchSize : rest
}

/// Returns the nearest size, the smaller of two, whose batches all have 2 examples or more.
private func nearestBatchSize(to size: Int, trainCount: Int) -> Int {
  // A batch of all examples is one.
  for distance in 1...max(size, trainCount) {
    for other in [size - distance, size + distance]
    where other > 1 && smallestBatch(of: trainCount, in: other) > 1 {
      return other
    }
  }
  preconditionFailure("2 examples or more make a batch")
}
