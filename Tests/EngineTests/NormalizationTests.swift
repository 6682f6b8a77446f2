import CKernels
import Engine
import Testing

@Suite struct NormalizationTests {
  @Test(arguments: [1, 2, 49], [16, 1, 7])
  func `a channel's sums are the naive twin's on every set`(area: Int, examples: Int) {
    let channels = 3
    let x = noise(channels * area * 16, 1).map { $0 * 2 + 5 }
    let mean: [Float] = [5, 4.75, 1e-3]
    let plain = (0..<channels).map { c in
      sum(area: area, examples: examples) { i in x[(c * area * 16) + i] }
    }
    let offsets = (0..<channels).map { c in
      sum(area: area, examples: examples) { i in x[(c * area * 16) + i] - mean[c] }
    }
    let squares = (0..<channels).map { c in
      fold(examples: examples) { lane in
        var sum: Float = 0
        for i in 0..<area {
          let offset = x[(c * area + i) * 16 + lane] - mean[c]
          sum.addProduct(offset, offset)
        }
        return sum
      }
    }
    for set in kernelSets {
      var sums = [Float](repeating: 0, count: channels), second = sums
      set.channel_sums(Int32(channels), Int32(area), Int32(examples), x, nil, &sums, nil)
      #expect(sums.bits == plain.bits, "\(set.title)")
      set.channel_sums(Int32(channels), Int32(area), Int32(examples), x, mean, &sums, &second)
      #expect(sums.bits == offsets.bits && second.bits == squares.bits, "\(set.title)")
    }
  }

  /// The larger the mean, the more its first rounding shows; of 8,388,000 floats are halves apart.
  @Test(arguments: [Float(0), 1, 1000, 1e5, 8_388_000], [2, 16, 37, 1000])
  func `mean and variance are float64's, however large the mean`(mean: Float, count: Int) throws {
    let network = try Network(
      architecture: [.batchNorm(BatchNormConfiguration(momentum: 1))], input: Shape(1),
      loss: LossConfiguration(.mse(scale: 1)),
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 1),
      seed: 3, batchCapacity: count, threads: 2)
    network.initialize()
    let values = noise(count, 2).map { mean + $0 }
    network.train(on: ColumnBatch(values: values), rate: 0, step: 0)
    let running = network.parameters.model.map { Double($0.values[0]) }
    let exactMean = values.reduce(0) { $0 + Double($1) } / Double(count)
    let squares = values.reduce(0) { $0 + (Double($1) - exactMean) * (Double($1) - exactMean) }
    let exact = squares / Double(count - 1)
    // Half a unit in the last place, and the rounding of the offsets' own mean.
    #expect(abs(running[2] - exactMean) <= Double(mean.ulp) / 2 + 0x1p-24)
    // The sums of 1,000 values are chains of 63 groups: a rounding each.
    #expect(abs(running[3] - exact) <= 64 * 0x1p-24 * exact)
  }

  @Test func `a batch of equal values has no variance`() throws {
    let network = try Network(
      architecture: [.batchNorm(BatchNormConfiguration(momentum: 1))], input: Shape(1),
      loss: LossConfiguration(.mse(scale: 1)),
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 1),
      seed: 3, batchCapacity: 37, threads: 1)
    network.initialize()
    let value: Float = 0.1
    network.train(
      on: ColumnBatch(values: [Float](repeating: value, count: 37)), rate: 0, step: 0)
    #expect(network.parameters.model[2].values == [value])
    #expect(network.parameters.model[3].values == [0])
  }

  /// Positions in order within a lane, then the lanes.
  private func sum(area: Int, examples: Int, of value: (Int) -> Float) -> Float {
    fold(examples: examples) { lane in
      var sum: Float = 0
      for i in 0..<area { sum += value(i * 16 + lane) }
      return sum
    }
  }

  /// Lanes past the examples are 0; the others by halving.
  private func fold(examples: Int, of lane: (Int) -> Float) -> Float {
    var lanes = (0..<16).map { $0 < examples ? lane($0) : 0 }
    for half in [8, 4, 2, 1] {
      for i in 0..<half { lanes[i] += lanes[i + half] }
    }
    return lanes[0]
  }
}

/// Examples of one feature.
private struct ColumnBatch: GroupSource {
  let values: [Float]

  var count: Int { values.count }

  func loadInputs(_ positions: Range<Int>, into x: inout MutableSpan<Float>) {
    for i in x.indices { x[i] = i < positions.count ? values[positions.lowerBound + i] : 0 }
  }

  func loadLabels(_ positions: Range<Int>, into labels: inout MutableSpan<Int32>) {
    for lane in labels.indices { labels[lane] = 0 }
  }

  func loadValues(_ positions: Range<Int>, into values: inout MutableSpan<Float>) {
    for i in values.indices { values[i] = 0 }
  }
}
