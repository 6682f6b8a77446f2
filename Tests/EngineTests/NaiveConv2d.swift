import CKernels
import Engine
import Testing

/// The naive twin of the convolution kernels: the contract's chains, written as they read.
struct NaiveConv2d {
  let g: bench_conv2d

  var channels: Int { Int(g.channels) }
  var outChannels: Int { Int(g.out_channels) }
  /// Channels of one group, and output channels.
  var members: Int { channels / Int(g.groups) }
  var outMembers: Int { outChannels / Int(g.groups) }
  var weights: Int { w(outChannels, 0, 0, 0) }

  func x(_ c: Int, _ y: Int, _ x: Int, _ lane: Int) -> Int {
    ((c * Int(g.height) + y) * Int(g.width) + x) * 16 + lane
  }

  func y(_ o: Int, _ y: Int, _ x: Int, _ lane: Int) -> Int {
    ((o * Int(g.out_height) + y) * Int(g.out_width) + x) * 16 + lane
  }

  func w(_ o: Int, _ c: Int, _ ky: Int, _ kx: Int) -> Int {
    ((o * members + c) * Int(g.down.kernel) + ky) * Int(g.across.kernel) + kx
  }

  /// Calls `body` with each tap inside the image, outputs and kernel cells ascending.
  func forEachTap(
    _ body: (_ oy: Int, _ ox: Int, _ ky: Int, _ kx: Int, _ iy: Int, _ ix: Int) -> Void
  ) {
    for oy in 0..<Int(g.out_height) {
      for ox in 0..<Int(g.out_width) {
        for ky in 0..<Int(g.down.kernel) {
          for kx in 0..<Int(g.across.kernel) {
            let iy = oy * Int(g.down.stride) + ky * Int(g.down.dilation) - Int(g.down.padding)
            let ix =
              ox * Int(g.across.stride) + kx * Int(g.across.dilation) - Int(g.across.padding)
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
      for c in 0..<members {
        let channel = o / outMembers * members + c
        forEachTap { oy, ox, ky, kx, iy, ix in
          for lane in 0..<16 {
            output[y(o, oy, ox, lane)].addProduct(
              weight[w(o, c, ky, kx)], input[x(channel, iy, ix, lane)])
          }
        }
      }
    }
    return output
  }

  func backwardInput(_ dy: [Float], _ weight: [Float]) -> [Float] {
    var dx = [Float](repeating: 0, count: x(channels, 0, 0, 0))
    // Kernel cells ascending at each input: outputs descending.
    var taps: [(Int, Int, Int, Int, Int, Int)] = []
    forEachTap { taps.append(($0, $1, $2, $3, $4, $5)) }
    taps.sort { ($0.2, $0.3) < ($1.2, $1.3) }
    for o in 0..<outChannels {
      for c in 0..<members {
        let channel = o / outMembers * members + c
        for (oy, ox, ky, kx, iy, ix) in taps {
          for lane in 0..<16 {
            dx[x(channel, iy, ix, lane)].addProduct(weight[w(o, c, ky, kx)], dy[y(o, oy, ox, lane)])
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
      for c in 0..<members {
        let channel = o / outMembers * members + c
        forEachTap { oy, ox, ky, kx, iy, ix in
          for lane in 0..<16 {
            sums[w(o, c, ky, kx)][lane].addProduct(
              dy[y(o, oy, ox, lane)], input[x(channel, iy, ix, lane)])
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

extension NaiveConv2d {
  /// Expects every kernel of every instruction set to give this twin's bits.
  func expectSameBits(_ name: String) {
    let x = noise(self.x(channels, 0, 0, 0), 1), w = noise(weights, 2)
    let bias = noise(outChannels, 3), dy = noise(self.y(outChannels, 0, 0, 0), 4)
    let y = forward(x, w, bias), withoutBias = forward(x, w, nil)
    let dx = backwardInput(dy, w)
    let gradients = [16, 1, 11].map { ($0, backwardWeight(x, dy, examples: $0)) }
    for set in kernelSets {
      var g = g
      var packed = w, transposed = w, outY = dy, outX = x
      set.conv2d_pack(&g, w, 0, g.out_channels, &packed, &transposed)
      set.conv2d_forward(&g, x, packed, bias, &outY)
      #expect(outY.bits == y.bits, "\(set.title), \(name)")
      set.conv2d_forward(&g, x, packed, nil, &outY)
      #expect(outY.bits == withoutBias.bits, "\(set.title), \(name)")
      set.conv2d_backward_input(&g, dy, transposed, -1, nil, &outX)
      #expect(outX.bits == dx.bits, "\(set.title), \(name)")
      for function in [ElementaryFunction.tanh, .sigmoid, .relu] {
        set.conv2d_backward_input(&g, dy, transposed, function.rawValue, x, &outX)
        #expect(
          outX.bits == set.takenBack(dx, through: function, of: x).bits, "\(set.title), \(name)")
      }
      for (examples, (dw, db)) in gradients {
        var outW = w, outB = bias
        var scratch = [Float](repeating: 0, count: Int(bench_conv2d_scratch(&g)))
        set.conv2d_backward_weight(&g, x, dy, Int32(examples), &scratch, &outW, &outB)
        #expect(outW.bits == dw.bits, "\(set.title), \(name), \(examples) examples")
        #expect(outB.bits == db.bits, "\(set.title), \(name), \(examples) examples")
      }
    }
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
