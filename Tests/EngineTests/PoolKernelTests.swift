import CKernels
import Engine
import Testing

/// Channels, height, width, kernel, stride; the last column and row may be left out. Of two more
/// numbers, these are the kernel's width and the step across.
private let shapes: [[Int]] = [
  [1, 2, 2, 2, 2], [3, 5, 4, 2, 2], [2, 6, 6, 3, 2], [1, 3, 4, 2, 1], [2, 7, 7, 3, 1],
  [1, 9, 9, 2, 3], [2, 4, 4, 1, 1], [2, 6, 4, 2, 2], [2, 6, 9, 3, 3], [1, 4, 6, 2, 4],
  [2, 6, 8, 3, 3, 2, 2], [2, 7, 6, 2, 1, 3, 2], [2, 1, 11, 1, 1, 3, 2], [3, 1, 12, 1, 1, 4, 4],
  [2, 6, 6, 2, 2, 1, 1], [1, 5, 6, 1, 2, 2, 3],
]

/// A gradient of −0 leaves +0 in its cells, as any sum from +0 does.
private func noiseAndNegativeZero(_ count: Int, _ index: UInt32) -> [Float] {
  [-0.0] + noise(count, index).dropFirst()
}

private struct NaivePool {
  let g: bench_pool2d

  init(_ shape: [Int]) {
    let (width, step) = shape.count > 5 ? (shape[5], shape[6]) : (shape[3], shape[4])
    g = bench_pool2d(
      channels: Int32(shape[0]), height: Int32(shape[1]), width: Int32(shape[2]),
      out_height: Int32((shape[1] - shape[3]) / shape[4] + 1),
      out_width: Int32((shape[2] - width) / step + 1), kernel_height: Int32(shape[3]),
      kernel_width: Int32(width), stride_down: Int32(shape[4]), stride_across: Int32(step))
  }

  var inputs: Int { Int(g.channels * g.height * g.width) * 16 }
  var outputs: Int { Int(g.channels * g.out_height * g.out_width) * 16 }

  /// Calls `body` with each output and the inputs of its window, all row-major.
  func forEachWindow(_ body: (_ output: Int, _ window: [Int]) -> Void) {
    for c in 0..<Int(g.channels) {
      for oy in 0..<Int(g.out_height) {
        for ox in 0..<Int(g.out_width) {
          for lane in 0..<16 {
            let output = ((c * Int(g.out_height) + oy) * Int(g.out_width) + ox) * 16 + lane
            let window = (0..<Int(g.kernel_height * g.kernel_width)).map { k in
              let y = oy * Int(g.stride_down) + k / Int(g.kernel_width)
              let x = ox * Int(g.stride_across) + k % Int(g.kernel_width)
              return ((c * Int(g.height) + y) * Int(g.width) + x) * 16 + lane
            }
            body(output, window)
          }
        }
      }
    }
  }
}

@Suite struct PoolKernelTests {
  @Test(arguments: shapes)
  func `max pools have the naive twin's bits`(shape: [Int]) {
    let naive = NaivePool(shape)
    // Few distinct values: ties go to the first.
    let x = noise(naive.inputs, 1).map { ($0 * 3).rounded() }
    let dy = noiseAndNegativeZero(naive.outputs, 2)
    var y = dy, dx = [Float](repeating: 0, count: x.count)
    naive.forEachWindow { output, window in
      var winner = window[0]
      for i in window where x[i] > x[winner] { winner = i }
      y[output] = x[winner]
      dx[winner] += dy[output]
    }
    for set in kernelSets {
      var g = naive.g
      var outY = x, winners = dy, outX = x
      outY.removeLast(x.count - min(x.count, dy.count))
      set.max_pool2d_forward(&g, x, &outY, &winners)
      set.max_pool2d_backward(&g, dy, winners, -1, nil, &outX)
      #expect(outY.bits == y.bits && outX.bits == dx.bits, "\(set.title)")
      for function in [ElementaryFunction.tanh, .sigmoid, .relu] {
        set.max_pool2d_backward(&g, dy, winners, function.rawValue, x, &outX)
        #expect(outX.bits == set.takenBack(dx, through: function, of: x).bits, "\(set.title)")
      }
    }
  }

