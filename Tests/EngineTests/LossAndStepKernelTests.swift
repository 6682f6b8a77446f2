import CKernels
import Files
import Testing

@Suite struct LossAndStepKernelTests {
  @Test(arguments: [2, 10, 1023, 1024, 1025, 3000], [16, 1, 7])
  func `cross-entropy has equal bits on every set, and float64's values`(
    classes: Int, examples: Int
  ) {
    let z = noise(classes * 16, 1).map { $0 * 8 }
    let labels = (0..<16).map { Int32($0 * 7919 % classes) }
    var first: [[UInt32]]?
    for set in kernelSets {
      let group = LossOfGroup(
        BENCH_SOFTMAX_CROSS_ENTROPY, of: z, labels: labels, examples: examples,
        gradientScale: 0.5, set)
      let (dz, loss, prediction) = (group.gradient, group.losses, group.predictions)
      let bits = [
        dz.bits, loss.bits, group.probabilities.bits, prediction.map { UInt32(bitPattern: $0) },
      ]
      #expect(bits == first ?? bits, "\(set.title)")
      first = first ?? bits
      for lane in 0..<16 {
        let logits = (0..<classes).map { Double(z[$0 * 16 + lane]) }
        guard lane < examples else {
          #expect((0..<classes).allSatisfy { dz[$0 * 16 + lane] == 0 })
          continue
        }
        let total = logits.reduce(0) { $0 + exp($1) }
        let label = Int(labels[lane])
        // A thousand rounded terms: a few times 1e-7 relative.
        #expect(abs(Double(loss[lane]) - (log(total) - logits[label])) < 4e-6)
        #expect(logits[Int(prediction[lane])] == logits.max())
        for k in 0..<classes {
          let exact = (exp(logits[k]) / total - (k == label ? 1 : 0)) / 2
          #expect(abs(Double(dz[k * 16 + lane]) - exact) < 4e-7)
        }
      }
    }
  }

  @Test func `the first of equal logits is predicted, and huge logits do not overflow`() {
    for set in kernelSets {
      var z = [Float](repeating: 3, count: 3 * 16)
      z[1 * 16 + 1] = 1e30
      z[2 * 16 + 1] = -1e30
      let group = LossOfGroup(
        BENCH_SOFTMAX_CROSS_ENTROPY, of: z, labels: [Int32](repeating: 1, count: 16), examples: 2,
        set)
      #expect(group.predictions[0] == 0 && group.predictions[1] == 1)
      #expect(group.predictions[2] == LossOfGroup.untouched)
      #expect(group.losses[1] == 0 && group.probabilities[1] == 1 && group.gradient[16 + 1] == 0)
    }
  }

  /// −log p_t − log(1 − p_w) for a logit that is wrong by 200: −2 at the label, 2 at the winner.
  @Test(arguments: [(0, [-2, 2, 0]), (1, [0, 0, 0])] as [(Int32, [Float])])
  func `the complement's gradient neither overflows nor cancels`(label: Int32, exact: [Float]) {
    for set in kernelSets {
      let z = ([0, 200, -50] as [Float]).flatMap { [Float](repeating: $0, count: 16) }
      let group = LossOfGroup(
        BENCH_SOFTMAX_BINARY_CROSS_ENTROPY, of: z, labels: [Int32](repeating: label, count: 16),
        examples: 16, set)
      for k in 0..<3 {
        #expect(abs(group.gradient[k * 16] - exact[k]) < 1e-6, "\(set.title), \(k)")
      }
      // Both logs are at their floor, log(1e-9), where the label is wrong.
      #expect(abs(group.losses[0] - (label == 0 ? 41.446_533 : 0)) < 1e-5)
    }
  }

