import CKernels
import Engine
import Testing

/// Inputs, outputs, groups.
private let sizes: [[Int]] = [
  [1, 1, 1], [2, 3, 1], [15, 6, 2], [16, 7, 3], [17, 12, 4], [50, 16, 5], [97, 33, 7], [7, 50, 9],
  // More than a cache holds.
  [5000, 7, 2], [9001, 10, 1], [8300, 18, 2],
]

@Suite struct LinearKernelTests {
  @Test(arguments: sizes)
  func `every instruction set has the naive twin's bits`(size: [Int]) {
    let (inputs, outputs, groups) = (size[0], size[1], size[2])
    let x = noise(groups * inputs * 16, 1), w = noise(outputs * inputs, 2)
    let bias = noise(outputs, 3), dy = noise(groups * outputs * 16, 4)
    var y = [Float](repeating: 0, count: dy.count), dx = [Float](repeating: 0, count: x.count)
    for g in 0..<groups {
      for lane in 0..<16 {
        for o in 0..<outputs {
          var sum = bias[o]
          for i in 0..<inputs { sum.addProduct(w[o * inputs + i], x[(g * inputs + i) * 16 + lane]) }
          y[(g * outputs + o) * 16 + lane] = sum
        }
        for i in 0..<inputs {
          var sum: Float = 0
          for o in 0..<outputs {
            sum.addProduct(w[o * inputs + i], dy[(g * outputs + o) * 16 + lane])
          }
          dx[(g * inputs + i) * 16 + lane] = sum
        }
      }
    }
    for set in kernelSets {
      var outY = dy, outX = x, panel = [Float](repeating: 0, count: 48 * outputs)
      let (i, o, g) = (Int32(inputs), Int32(outputs), Int32(groups))
      set.linear_forward(i, o, g, x, w, bias, &outY)
      #expect(outY.bits == y.bits, "\(set.title)")
      set.linear_backward_input(i, o, g, dy, w, &panel, -1, nil, &outX)
      #expect(outX.bits == dx.bits, "\(set.title)")
      for function in [ElementaryFunction.tanh, .sigmoid, .relu] {
        set.linear_backward_input(i, o, g, dy, w, &panel, function.rawValue, x, &outX)
        #expect(outX.bits == set.takenBack(dx, through: function, of: x).bits, "\(set.title)")
      }
    }
  }

  @Test(arguments: sizes + [[83, 53, 1], [130, 32, 1]], [1, 2, 4, 5, 8])
  func `few examples have the same bits`(size: [Int], examples: Int) {
    let (inputs, outputs) = (size[0], size[1])
    let x = noise(inputs * 16, 1), w = noise(outputs * inputs, 2)
    let bias = noise(outputs, 3), dy = noise(outputs * 16, 4)
    let (i, o, n) = (Int32(inputs), Int32(outputs), Int32(examples))
    for set in kernelSets {
      var y = dy, dx = x, fewY = dy, fewX = x
      var panel = [Float](repeating: 0, count: 48 * outputs)
      for bias in [bias, nil] {
        set.linear_forward(i, o, 1, x, w, bias, &y)
        set.linear_forward_few(i, o, n, x, w, bias, &fewY)
        #expect(lanes(fewY, below: examples) == lanes(y, below: examples), "\(set.title)")
      }
      for function in [-1, ElementaryFunction.tanh.rawValue] {
        set.linear_backward_input(i, o, 1, dy, w, &panel, function, x, &dx)
        set.linear_backward_input_few(i, i, o, n, dy, w, function, x, &fewX)
        #expect(lanes(fewX, below: examples) == lanes(dx, below: examples), "\(set.title)")
      }
    }
  }

  /// The bits of the lanes that hold examples.
  private func lanes(_ values: [Float], below examples: Int) -> [UInt32] {
    values.indices.filter { $0 % 16 < examples }.map { values[$0].bitPattern }
  }

