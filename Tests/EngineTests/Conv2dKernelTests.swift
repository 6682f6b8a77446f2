import CKernels
import Engine
import Testing

/// The naive twin of the convolution kernels: the contract's chains, written as they read.
private struct NaiveConv2d {
  let g: bench_conv2d

  var channels: Int { Int(g.channels) }
  var outChannels: Int { Int(g.out_channels) }
  var kernel: Int { Int(g.kernel) }
  var weights: Int { outChannels * channels * kernel * kernel }

  func x(_ c: Int, _ y: Int, _ x: Int, _ lane: Int) -> Int {
    ((c * Int(g.height) + y) * Int(g.width) + x) * 16 + lane
  }

  func y(_ o: Int, _ y: Int, _ x: Int, _ lane: Int) -> Int {
    ((o * Int(g.out_height) + y) * Int(g.out_width) + x) * 16 + lane
  }

  func w(_ o: Int, _ c: Int, _ ky: Int, _ kx: Int) -> Int {
    ((o * channels + c) * kernel + ky) * kernel + kx
  }

  /// Calls `body` with each tap inside the image, outputs and kernel cells ascending.
  func forEachTap(
    _ body: (_ oy: Int, _ ox: Int, _ ky: Int, _ kx: Int, _ iy: Int, _ ix: Int) -> Void
  ) {
    for oy in 0..<Int(g.out_height) {
      for ox in 0..<Int(g.out_width) {
        for ky in 0..<kernel {
          for kx in 0..<kernel {
            let iy = oy * Int(g.stride) + ky - Int(g.padding)
            let ix = ox * Int(g.stride) + kx - Int(g.padding)
            guard 0..<Int(g.height) ~= iy, 0..<Int(g.width) ~= ix else { continue }
            body(oy, ox, ky, kx, iy, ix)
          }
        }
      }
    }
  }

  func forward(_ input: [Float], _ weight: [Float], _ bias: [Float]?) -> [Float] {
    var output = [Float](repeating: 0, count: y(outChannels, 0, 0, 0))
    for o in 0..<outChannels {
      for i in y(o, 0, 0, 0)..<y(o + 1, 0, 0, 0) { output[i] = bias?[o] ?? 0 }
      for c in 0..<channels {
        forEachTap { oy, ox, ky, kx, iy, ix in
          for lane in 0..<16 {
            output[y(o, oy, ox, lane)].addProduct(
              weight[w(o, c, ky, kx)], input[x(c, iy, ix, lane)])
          }
        }
      }
    }
    return output
  }

  func backwardInput(_ dy: [Float], _ weight: [Float]) -> [Float] {
    var dx = [Float](repeating: 0, count: x(channels, 0, 0, 0))
    for o in 0..<outChannels {
      for c in 0..<channels {
        // Kernel cells ascending at each input: outputs descending.
        var taps: [(Int, Int, Int, Int, Int, Int)] = []
        forEachTap { taps.append(($0, $1, $2, $3, $4, $5)) }
        for (oy, ox, ky, kx, iy, ix) in taps.sorted(by: { ($0.2, $0.3) < ($1.2, $1.3) }) {
          for lane in 0..<16 {
            dx[x(c, iy, ix, lane)].addProduct(weight[w(o, c, ky, kx)], dy[y(o, oy, ox, lane)])
          }
        }
      }
    }
    return dx
  }

  func backwardWeight(_ input: [Float], _ dy: [Float], examples: Int) -> ([Float], [Float]) {
    var sums = [[Float]](repeating: [Float](repeating: 0, count: 16), count: weights)
    var biasSums = [[Float]](repeating: [Float](repeating: 0, count: 16), count: outChannels)
    for o in 0..<outChannels {
      for c in 0..<channels {
        forEachTap { oy, ox, ky, kx, iy, ix in
          for lane in 0..<16 {
            sums[w(o, c, ky, kx)][lane].addProduct(
              dy[y(o, oy, ox, lane)], input[x(c, iy, ix, lane)])
          }
        }
      }
      for i in 0..<Int(g.out_height * g.out_width) {
        for lane in 0..<16 { biasSums[o][lane] += dy[y(o, 0, i, lane)] }
      }
    }
    return (sums.map { fold($0, examples) }, biasSums.map { fold($0, examples) })
  }
}

/// Sixteen lanes by halving, those from `examples` on as +0.
func fold(_ lanes: [Float], _ examples: Int) -> Float {
  var lanes = lanes.enumerated().map { $0.offset < examples ? $0.element : 0 }
  for half in [8, 4, 2, 1] {
    for i in 0..<half { lanes[i] += lanes[i + half] }
  }
  return lanes[0]
}

private func geometry(
  _ channels: Int, _ height: Int, _ width: Int, _ outChannels: Int, _ kernel: Int, _ stride: Int,
  _ before: Int, _ total: Int
) -> bench_conv2d {
  bench_conv2d(
    channels: Int32(channels), height: Int32(height), width: Int32(width),
    out_channels: Int32(outChannels), out_height: Int32((height + total - kernel) / stride + 1),
    out_width: Int32((width + total - kernel) / stride + 1), kernel: Int32(kernel),
    stride: Int32(stride), padding: Int32(before))
}