  @Test(arguments: [1, 5, 1030], [16, 3])
  func `mse has equal bits on every set, and float64's values`(outputs: Int, examples: Int) {
    let o = noise(outputs * 16, 2), t = noise(outputs * 16, 3)
    var first: [[UInt32]]?
    for set in kernelSets {
      let group = LossOfGroup(
        BENCH_MSE, of: o, values: t, examples: examples, lossScale: 0.25, gradientScale: 0.125, set)
      let (gradient, loss) = (group.gradient, group.losses)
      #expect([gradient.bits, loss.bits] == first ?? [gradient.bits, loss.bits], "\(set.title)")
      first = [gradient.bits, loss.bits]
      for lane in 0..<examples {
        let errors = (0..<outputs).map { Double(o[$0 * 16 + lane]) - Double(t[$0 * 16 + lane]) }
        let exact = errors.reduce(0) { $0 + $1 * $1 } / 4
        #expect(abs(Double(loss[lane]) - exact) <= 1e-6 * exact)
        #expect(gradient[lane] == (o[lane] - t[lane]) / 8)
      }
      if examples < 16 { #expect(gradient[15] == 0) }
    }
  }

  @Test(arguments: [1, 4, 7, 16, 33], [(0, false), (0.9, false), (0.9, true)])
  func `sgd is PyTorch's rule, step by step in fused multiply-adds`(
    count: Int, setting: (momentum: Float, nesterov: Bool)
  ) {
    let (rate, decay): (Float, Float) = (0.1, 0.01)
    for set in kernelSets {
      var rule = bench_sgd(
        learning_rate: rate, momentum: setting.momentum, weight_decay: decay,
        nesterov: setting.nesterov ? 1 : 0)
      var w = noise(count, 1), velocity = [Float](repeating: 0, count: count)
      var expected = w, expectedVelocity = velocity
      for step in 0..<3 {
        let gradient = noise(count, UInt32(10 + step))
        if setting.momentum == 0 {
          set.sgd(&rule, Int64(count), gradient, &w, nil, nil)
        } else {
          set.sgd(&rule, Int64(count), gradient, &w, &velocity, nil)
        }
        for i in 0..<count {
          var g = gradient[i].addingProduct(decay, expected[i])
          if setting.momentum != 0 {
            expectedVelocity[i] = g.addingProduct(setting.momentum, expectedVelocity[i])
            g =
              setting.nesterov
              ? g.addingProduct(setting.momentum, expectedVelocity[i]) : expectedVelocity[i]
          }
          expected[i].addProduct(-rate, g)
        }
      }
      #expect(w.bits == expected.bits && velocity.bits == expectedVelocity.bits, "\(set.title)")
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `one value that is not finite is found wherever it is`(value: Float) {
    for set in kernelSets {
      for at in [0, 1, 15, 16, 36] {
        var x = [Float](repeating: .greatestFiniteMagnitude, count: 37)
        #expect(set.all_finite(37, x) == 1)
        x[at] = value
        #expect(set.all_finite(37, x) == 0, "\(set.title), \(at)")
      }
    }
  }

  @Test(arguments: [BENCH_TANH, BENCH_SIGMOID, BENCH_RELU].map { Int32($0) })
  func `derivatives have equal bits on every set and follow from the output`(function: Int32) {
    let x = noise(64, 4).map { $0 * 4 }, dy = noise(64, 5)
    var first: [UInt32]?
    for set in kernelSets {
      var y = x, dx = dy
      set.elementary(function, x, &y, 4)
      set.elementary_backward(function, y, &dx, 4)
      #expect(dx.bits == first ?? dx.bits, "\(set.title)")
      first = dx.bits
      for i in 0..<64 {
        let slope: Float =
          switch function {
          case Int32(BENCH_TANH): 1 - y[i] * y[i]
          case Int32(BENCH_SIGMOID): y[i] * (1 - y[i])
          default: x[i] > 0 ? 1 : 0
          }
        #expect(abs(dx[i] - dy[i] * slope) < 2e-7)
      }
    }
  }

  @Test func `relu keeps NaN and turns negative zero into zero`() {
    for set in kernelSets {
      let x: [Float] =
        [.nan, -0.0, -1, 2, .infinity, -.infinity] + [Float](repeating: 0, count: 10)
      var y = x
      set.elementary(Int32(BENCH_RELU), x, &y, 1)
      #expect(y[0].isNaN && y[1].bitPattern == 0)
      #expect(Array(y[2..<6]) == [0, 2, .infinity, 0])
    }
  }
}
