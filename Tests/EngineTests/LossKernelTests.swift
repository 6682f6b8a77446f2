import CKernels
import Engine
import Files
import Testing

/// A loss of values, its term and slope in float32 and in float64.
struct ValueLossCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let kind: Int
  let parameter: Float
  /// The sum with a term, and the slope, in the order of `loss_values.inc`.
  let twin: @Sendable (Float, Float, Float, Elementary) -> (sum: Float, slope: Float)
  let exact: @Sendable (Double, Double) -> (term: Double, slope: Double)

  static let all = [
    ValueLossCase(
      testDescription: "l1", kind: BENCH_L1, parameter: 0,
      twin: { o, t, sum, _ in (sum + abs(o - t), o > t ? 1 : o < t ? -1 : 0) },
      exact: { o, t in (abs(o - t), o > t ? 1 : -1) }),
    ValueLossCase(
      testDescription: "huber", kind: BENCH_HUBER, parameter: 0.75,
      twin: { o, t, sum, _ in
        let size = abs(o - t)
        let part = min(size, 0.75)
        return (
          sum.addingProduct(part, size.addingProduct(part, -0.5)), max(-0.75, min(o - t, 0.75))
        )
      },
      exact: { o, t in
        let size = abs(o - t)
        return size < 0.75
          ? (0.5 * size * size, o - t) : (0.75 * (size - 0.375), o > t ? 0.75 : -0.75)
      }),
    ValueLossCase(
      testDescription: "binary_cross_entropy_with_logits",
      kind: BENCH_BINARY_CROSS_ENTROPY_WITH_LOGITS, parameter: 2.5,
      twin: { o, t, sum, f in
        let tail = f.value(BENCH_LOG1P, f.value(BENCH_EXP, -abs(o)))
        let first = sum.addingProduct(2.5 * t, tail + max(-o, 0))
        let slope = (-(2.5 * t * f.value(BENCH_SIGMOID, -o)))
          .addingProduct(1 - t, f.value(BENCH_SIGMOID, o))
        return (first.addingProduct(1 - t, tail + max(o, 0)), slope)
      },
      exact: { o, t in
        let share = 1 / (1 + exp(-o))
        return (
          2.5 * t * log1p(exp(-o)) + (1 - t) * log1p(exp(o)),
          (1 - t) * share - 2.5 * t * (1 - share)
        )
      }),
  ]
}

@Suite struct LossKernelTests {
  @Test(arguments: ValueLossCase.all, [1, 5, 1030])
  func `losses of values are the naive twin's on every set, and float64's`(
    example: ValueLossCase, outputs: Int
  ) {
    let o = noise(outputs * 16, 1).map { $0 * 4 }
    let t = noise(outputs * 16, 2).map { max(0, $0) }
    for (set, examples) in zip(kernelSets, [16, 3, 7]) {
      let group = LossOfGroup(
        example.kind, of: o, values: t, examples: examples, lossScale: 0.25, gradientScale: 0.125,
        parameter: example.parameter, set)
      let functions = Elementary(set: set)
      var gradient = [Float](repeating: 0, count: o.count)
      for lane in 0..<examples {
        let places = (0..<outputs).map { $0 * 16 + lane }
        let sum = blockSum(outputs) { sum, k in
          let (next, slope) = example.twin(o[places[k]], t[places[k]], sum, functions)
          gradient[places[k]] = slope * 0.125
          sum = next
        }
        #expect(group.losses[lane].bitPattern == (sum * 0.25).bitPattern, "\(set.title), \(lane)")
        let exact = places.map { example.exact(Double(o[$0]), Double(t[$0])) }
        let total = exact.reduce(0) { $0 + $1.term } / 4
        // As many rounded additions as outputs.
        let tolerance = (4 + Double(outputs).squareRoot()) * 0x1p-24 * total
        #expect(abs(Double(group.losses[lane]) - total) <= tolerance)
        let worst = zip(places, exact).map { abs(Double(group.gradient[$0]) - $1.slope / 8) }.max()
        #expect(worst! < 1e-7)
      }
      #expect(group.gradient.bits == gradient.bits, "\(set.title)")
      #expect(group.predictions[examples...].allSatisfy { $0 == LossOfGroup.untouched })
    }
  }

  @Test func `the slope of l1 is 0 where it is right, and a confident logit is neither 0 nor 1`() {
    for set in kernelSets {
      let o = [Float](repeating: 2, count: 16)
      let right = LossOfGroup(BENCH_L1, of: o, values: o, examples: 16, set)
      #expect(right.gradient[3].bitPattern == 0 && right.losses[3] == 0)
      let sure = LossOfGroup(
        BENCH_BINARY_CROSS_ENTROPY_WITH_LOGITS, of: o.map { $0 * 20 }, values: o.map { $0 / 2 },
        examples: 16, parameter: 1, set)
      #expect(abs(sure.losses[0] / 4.248354e-18 - 1) < 1e-6)
      #expect(abs(sure.gradient[0] / -4.248354e-18 - 1) < 1e-6)
    }
  }

