/// What a layer computes, reads and writes in one training step, by its shapes alone.
///
/// A multiply-add of a convolution or linear layer counts as 2 FLOP, over all examples of the batch.
/// Multiplications with padding do not count, because the kernels leave them out. Bytes are those of
/// the arrays, counted once where an array is read and once where it is written, in groups filled up
/// to 16 examples: the least that could move if nothing stayed in a cache.
package struct LayerWork: Hashable, Sendable {
  package var forwardFLOP = 0
  /// Both gradients; the first layer with weights needs none of its input.
  package var backwardFLOP = 0
  package var forwardBytes = 0
  package var backwardBytes = 0
  package var updateBytes = 0

  package var flop: Int { forwardFLOP + backwardFLOP }
  package var bytes: Int { forwardBytes + backwardBytes + updateBytes }

  package init() {}

  /// Returns the work of every layer of an architecture whose layers fit.
  ///
  /// - Parameters:
  ///   - batch: examples.
  ///   - slots: state tensors that the optimizer keeps.
  ///   - stepsWithGradient: whether the optimizer moves a dense layer's weight without its gradient
  ///     in between; backward moves the bytes of that step.
  package static func of(
    _ architecture: [LayerConfiguration], input: Shape, batch: Int, slots: Int,
    stepsWithGradient: Bool = false
  ) throws(ShapeMismatch) -> [LayerWork] {
    let graph = try Graph(architecture, input: input)
    var isDifferentiated = [false]
    var works: [LayerWork] = []
    for (configuration, node) in zip(architecture, graph.nodes.dropFirst()) {
      guard let operation = node.operation else { continue }
      let isAboveWeights = node.inputs.contains { isDifferentiated[$0] }
      var work = LayerWork(
        operation,
        multiplyAdds: configuration.type.multiplyAddsInside(
          from: graph.nodes[node.inputs[0]].output, to: node.output),
        batch: batch, slots: slots, isAboveWeights: isAboveWeights)
      if stepsWithGradient, let stepping = operation.trainable?.stepping {
        let array = stepping.weightCount * MemoryLayout<Float>.size
        // Weights and state read and written, in place of a gradient written and read.
        work.backwardBytes += array * (1 + 2 * slots)
        work.updateBytes -= array * (3 + 2 * slots)
      }
      works.append(work)
      isDifferentiated.append(isAboveWeights || operation.trainable != nil)
    }
    countSums(of: graph, &works)
    countActivations(of: graph, &works)
    return works
  }

  /// Counts a sum in the layer that does its work. That layer reads the other input too; in the
  /// backward pass a sum moves nothing, as the other input's gradient is the array of its own.
  private static func countSums(of graph: Graph, _ works: inout [LayerWork]) {
    for node in graph.nodes {
      guard let input = graph.inputMakingSum(of: node) else { continue }
      let maker = graph.nodes[node.inputs[input]].index
      works[maker].forwardBytes += works[node.index].forwardBytes / 3
      works[node.index] = LayerWork()
    }
  }

  /// Counts an activation's work where it is done: by the layer before it if that applies it, and
  /// its gradient by the only layer that takes its output.
  private static func countActivations(of graph: Graph, _ works: inout [LayerWork]) {
    for node in graph.nodes where node.operation?.inPlace?.elementaryFunction != nil {
      let before = graph.nodes[node.inputs[0]]
      let isApplied =
        before.operation?.transform?.activating != nil || graph.inputMakingSum(of: before) != nil
      if isApplied, before.consumers.count == 1 {
        works[node.index].forwardBytes = 0
      }
      var taker = node
      repeat {
        guard taker.consumers.count == 1 else { break }
        taker = graph.nodes[taker.consumers[0]]
      } while taker.operation?.inPlace?.isIdentity == true
      guard taker.index > node.index, taker.operation?.join == nil,
        taker.operation?.inPlace?.isIdentity != true
      else { continue }
      works[taker.index].backwardBytes += works[node.index].backwardBytes / 3
      works[node.index].backwardBytes = 0
    }
  }

  private init(
    _ operation: LayerOperation, multiplyAdds: Int, batch: Int, slots: Int, isAboveWeights: Bool
  ) {
    let groups = batch.roundedUpToLanes / laneCount
    let x = operation.inputCount * groups * laneCount
    let y = operation.output.count * groups * laneCount
    var (forward, backward, update) = (0, 0, 0)
    if operation.join != nil {
      forward = x + y
      backward = isAboveWeights ? x : 0
    } else if let layer = operation.inPlace {
      forward = layer.needsOutput ? 2 * y : 0
      backward = layer.needsOutput && isAboveWeights ? 3 * y : 0
    } else if let layer = operation.transform {
      let weights = operation.trainable.map { $0.weightCount + $0.biasCount } ?? 0
      let kept = layer.keptPerGroup * groups
      forward = x + y + kept + weights
      backward = isAboveWeights ? y + x + kept + weights : 0
      if let layer = operation.trainable {
        // x and dy into what the groups collect, and that into the gradient.
        backward += x + y + 2 * layer.collectedCount(groups: groups) + weights
        update = weights * (3 + 2 * slots) + layer.packedCount
      }
      forward += layer.furtherReads.forward * x
      backward += isAboveWeights ? layer.furtherReads.backward * x : 0
    }
    let size = MemoryLayout<Float>.size
    (forwardBytes, backwardBytes, updateBytes) = (forward * size, backward * size, update * size)
    forwardFLOP = 2 * multiplyAdds * batch
    backwardFLOP = forwardFLOP * (isAboveWeights ? 2 : 1)
  }
}

extension LayerWork {
  package static func += (sum: inout LayerWork, work: LayerWork) {
    sum.forwardFLOP += work.forwardFLOP
    sum.backwardFLOP += work.backwardFLOP
    sum.forwardBytes += work.forwardBytes
    sum.backwardBytes += work.backwardBytes
    sum.updateBytes += work.updateBytes
  }
}
