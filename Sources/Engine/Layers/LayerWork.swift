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
      let layer = try configuration.layer(for: shape, at: index)
      var work = LayerWork(
        layer, multiplyAdds: configuration.multiplyAddsInside(shape), batch: batch, slots: slots,
        isAboveWeights: isAboveWeights)
      if stepsWithGradient, let dense = layer as? Linear {
        let array = dense.weightCount * MemoryLayout<Float>.size
        // Weights and state read and written, in place of a gradient written and read.
        work.backwardBytes += array * (1 + 2 * slots)
        work.updateBytes -= array * (3 + 2 * slots)
      }
      if let before = activation, !(layer is Flatten) {
        work.backwardBytes += works[before].backwardBytes / 3
        works[before].backwardBytes = 0
        activation = nil
      }
      if layer is Activation { activation = index }
      works.append(work)
      isAboveWeights = isAboveWeights || layer is any TrainableLayer
      shape = layer.output
    }
    return works
  }

  private init(
    _ layer: any Layer, multiplyAdds: Int, batch: Int, slots: Int, isAboveWeights: Bool
  ) {
    let groups = batch.roundedUpToLanes / laneCount
    let x = layer.input.count * groups * laneCount
    let y = layer.output.count * groups * laneCount
    var (forward, backward, update) = (0, 0, 0)
    if let layer = layer as? any InPlaceLayer {
      forward = layer.needsOutput ? 2 * y : 0
      backward = layer.needsOutput && isAboveWeights ? 3 * y : 0
    } else if let layer = layer as? any TransformLayer {
      let weights = (layer as? any TrainableLayer).map { $0.weightCount + $0.biasCount } ?? 0
      let kept = layer.keptPerGroup * groups
      forward = x + y + kept + weights
      backward = isAboveWeights ? y + x + kept + weights : 0
      if let layer = layer as? any TrainableLayer {
        // x and dy into what the groups collect, and that into the gradient.
        backward += x + y + 2 * layer.collectedCount(groups: groups) + weights
        update = weights * (3 + 2 * slots) + layer.packedCount
      }
      if layer is BatchNorm {
        // Its sums read the input twice before, and its input gradient reads it too.
        forward += 2 * x
        backward += isAboveWeights ? x : 0
      }
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

extension LayerConfiguration {
  /// Multiply-adds of one example's forward pass without those with padding.
  fileprivate func multiplyAddsInside(_ input: Shape) -> Int {
    guard case .conv2d(let layer) = self, layer.paddingBeforeAndTotal.total > 0,
      let output = try? outputShape(for: input)
    else { return multiplyAdds(for: input) }
    let taps = (1...2).map { axis in
      (0..<output.dimensions[axis]).reduce(0) { sum, position in
        let start = position * layer.stride - layer.paddingBeforeAndTotal.before
        let inside = min(start + layer.kernelSize, input.dimensions[axis]) - max(start, 0)
        return sum + max(0, inside)
      }
    }
    return output.dimensions[0] * input.dimensions[0] * taps[0] * taps[1]
  }
}
