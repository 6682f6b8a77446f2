/// A sequential network with its weights, its optimizer and the threads that train it.
///
/// A step has two phases with a join after each. First every thread takes its share of the batch's
/// groups forward, through the loss and back; then every thread sums the gradient of its share of
/// the weights and moves them. Shares are decided by index, sums by the contract's order: the
/// number of threads cannot change a bit.
package final class Network: Sendable {
  package let parameters: ParameterBlock
  package let kernels: Kernels
  let stages: [Stage]
  /// The first so many stages run group by group, the rest block by block.
  let spatialCount: Int
  /// The first stage with weights: below it no gradient is needed.
  let firstTrainable: Int
  let loss: Loss
  let optimizer: any Optimizer
  let pool: WorkerPool
  let workspaces: [ThreadWorkspace]
  /// What gradients are made from, for each stage.
  let collected: [SharedMemory<Float>]
  let updates: [[RowShare]]
  package let results: BatchResults
  let batchCapacity: Int
  let evaluationCapacity: Int

  /// - Parameters:
  ///   - input: one example, `[C, H, W]` or `[F]`.
  ///   - batchCapacity: the largest batch to train on, in examples.
  ///   - evaluationCapacity: the largest to evaluate.
  /// - Throws: the first layer that does not fit.
  package init(
    architecture: [LayerConfiguration], input: Shape, loss: LossConfiguration,
    optimizer: OptimizerConfiguration, batchCapacity: Int,
    evaluationCapacity: Int = 1024, threads: Int, kernels: Kernels = .best
  ) throws(ShapeMismatch) {
    var stages = try Stage.stages(of: architecture, input: input)
    parameters = ParameterBlock(
      stages.compactMap { stage in stage.trainable.map { (stage.index, $0.parameters) } },
      slots: optimizer.slots)
    var next = 0
    for i in stages.indices {
      guard let layer = stages[i].trainable else { continue }
      stages[i].weight = next..<next + layer.weightCount
      next += layer.weightCount
      stages[i].bias = next..<next + (layer.hasBias ? layer.rows : 0)
      next = stages[i].bias.upperBound
      stages[i].packed = SharedMemory(count: layer.packedCount)
    }
    self.stages = stages
    let spatial = stages.lastIndex { $0.transform?.isSpatial ?? false } ?? 0
    spatialCount = spatial + 1
    firstTrainable = stages.firstIndex { $0.trainable != nil } ?? stages.count
    self.loss = Loss(loss)
    self.optimizer = optimizer.optimizer
    self.kernels = kernels
    self.batchCapacity = batchCapacity
    self.evaluationCapacity = evaluationCapacity
    let groups = batchCapacity.roundedUpToLanes / laneCount
    pool = WorkerPool(threads: threads)
    workspaces = (0..<threads).map { _ in ThreadWorkspace(stages, spatial: spatial + 1) }
    collected = stages.map { stage in
      SharedMemory(count: stage.trainable?.collectedCount(groups: groups) ?? 0)
    }
    updates = RowShare.shares(of: stages, groups: groups, threads: threads)
    results = BatchResults(examples: max(batchCapacity, evaluationCapacity))
  }

  /// One training step: forward, backward, and the optimizer's move. Losses and predictions are
  /// those before the move.
  package func train(on batch: some GroupSource, rate: Float) {
    precondition(batch.count > 0 && batch.count <= batchCapacity)
    let groups = batch.count.roundedUpToLanes / laneCount
    pool.run(on: min(pool.threads, groups)) { thread in
      forEachBlock(of: groups, thread: thread) { block in
        forward(block, of: batch, workspace: workspaces[thread])
        backward(block, of: batch, groups: groups, workspace: workspaces[thread])
      }
    }
    pool.run(on: updates.count) { thread in
      for share in updates[thread] { update(share, groups: groups, batch: batch.count, rate) }
    }
  }

  /// Losses and predictions of a batch; nothing is learnt.
  package func evaluate(_ batch: some GroupSource) {
    precondition(batch.count > 0 && batch.count <= evaluationCapacity)
    let groups = batch.count.roundedUpToLanes / laneCount
    pool.run(on: min(pool.threads, groups)) { thread in
      forEachBlock(of: groups, thread: thread) { block in
        let workspace = workspaces[thread]
        forward(block, of: batch, workspace: workspace)
        evaluateLoss(block, of: batch, workspace: workspace, withGradient: false)
      }
    }
  }

  /// Calls `body` with each block of up to four groups of a thread's share.
  private func forEachBlock(of groups: Int, thread: Int, _ body: (Range<Int>) -> Void) {
    let threads = min(pool.threads, groups)
    let end = groups * (thread + 1) / threads
    var start = groups * thread / threads
    while start < end {
      let next = min(start + ThreadWorkspace.blockGroups, end)
      body(start..<next)
      start = next
    }
  }
}

// MARK: Weights

extension Network {
  /// Draws every parameter from the stream of its layer: sub-index 0 for weights, 1 for biases.
  package func initialize(seed: UInt64) {
    for stage in stages {
      guard let layer = stage.trainable else { continue }
      for (sub, range) in [stage.weight, stage.bias].enumerated() {
        let stream = Philox(
          seed: seed, purpose: .initialization, index: UInt32(stage.index), subIndex: UInt32(sub))
        let initializer = sub == 0 ? layer.weightInitializer : layer.biasInitializer
        let values = initializer.values(
          count: range.count, fanIn: layer.fanIn, fanOut: layer.fanOut, from: stream)
        parameters.values.replace(from: range.lowerBound, with: values)
      }
    }
    packAll()
  }

  /// Takes weights and optimizer state from a checkpoint.
  package func restore(model: [NamedTensor], optimizer: [NamedTensor]) {
    parameters.restore(model: model, optimizer: optimizer)
    packAll()
  }

  private func packAll() {
    for stage in stages {
      guard let layer = stage.trainable else { continue }
      layer.pack(
        rows: 0..<layer.rows, weight: parameters.values.span(stage.weight), into: stage.packed,
        kernels: kernels)
    }
  }

  package var weightsAreFinite: Bool {
    kernels.allFinite(parameters.values.span(0..<parameters.count))
  }
}

extension Initializer {
  /// Returns the first values of a parameter of a layer with these fans.
  func values(count: Int, fanIn: Int, fanOut: Int, from stream: Philox) -> [Float] {
    let (fanIn, fanOut) = (Double(fanIn), Double(fanOut))
    return switch self {
    case .uniformFanIn: stream.uniform(count: count, bound: (1 / fanIn).squareRoot())
    case .kaimingNormal: stream.normal(count: count, deviation: (2 / fanIn).squareRoot())
    case .xavierUniform: stream.uniform(count: count, bound: (6 / (fanIn + fanOut)).squareRoot())
    case .normal(let deviation): stream.normal(count: count, deviation: deviation)
    case .zeros: [Float](repeating: 0, count: count)
    }
  }
}