  @Test(arguments: shapes)
  func `average pools have the naive twin's bits`(shape: [Int]) {
    let naive = NaivePool(shape)
    let x = noise(naive.inputs, 3), dy = noiseAndNegativeZero(naive.outputs, 4)
    var y = dy, dx = [Float](repeating: 0, count: x.count)
    naive.forEachWindow { output, window in
      y[output] = window.dropFirst().reduce(x[window[0]]) { $0 + x[$1] } / Float(window.count)
      for i in window { dx[i] += dy[output] / Float(window.count) }
    }
    for set in kernelSets {
      var g = naive.g
      var outY = dy, outX = x
      set.avg_pool2d_forward(&g, x, &outY)
      set.avg_pool2d_backward(&g, dy, -1, nil, &outX)
      #expect(outY.bits == y.bits && outX.bits == dx.bits, "\(set.title)")
      for function in [ElementaryFunction.tanh, .sigmoid, .relu] {
        set.avg_pool2d_backward(&g, dy, function.rawValue, x, &outX)
        #expect(outX.bits == set.takenBack(dx, through: function, of: x).bits, "\(set.title)")
      }
    }
  }

  /// Channels, height, width, and height and width of the output.
  @Test(arguments: [
    [1, 1, 1, 1, 1], [7, 5, 4, 1, 1], [2, 6, 6, 2, 3], [13, 7, 5, 3, 2], [2, 3, 2, 5, 3],
    [6, 4, 4, 4, 4], [3, 10, 7, 1, 7], [4, 9, 1, 2, 1],
  ])
  func `adaptive pools have the naive twin's bits`(shape: [Int]) {
    let (height, width, outHeight, outWidth) = (shape[1], shape[2], shape[3], shape[4])
    let x = noiseAndNegativeZero(shape[0] * height * width * 16, 5)
    let dy = noiseAndNegativeZero(shape[0] * outHeight * outWidth * 16, 6)
    var y = dy, dx = [Float](repeating: 0, count: x.count)
    for i in dy.indices {
      let (cell, lane) = (i / 16, i % 16)
      let (c, oy, ox) = (
        cell / (outHeight * outWidth), cell / outWidth % outHeight, cell % outWidth
      )
      func window(_ o: Int, _ count: Int, _ size: Int) -> Range<Int> {
        o * size / count..<((o + 1) * size + count - 1) / count
      }
      let cells = window(oy, outHeight, height).flatMap { iy in
        window(ox, outWidth, width).map { ((c * height + iy) * width + $0) * 16 + lane }
      }
      y[i] = cells.reduce(0) { $0 + x[$1] } / Float(cells.count)
      for cell in cells { dx[cell] += dy[i] / Float(cells.count) }
    }
    for set in kernelSets {
      var g = bench_pool2d(
        channels: Int32(shape[0]), height: Int32(height), width: Int32(width),
        out_height: Int32(outHeight), out_width: Int32(outWidth), kernel_height: 0,
        kernel_width: 0, stride_down: 0, stride_across: 0)
      var outY = dy, outX = x
      set.adaptive_avg_pool2d_forward(&g, x, &outY)
      set.adaptive_avg_pool2d_backward(&g, dy, -1, nil, &outX)
      #expect(outY.bits == y.bits && outX.bits == dx.bits, "\(set.title)")
      for function in [ElementaryFunction.tanh, .sigmoid, .relu] {
        set.adaptive_avg_pool2d_backward(&g, dy, function.rawValue, x, &outX)
        #expect(outX.bits == set.takenBack(dx, through: function, of: x).bits, "\(set.title)")
      }
    }
  }

  @Test func `a NaN in a window comes out of the max pool`() {
    let naive = NaivePool([1, 2, 2, 2, 2])
    for set in kernelSets {
      for cell in 0..<4 {
        var g = naive.g
        var x = [Float](repeating: 1, count: 64), y = [Float](repeating: 0, count: 16)
        var winners = y
        x[cell * 16 + 3] = .nan
        set.max_pool2d_forward(&g, x, &y, &winners)
        #expect(y[3].isNaN && y[2] == 1, "\(set.title), cell \(cell)")
      }
    }
  }

  /// Worked by hand in the second notebook: 2×2 windows with stride 1.
  @Test func `the notebook's max pool gradient`() {
    let naive = NaivePool([1, 3, 4, 2, 1])
    let x = [1, 5, 4, 8, 9, 2, 1, 12, 6, 3, 2, 9].flatMap { [Float](repeating: $0, count: 16) }
    let dy = [1, 2, 3, 4, 5, 6].flatMap { [Float](repeating: $0, count: 16) }
    for set in kernelSets {
      var g = naive.g
      var y = dy, winners = dy, dx = x
      set.max_pool2d_forward(&g, x, &y, &winners)
      set.max_pool2d_backward(&g, dy, winners, -1, nil, &dx)
      #expect((0..<12).map { dx[$0 * 16] } == [0, 2, 0, 0, 5, 0, 0, 9, 0, 5, 0, 0])
    }
  }
}
