import CKernels

/// A network with its weights, its optimizer and the threads that train it.
///
/// A training step runs a schedule of the graph's operations, which ends with what every group
/// knows of the weights' gradients; then each thread sums the gradient of its share of the weights
/// and moves them. Shares are decided by index, sums by the contract's order: the number of threads
/// cannot change a bit.
package final class Network: Sendable {
  package let parameters: ParameterBlock
  package let kernels: Kernels
  let layerCount: Int
  let stages: [FusedLayer]
  /// Forward, loss and backward.
  let trainingSchedule: Schedule
  /// The same for a batch of few examples, if threads can share its layers.
  let dividedSchedule: Schedule?
  /// Forward and loss.
  let evaluationSchedule: Schedule
  /// Where gradients lie in training.
  let plan: BufferPlan
  let loss: Loss
  let optimizer: any Optimizer
  /// The optimizer, if it is SGD, which moves some weights as their gradients are made.
  let sgd: SGD?
  let clipNorm: Double?
  /// Whether weight decay leaves biases and normalisations alone.
  let decaysWeightsOnly: Bool
  /// The norm of the last step's gradient before it was clipped.
  let unclippedNorm = SharedMemory<Float>(count: 1)
  let seed: UInt64
  let pool: WorkerPool
  let workspaces: [ThreadWorkspace]
  /// The first of them, of the thread that calls.
  let callersWorkspace: ThreadWorkspace
  /// What gradients are made from, for each stage.
  let collected: [SharedMemory<Float>]
  let updates: [[UpdateSlice]]
  /// nil if the weights are not averaged.
  let averages: WeightAverages?
  /// nil if the network is not compact.
  let compact: CompactLayers?
  package let results: BatchResults
  /// As many as were asked for, or fewer if the system has no more.
  package var threads: Int { pool.threads }
  let batchCapacity: Int
  let evaluationCapacity: Int

  /// - Parameters:
  ///   - input: one example, `[C, H, W]` or `[F]`.
  ///   - seed: of initial weights and dropout.
  ///   - batchCapacity: the largest batch to train on, in examples.
  ///   - evaluationCapacity: the largest to evaluate.
  ///   - averageDecay: the decay of the weights' averages; nil for none.
  ///   - keepsOutputs: whether the results of a batch have every output.
  ///   - isTimed: whether each thread measures how long each layer takes, for `takeTimes`.
  /// - Throws: the first layer that does not fit.
  package init(
    architecture: [LayerConfiguration], input: Shape, loss: LossConfiguration,
    optimizer: OptimizerConfiguration, seed: UInt64, batchCapacity: Int,
    evaluationCapacity: Int = 1024, averageDecay: Double? = nil, threads: Int,
    kernels: Kernels = .best, keepsOutputs: Bool = false, isTimed: Bool = false
  ) throws(ShapeMismatch) {
    let stages = FusedLayer.stages(of: try Graph(architecture, input: input))
    self.stages = stages
    parameters = ParameterBlock(
      stages.compactMap { stage in
        stage.trainable.map {
          ParameterBlock.Layer(index: stage.index, shapes: $0.parameters, learns: stage.learns)
        }
      },
      slots: optimizer.slots)
    if let averageDecay {
      averages = WeightAverages(decay: averageDecay, of: parameters)
    } else {
      averages = nil
    }
    trainingSchedule = .training(of: stages)
    dividedSchedule = threads > 1 ? trainingSchedule.divided(over: stages) : nil
    evaluationSchedule = .evaluation(of: stages)
    let plan = BufferPlan(stages, trainingSchedule)
    self.plan = plan
    self.loss = Loss(loss, classes: stages[stages.count - 1].lanes / laneCount)
    self.optimizer = optimizer.optimizer
    sgd = self.optimizer.steppingRule
    clipNorm = optimizer.clipNorm
    decaysWeightsOnly = optimizer.decaysWeightsOnly
    self.seed = seed
    self.kernels = kernels
    layerCount = architecture.count
    self.batchCapacity = batchCapacity
    self.evaluationCapacity = evaluationCapacity
    let groups = batchCapacity.roundedUpToLanes / laneCount
    pool = WorkerPool(threads: threads)
    let threads = pool.threads
    // Between two segments a thread keeps all its groups at hand.
    let share = trainingSchedule.segments.count > 1 ? (groups + threads - 1) / threads : 0
    workspaces = (0..<threads).map { _ in
      ThreadWorkspace(
        stages, plan, groups: max(share, ThreadWorkspace.fewestGroups),
        stopwatch: isTimed ? Stopwatch(layers: architecture.count) : nil)
    }
    callersWorkspace = workspaces[0]
    collected = stages.map { stage in
      SharedMemory(count: stage.trainable?.collectedCount(groups: groups) ?? 0)
    }
    updates = UpdateSlice.shares(
      of: stages, groups: groups, threads: threads,
      isDivided: dividedSchedule != nil && batchCapacity <= Int(BENCH_FEW))
    results = BatchResults(
      examples: max(batchCapacity, evaluationCapacity),
      outputs: keepsOutputs ? stages[stages.count - 1].lanes / laneCount : 0)
    compact = Network.compactLayers(
      of: stages, plan, loss: self.loss, decaysWeightsOnly: decaysWeightsOnly,
      batchCapacity: batchCapacity,
      workspace: callersWorkspace, parameters: parameters, results: results)
  }

  /// One training step: forward, backward, and the optimizer's move. Losses and predictions are
  /// those before the move.
  ///
  /// - Parameters:
  ///   - range: of the source, the examples of the batch; nil: all.
  ///   - rate: the learning rate, rounded.
  ///   - exactRate: the same before rounding, for layers with a scale; nil: `rate`.
  ///   - step: from 0; dropout's randomness.
  ///   - optimizerStep: steps that the optimizer's slots hold, by which their bias is taken out;
  ///     nil: as many as `step`.
  ///   - keepsGradient: whether `gradientNorm` will be asked for.
  package func train(
    on source: some GroupSource, _ range: Range<Int>? = nil, rate: Float,
    exactRate: Double? = nil, step: Int, optimizerStep: Int? = nil, keepsGradient: Bool = false
  ) {
    let range = range ?? 0..<source.count
    let batch = range.count
    precondition(batch > 0 && batch <= batchCapacity)
    loss.addWeights(of: source, range)
    let move = OptimizerMove(
      step: optimizerStep ?? step, rate: rate, exactRate: exactRate ?? Double(rate))
    if let compact { return trainCompactly(compact, on: source, range, move) }
    let divided = batch <= Int(BENCH_FEW) ? dividedSchedule : nil
    run(divided ?? trainingSchedule, on: source, range, step: step, isTraining: true)
    let groups = batch.roundedUpToLanes / laneCount
    guard let clipNorm else {
      forEachShare { share, stopwatch in
        update(
          share, groups: groups, batch: batch, move,
          keepsGradient: keepsGradient, stopwatch)
      }
      return
    }
    forEachShare { sumGradient(of: $0, groups: groups, batch: batch, $1) }
    clip(to: clipNorm)
    forEachShare { self.move($0, move, $1) }
  }

  /// Losses and predictions of a batch, without learning.
  ///
  /// - Parameter range: of the source, the examples of the batch; nil: all.
  package func evaluate(_ source: some GroupSource, _ range: Range<Int>? = nil) {
    let range = range ?? 0..<source.count
    precondition(!range.isEmpty && range.count <= evaluationCapacity)
    if let compact { return evaluateCompactly(compact, source, range) }
    useRunningStatistics()
    run(evaluationSchedule, on: source, range, step: 0, isTraining: false)
  }

  /// Deals the weights' rows to the threads.
  private func forEachShare(_ body: (UpdateSlice, Stopwatch?) -> Void) {
    pool.run(on: updates.count) { thread in
      let stopwatch = workspaces[thread].stopwatch
      stopwatch?.start()
      for share in updates[thread] { body(share, stopwatch) }
    }
  }
}

