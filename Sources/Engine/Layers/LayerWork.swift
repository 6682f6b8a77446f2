/// What a layer computes, reads and writes in one training step, by its shapes alone.
///
/// FLOP are 2 a multiply-add of conv2d and linear layers, for the batch's examples; multiplications
/// with padding are left out, as the kernels leave them out. Bytes are those of the arrays, each
/// counted once where it is read and once where it is written, groups filled up to 16 examples:
/// the least that could move if nothing stayed in a cache.
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
    var shape = input
    var isAboveWeights = false
    var works: [LayerWork] = []
    // An activation, by whose output the next layer takes its own input's gradient back.
    var activation: Int?
    for (index, configuration) in architecture.enumerated() {
      let operation = try configuration.type.operation(for: shape, at: index)
      let layer = operation.layer
      var work = LayerWork(
        operation,
        multiplyAdds: configuration.type.multiplyAddsInside(from: shape, to: layer.output),
        batch: batch, slots: slots, isAboveWeights: isAboveWeights)
      if stepsWithGradient, let stepping = operation.trainable?.stepping {
        let array = stepping.weightCount * MemoryLayout<Float>.size
        // Weights and state read and written, in place of a gradient written and read.
        work.backwardBytes += array * (1 + 2 * slots)
        work.updateBytes -= array * (3 + 2 * slots)
      }
      if let before = activation, operation.inPlace?.isIdentity != true {
        work.backwardBytes += works[before].backwardBytes / 3
        works[before].backwardBytes = 0
        activation = nil
      }
      if operation.inPlace?.elementaryFunction != nil { activation = index }
      works.append(work)
      isAboveWeights = isAboveWeights || operation.trainable != nil
      shape = layer.output
    }
    return works
  }

  private init(
    _ operation: LayerOperation, multiplyAdds: Int, batch: Int, slots: Int, isAboveWeights: Bool
  ) {
    let groups = batch.roundedUpToLanes / laneCount
    let x = operation.layer.input.count * groups * laneCount
    let y = operation.layer.output.count * groups * laneCount
    var (forward, backward, update) = (0, 0, 0)
    if let layer = operation.inPlace {
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