/// Channels, height, width, output channels, kernel, stride, padding before and in all.
private let shapes: [[Int]] = [
  [1, 1, 1, 1, 1, 1, 0, 0], [1, 3, 3, 1, 2, 1, 0, 0], [1, 8, 8, 6, 5, 1, 0, 0],
  [3, 5, 7, 7, 3, 1, 1, 2], [2, 6, 6, 5, 4, 1, 1, 3], [2, 9, 8, 13, 3, 2, 1, 2],
  [4, 5, 5, 12, 5, 1, 0, 0], [1, 7, 7, 2, 7, 1, 3, 6], [2, 10, 11, 3, 3, 3, 0, 0],
  [1, 4, 9, 8, 1, 2, 0, 0], [2, 12, 12, 4, 6, 4, 2, 4], [9, 3, 3, 17, 2, 1, 0, 0],
  [3, 2, 2, 5, 2, 1, 0, 1],
  // Rows long enough for whole tiles between those at the edges.
  [2, 6, 14, 7, 5, 1, 0, 0], [2, 5, 18, 13, 5, 1, 2, 4], [3, 11, 32, 5, 3, 1, 1, 2],
  [1, 6, 21, 6, 3, 2, 1, 2],
  // Rows that meet only some of a small kernel's rows, above, below, both or by steps.
  [2, 1, 5, 3, 3, 1, 1, 2], [1, 2, 6, 9, 3, 1, 1, 2], [2, 6, 1, 4, 3, 1, 2, 4],
  [1, 11, 10, 5, 3, 1, 1, 2], [2, 6, 7, 7, 2, 2, 1, 2], [1, 5, 6, 3, 3, 4, 2, 4],
]

@Suite struct Conv2dKernelTests {
  @Test(arguments: shapes)
  func `every instruction set has the naive twin's bits`(shape: [Int]) {
    let g = geometry(
      shape[0], shape[1], shape[2], shape[3], shape[4], shape[5], shape[6], shape[7])
    let naive = NaiveConv2d(g: g)
    let x = noise(naive.x(naive.channels, 0, 0, 0), 1), w = noise(naive.weights, 2)
    let bias = noise(naive.outChannels, 3), dy = noise(naive.y(naive.outChannels, 0, 0, 0), 4)
    let y = naive.forward(x, w, bias), withoutBias = naive.forward(x, w, nil)
    let dx = naive.backwardInput(dy, w)
    for set in kernelSets {
      var g = g
      var packed = w, transposed = w, outY = dy, outX = x
      set.conv2d_pack(&g, w, 0, g.out_channels, &packed, &transposed)
      set.conv2d_forward(&g, x, packed, bias, &outY)
      #expect(outY.bits == y.bits, "\(set.title)")
      set.conv2d_forward(&g, x, packed, nil, &outY)
      #expect(outY.bits == withoutBias.bits, "\(set.title)")
      set.conv2d_backward_input(&g, dy, transposed, -1, nil, &outX)
      #expect(outX.bits == dx.bits, "\(set.title)")
      for function in [ElementaryFunction.tanh, .sigmoid, .relu] {
        set.conv2d_backward_input(&g, dy, transposed, function.rawValue, x, &outX)
        #expect(outX.bits == set.takenBack(dx, through: function, of: x).bits, "\(set.title)")
      }
      for examples in [16, 1, 11] {
        let (dw, db) = naive.backwardWeight(x, dy, examples: examples)
        var outW = w, outB = bias
        var scratch = [Float](repeating: 0, count: Int(bench_conv2d_scratch(&g)))
        set.conv2d_backward_weight(&g, x, dy, Int32(examples), &scratch, &outW, &outB)
        #expect(outW.bits == dw.bits, "\(set.title), \(examples) examples")
        #expect(outB.bits == db.bits, "\(set.title), \(examples) examples")
      }
    }
  }

  @Test func `packing some rows leaves the others alone`() throws {
    let set = try #require(kernelSets.last)
    var g = geometry(3, 4, 4, 14, 2, 1, 0, 0)
    let w = noise(14 * 3 * 4, 1)
    var whole = w, wholeTransposed = w, parts = w, partsTransposed = w
    set.conv2d_pack(&g, w, 0, 14, &whole, &wholeTransposed)
    for rows in [(9, 14), (0, 1), (1, 9)] {
      set.conv2d_pack(&g, w, Int32(rows.0), Int32(rows.1), &parts, &partsTransposed)
    }
    #expect(parts == whole && partsTransposed == wholeTransposed)
    #expect(whole.sorted() == w.sorted() && wholeTransposed.sorted() == w.sorted())
  }

  /// Worked by hand in the second notebook with a 2×3 kernel; kernels here are square, so these are
  /// its first two columns, and the second column of outputs, which it has not, gets no gradient.
  @Test func `the notebook's kernel gradient`() throws {
    let set = try #require(kernelSets.last)
    var g = geometry(1, 3, 3, 1, 2, 1, 0, 0)
    let x = (1...9).flatMap { [Float](repeating: Float($0), count: 16) }
    let dy = [10, 0, 20, 0].flatMap { [Float](repeating: $0, count: 16) }
    var dw = [Float](repeating: 0, count: 4)
    var scratch = [Float](repeating: 0, count: Int(bench_conv2d_scratch(&g)))
    set.conv2d_backward_weight(&g, x, dy, 1, &scratch, &dw, nil)
    // The first two columns of [[90, 120, 150], [180, 210, 240]].
    #expect(dw == [90, 120, 180, 210])
  }

  @Test func `the notebook's input gradient`() throws {
    let set = try #require(kernelSets.last)
    var g = geometry(1, 3, 3, 1, 2, 1, 0, 0)
    let w: [Float] = [0, 1, 1, 0]
    let dy = [10, 0, 20, 0].flatMap { [Float](repeating: $0, count: 16) }
    var packed = w, transposed = w, dx = [Float](repeating: 0, count: 9 * 16)
    set.conv2d_pack(&g, w, 0, 1, &packed, &transposed)
    set.conv2d_backward_input(&g, dy, transposed, -1, nil, &dx)
    #expect((0..<9).map { dx[$0 * 16] } == [0, 10, 0, 10, 20, 0, 20, 0, 0])
  }
}
