import CKernels
import Engine
import Testing

@Suite struct ExampleNormTests {
  /// A part that fits one block, one that fills two, and parts with weights of several features.
  @Test(arguments: [(1, 5, 1), (1, 2048, 1), (2, 1101, 3), (3, 1024, 512), (4, 7, 7)])
  func `statistics and outputs are the naive twin's on every set`(
    parts: Int, features: Int, area: Int
  ) {
    let x = noise(parts * features * 16, 1).map { 3 * $0 + 2 }
    let rows = parts * features / area
    let (weight, bias) = (noise(rows, 2), noise(rows, 3))
    var expected = x
    var statistics = [Float](repeating: 0, count: parts * 32)
    for part in 0..<parts {
      for lane in 0..<16 {
        let places = (0..<features).map { (part * features + $0) * 16 + lane }
        let mean = blockSum(features) { sum, f in sum += x[places[f]] } / Float(features)
        let squares = blockSum(features) { sum, f in
          sum.addProduct(x[places[f]] - mean, x[places[f]] - mean)
        }
        let scale = 1 / (squares / Float(features) + 0.01).squareRoot()
        statistics[part * 32 + lane] = mean
        statistics[part * 32 + 16 + lane] = scale
        for place in places {
          let row = place / 16 / area
          expected[place] = bias[row]
          expected[place].addProduct((x[place] - mean) * scale, weight[row])
        }
      }
    }
    for set in kernelSets {
      var (y, found) = (x, statistics.map { _ in Float.nan })
      set.layer_norm_forward(
        Int32(parts), Int32(features), Int32(area), 0.01, x, weight, bias, &found, &y)
      #expect(found.bits == statistics.bits && y.bits == expected.bits, "\(set.title)")
    }
  }

  @Test(arguments: [16, 1, 7])
  func `sums over examples leave out padded lanes and add the others by halving`(examples: Int) {
    let (rows, area) = (3, 4)
    var x = noise(rows * area * 16, 1)
    var dy = noise(rows * area * 16, 2)
    for i in x.indices where i % 16 >= examples { (x[i], dy[i]) = (.nan, .infinity) }
    let statistics = noise(32, 3)
    let sums = (0..<rows).map { row -> [Float] in
      var lanes = [[Float]](repeating: [0, 0], count: 16)
      for lane in 0..<examples {
        for i in (row * area..<(row + 1) * area).map({ $0 * 16 + lane }) {
          lanes[lane][0].addProduct(dy[i], (x[i] - statistics[lane]) * statistics[16 + lane])
          lanes[lane][1] += dy[i]
        }
      }
      for half in [8, 4, 2, 1] {
        for i in 0..<half {
          lanes[i][0] += lanes[i + half][0]
          lanes[i][1] += lanes[i + half][1]
        }
      }
      return lanes[0]
    }
    for set in kernelSets {
      var weights = [Float](repeating: 0, count: rows)
      var biases = weights
      set.layer_norm_sums(
        1, Int32(rows * area), Int32(area), Int32(examples), x, dy, statistics, &weights, &biases)
      #expect(weights.bits == sums.map { $0[0] }.bits, "\(set.title)")
      #expect(biases.bits == sums.map { $0[1] }.bits, "\(set.title)")
    }
  }

  @Test func `input gradients have the same bits on every set`() throws {
    let count = 2 * 1101 * 16
    let (x, dy) = (noise(count, 1), noise(count, 2))
    let (weight, statistics) = (noise(2202, 3), noise(64, 4))
    let found = kernelSets.map { set -> [[UInt32]] in
      var (dx, plain) = (x, x)
      set.layer_norm_backward(2, 1101, 3, x, dy, weight, statistics, &dx)
      set.layer_norm_backward(2, 1101, 1, x, dy, nil, statistics, &plain)
      return [dx.bits, plain.bits]
    }
    #expect(found.allSatisfy { $0 == found[0] })
  }

  @Test func `a layer norm has a weight of 1 and a bias of 0 for each feature`() throws {
    let small = SmallNetwork(
      name: "", input: Shape(2, 3, 4), layers: [.layerNorm(LayerNormConfiguration()), .flatten],
      loss: LossConfiguration(.mse(scale: 1)))
    let tensors = try small.network().parameters.model
    #expect(tensors.map(\.name) == ["model.0.weight", "model.0.bias"])
    #expect(tensors.allSatisfy { $0.dimensions == [2, 3, 4] })
    #expect(tensors[0].values.allSatisfy { $0 == 1 } && tensors[1].values.allSatisfy { $0 == 0 })
  }

  /// Blocks of 1,024 from +0, blocks in order.
  private func blockSum(_ count: Int, _ add: (inout Float, Int) -> Void) -> Float {
    var total: Float = 0
    for start in stride(from: 0, to: count, by: 1024) {
      var sum: Float = 0
      for f in start..<min(start + 1024, count) { add(&sum, f) }
      total += sum
    }
    return total
  }
}