  @Test(arguments: sizes, [0, 5, 8, 15])
  func `a weight gradient is one chain over the examples, and so is a step's`(
    size: [Int], missing: Int
  ) {
    let (inputs, outputs, groups) = (size[0], size[1], size[2])
    let examples = groups * 16 - missing
    let x = noise(groups * inputs * 16, 5), dy = noise(groups * outputs * 16, 6)
    var dw = [Float](repeating: 0, count: outputs * inputs)
    for o in 0..<outputs {
      for i in 0..<inputs {
        for n in 0..<examples {
          dw[o * inputs + i].addProduct(
            dy[(n / 16 * outputs + o) * 16 + n % 16], x[(n / 16 * inputs + i) * 16 + n % 16])
        }
      }
    }
    let panels = { (features: Int) in (features + 15) / 16 }
    for set in kernelSets {
      let rows = Int32(groups * 16)
      var xt = [Float](repeating: .nan, count: panels(inputs) * groups * 256)
      var dyt = [Float](repeating: .nan, count: panels(outputs) * groups * 256)
      for g in 0..<groups {
        xt.withUnsafeMutableBufferPointer { t in
          set.transpose(
            Int32(inputs), rows, Array(x[g * inputs * 16..<(g + 1) * inputs * 16]),
            t.baseAddress.map { $0 + g * 256 })
        }
        dyt.withUnsafeMutableBufferPointer { t in
          set.transpose(
            Int32(outputs), rows, Array(dy[g * outputs * 16..<(g + 1) * outputs * 16]),
            t.baseAddress.map { $0 + g * 256 })
        }
      }
      #expect(!xt.contains { $0.isNaN } && !dyt.contains { $0.isNaN })
      var out = [Float](repeating: .nan, count: dw.count)
      out.withUnsafeMutableBufferPointer { out in
        // As two threads share the rows out, and as they share columns.
        let cut = inputs / 32 * 16
        for part in [0..<outputs / 2, outputs / 2..<outputs] {
          for columns in [0..<cut, cut..<inputs] {
            set.linear_backward_weight(
              Int32(inputs), Int32(columns.count), Int32(part.lowerBound), Int32(part.upperBound),
              Int32(examples), rows, Array(xt[(columns.lowerBound * Int(rows))...]), dyt,
              out.baseAddress.map { $0 + part.lowerBound * inputs + columns.lowerBound })
          }
        }
      }
      #expect(out.bits == dw.bits, "\(set.title)")
      for momentum: Float in [0, 0.9] {
        var rule = bench_sgd(
          learning_rate: 0.1, momentum: momentum, weight_decay: momentum / 90, nesterov: 0)
        var w = noise(dw.count, 9), velocity = noise(dw.count, 10)
        var moved = w, speed = velocity
        if momentum == 0 {
          set.sgd(&rule, Int64(w.count), dw, &w, nil, nil)
          set.linear_descend(
            Int32(inputs), Int32(inputs), 0, Int32(outputs), Int32(examples), rows, xt, dyt, &rule,
            &moved, nil)
        } else {
          set.sgd(&rule, Int64(w.count), dw, &w, &velocity, nil)
          set.linear_descend(
            Int32(inputs), Int32(inputs), 0, Int32(outputs), Int32(examples), rows, xt, dyt, &rule,
            &moved, &speed)
        }
        #expect(moved.bits == w.bits && speed.bits == velocity.bits, "\(set.title)")
      }
    }
  }

  @Test(arguments: [1, 3, 7, 8, 9, 31], [16, 1, 9])
  func `lanes fold by halving`(count: Int, examples: Int) {
    let x = noise(count * 16, 7)
    let sums = (0..<count).map { fold(Array(x[$0 * 16..<$0 * 16 + 16]), examples) }
    for set in kernelSets {
      var out = [Float](repeating: .nan, count: count)
      set.fold(Int32(count), Int32(examples), x, &out)
      #expect(out.bits == sums.bits, "\(set.title)")
    }
  }

  @Test(arguments: [1, 8, 15, 33])
  func `partials add up in ascending order`(count: Int) {
    let partials = noise(5 * (count + 3), 8)
    let sums = (0..<count).map { n in
      (1..<5).reduce(partials[n]) { $0 + partials[$1 * (count + 3) + n] }
    }
    for set in kernelSets {
      var out = [Float](repeating: .nan, count: count)
      set.add_partials(Int32(count), 5, Int64(count + 3), partials, &out)
      #expect(out.bits == sums.bits, "\(set.title)")
    }
  }
}