  @Test func `a single logit predicts the second class above 0, with its sigmoid`() {
    let logits: [Float] = [-30, -1, 0, .leastNonzeroMagnitude, 0.25, 2] + noise(10, 1)
    for set in kernelSets {
      let group = LossOfGroup(
        BENCH_BINARY_CROSS_ENTROPY_WITH_LOGITS, of: logits, values: logits.map { _ in 1 },
        examples: 16, parameter: 1, set)
      let shares = logits.map { Elementary(set: set).value(BENCH_SIGMOID, $0) }
      #expect(group.predictions == logits.map { $0 > 0 ? 1 : 0 })
      #expect(group.probabilities == shares && group.firstOutputs == shares)
    }
  }

  @Test(arguments: [2, 5, 1030], [0, 0.125] as [Float])
  func `weighted cross-entropy is the naive twin's on every set`(classes: Int, smoothing: Float) {
    let z = noise(classes * 16, 1).map { $0 * 8 }
    let weights = noise(classes, 2).map { abs($0) + 0.1 }
    let labels = (0..<16).map { Int32($0 * 7919 % classes) }
    for (set, examples) in zip(kernelSets, [16, 3, 7]) {
      let f = Elementary(set: set)
      var gradient = [Float](repeating: 0, count: z.count)
      let group = LossOfGroup(
        BENCH_WEIGHTED_CROSS_ENTROPY, of: z, labels: labels, examples: examples,
        gradientScale: 0.5, smoothing: smoothing, classWeights: weights, set)
      for lane in 0..<examples {
        let (logits, label) = ((0..<classes).map { z[$0 * 16 + lane] }, Int(labels[lane]))
        let shifted = logits.map { $0 - logits.max()! }
        let powers = shifted.map { f.value(BENCH_EXP, $0) }
        let total = blockSum(classes) { sum, k in sum += powers[k] }
        let log = f.value(BENCH_LOG, total)
        let share = weights[label] * (1 - smoothing), spread = smoothing / Float(classes)
        var loss = share * (log - shifted[label])
        if smoothing > 0 {
          let all = blockSum(classes) { sum, k in sum.addProduct(weights[k], log - shifted[k]) }
          loss.addProduct(spread, all)
        }
        #expect(group.losses[lane].bitPattern == loss.bitPattern, "\(set.title), \(lane)")
        #expect(logits[Int(group.predictions[lane])] == logits.max())
        #expect(group.probabilities[lane] == 1 / total)
        let sum = share.addingProduct(spread, weights.reduce(0, +))
        for k in 0..<classes {
          let goal = (k == label ? share : 0).addingProduct(spread, weights[k])
          gradient[k * 16 + lane] = (-goal).addingProduct(powers[k] / total, sum) * 0.5
        }
      }
      #expect(group.gradient.bits == gradient.bits, "\(set.title)")
    }
  }

  @Test func `weights of 1 without smoothing have the bits of plain cross-entropy`() {
    let z = noise(1030 * 16, 1).map { $0 * 8 }
    let labels = (0..<16).map { Int32($0 * 7919 % 1030) }
    for set in kernelSets {
      let plain = LossOfGroup(
        BENCH_SOFTMAX_CROSS_ENTROPY, of: z, labels: labels, examples: 13, gradientScale: 0.3, set)
      let weighted = LossOfGroup(
        BENCH_WEIGHTED_CROSS_ENTROPY, of: z, labels: labels, examples: 13, gradientScale: 0.3,
        classWeights: [Float](repeating: 1, count: 1030), set)
      #expect(plain.losses.bits == weighted.losses.bits, "\(set.title)")
      #expect(plain.gradient.bits == weighted.gradient.bits)
      #expect(plain.probabilities.bits == weighted.probabilities.bits)
      #expect(plain.predictions == weighted.predictions)
    }
  }

  @Test func `balanced weights are n over k times the class's count`() {
    var loss = LossConfiguration(.softmaxCrossEntropy)
    #expect(loss.balanced(over: [1, 2]) == loss)
    loss.classWeights = .balanced
    loss = loss.balanced(over: [6, 3, 0])
    // A class without examples counts as if it had one.
    #expect(loss.classWeights == .list([0.5, 1, 3]))
    #expect(loss.balanced(over: [1, 1, 1]) == loss)
  }

  /// Blocks of 1,024 from +0, blocks in order.
  private func blockSum(_ count: Int, _ add: (inout Float, Int) -> Void) -> Float {
    var total: Float = 0
    for start in stride(from: 0, to: count, by: 1024) {
      var sum: Float = 0
      for k in start..<min(start + 1024, count) { add(&sum, k) }
      total += sum
    }
    return total
  }
}
