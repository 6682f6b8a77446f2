import CKernels
import Testing

private func geometry(
  _ channels: Int, _ height: Int, _ width: Int, _ outChannels: Int, _ kernel: Int, _ stride: Int,
  _ before: Int, _ total: Int
) -> bench_conv2d {
  func axis(_ kernel: Int, _ stride: Int, _ before: Int) -> bench_axis {
    bench_axis(
      kernel: Int32(kernel), stride: Int32(stride), padding: Int32(before), dilation: 1)
  }
  return bench_conv2d(
    channels: Int32(channels), height: Int32(height), width: Int32(width),
    out_channels: Int32(outChannels), out_height: Int32((height + total - kernel) / stride + 1),
    out_width: Int32((width + total - kernel) / stride + 1),
    down: axis(kernel, stride, before), across: axis(kernel, stride, before), groups: 1)
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
  // Kernels of one weight: more channels and positions than are near, by steps, and with padding.
  [35, 9, 11, 7, 1, 1, 0, 0], [3, 41, 9, 4, 1, 2, 0, 0], [2, 3, 105, 3, 1, 2, 0, 0],
  [2, 4, 4, 3, 1, 1, 1, 2], [2, 4, 5, 3, 1, 1, 0, 1],
  // Small images, whose weight gradients are computed tap by tap: full and partial tiles, several
  // blocks of rows, strides. The last one is just too wide.
  [5, 7, 7, 13, 3, 1, 1, 2], [8, 14, 14, 6, 3, 1, 1, 2], [3, 9, 32, 7, 3, 1, 1, 2],
  [4, 15, 15, 5, 3, 2, 1, 2], [3, 4, 4, 5, 2, 1, 0, 1], [6, 2, 2, 7, 3, 1, 1, 2],
  [5, 21, 29, 7, 3, 1, 1, 2], [3, 6, 33, 7, 3, 1, 1, 2],
  // Steps under which whole tiles of inputs meet the same taps.
  [2, 5, 31, 3, 5, 3, 2, 4], [9, 5, 23, 7, 3, 2, 1, 2],
]

@Suite struct Conv2dKernelTests {
  @Test(arguments: shapes)
  func `every instruction set has the naive twin's bits`(shape: [Int]) {
    let g = geometry(
      shape[0], shape[1], shape[2], shape[3], shape[4], shape[5], shape[6], shape[7])
    NaiveConv2d(g: g).expectSameBits("\(shape)")
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
