/// Exponential moving averages of a network's weights.
///
/// As torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn: the first step copies the
/// weights, every later one moves each average by (1 − decay) of its distance; running statistics are
/// copied.
final class WeightAverages: Sendable {
  /// 1 − decay, rounded once.
  let share: Float
  /// In the layout of the parameter block.
  let values: SharedMemory<Float>
  /// What is copied at every step, because it is not trained.
  private let copied: [Range<Int>]

  init(decay: Double, of parameters: ParameterBlock) {
    share = Float(1 - decay)
    values = SharedMemory(count: parameters.count)
    copied = parameters.entries.filter { !$0.isTrained }.map(\.range)
  }

  func copy(_ range: Range<Int>, from parameters: ParameterBlock) {
    let weights = parameters.values.span(range)
    var averages = values.mutableSpan(range)
    for i in weights.indices { averages[i] = weights[i] }
  }

  func copyUntrained(from parameters: ParameterBlock) {
    for range in copied { copy(range, from: parameters) }
  }

  /// Exchanges the averages and the weights.
  func exchange(with parameters: ParameterBlock) {
    var weights = parameters.values.mutableSpan(0..<parameters.count)
    var averages = values.mutableSpan(0..<parameters.count)
    for i in weights.indices { (weights[i], averages[i]) = (averages[i], weights[i]) }
  }
}

extension Network {
  /// A second thread is worth it for so many weights.
  private static let averagesPerThread = 1 << 15

  /// Moves the averages after an optimizer step; does nothing in a network without averages.
  ///
  /// - Parameter isFirst: whether the step is the first that is averaged.
  package func average(isFirst: Bool) {
    guard let averages else { return }
    guard !isFirst else { return restartAverages() }
    let count = parameters.count
    let shares = max(1, min(pool.threads, count / Self.averagesPerThread))
    pool.run(on: shares) { share in
      let range = count * share / shares..<count * (share + 1) / shares
      var values = averages.values.mutableSpan(range)
      kernels.average(parameters.values.span(range), share: averages.share, into: &values)
    }
    averages.copyUntrained(from: parameters)
  }

  /// Makes the averages copies of the weights.
  package func restartAverages() {
    averages?.copy(0..<parameters.count, from: parameters)
  }

  /// Runs `body` with the averages in place of the weights; with the weights in a network without
  /// averages.
  package func withAverages<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard let averages else { return try body() }
    averages.exchange(with: parameters)
    packAll()
    defer {
      averages.exchange(with: parameters)
      packAll()
    }
    return try body()
  }

  /// `ema.<layer>.<name>` for every tensor, in the layers' order; empty without averages.
  package var averagedModel: [NamedTensor] {
    guard let averages else { return [] }
    return parameters.entries.map { entry in
      NamedTensor(
        name: "ema.\(entry.name)", dimensions: entry.dimensions,
        values: averages.values.array(entry.range))
    }
  }

  /// Overwrites the averages with tensors of the same names and shapes; with the weights if there are
  /// no tensors.
  package func restore(averages tensors: [NamedTensor]) {
    guard let averages else { return }
    guard !tensors.isEmpty else { return restartAverages() }
    precondition(tensors.map(\.name) == parameters.entries.map { "ema.\($0.name)" })
    for (entry, tensor) in zip(parameters.entries, tensors) {
      precondition(tensor.dimensions == entry.dimensions)
      averages.values.replace(from: entry.range.lowerBound, with: tensor.values)
    }
  }
}