// MARK: Weights

extension Network {
  /// Draws every parameter from the stream of its layer: sub-index 0 for weights, 1 for biases, and
  /// so on.
  package func initialize() {
    for stage in stages {
      guard let layer = stage.trainable else { continue }
      var start = stage.weight.lowerBound
      for (sub, parameter) in layer.parameters.enumerated() {
        let stream = Philox(
          seed: seed, purpose: .initialization, index: UInt32(stage.index), subIndex: UInt32(sub))
        let values = parameter.initializer.values(
          count: parameter.count, fanIn: layer.fanIn, fanOut: layer.fanOut, from: stream)
        parameters.values.replace(from: start, with: values)
        start += parameter.count
      }
    }
    packAll()
  }

  /// Takes weights and optimizer state from a checkpoint.
  package func restore(model: [NamedTensor], optimizer: [NamedTensor]) {
    parameters.restore(model: model, optimizer: optimizer)
    packAll()
  }

  /// Replaces tensors of the model, `model.<layer>.<name>`, by others of their shapes.
  package func replace(_ tensors: [NamedTensor]) {
    var byName: [String: NamedTensor] = [:]
    for tensor in tensors { byName[tensor.name] = tensor }
    let model = parameters.model.map { byName.removeValue(forKey: $0.name) ?? $0 }
    precondition(byName.isEmpty, "tensors of the model")
    restore(model: model, optimizer: parameters.optimizerState)
  }

  func packAll() {
    for stage in stages {
      guard let layer = stage.trainable else { continue }
      layer.pack(
        rows: 0..<layer.rows, weight: parameters.values.span(stage.weight), into: stage.packed,
        kernels: kernels)
      if !stage.learns { layer.overBatch?.useRunning(stage.weights(in: parameters)) }
    }
  }

  package var weightsAreFinite: Bool {
    kernels.allFinite(parameters.values.span(0..<parameters.count))
  }
}
