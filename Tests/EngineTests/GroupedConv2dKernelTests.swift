import CKernels
import Testing

/// A convolution whose axes differ, whose taps lie apart, or whose channels are convolved in groups.
private struct GroupedShape: Sendable, CustomTestStringConvertible {
  let channels: Int, height: Int, width: Int, outChannels: Int
  /// Kernel, stride, zeros before and in all, dilation.
  let down: [Int], across: [Int]
  let groups: Int

  init(
    _ channels: Int, _ height: Int, _ width: Int, to outChannels: Int, _ down: [Int],
    _ across: [Int]? = nil, groups: Int = 1
  ) {
    (self.channels, self.height, self.width) = (channels, height, width)
    (self.outChannels, self.down, self.across) = (outChannels, down, across ?? down)
    self.groups = groups
  }

  var testDescription: String {
    "\(channels)x\(height)x\(width) to \(outChannels), \(down) \(across), groups \(groups)"
  }

  var geometry: bench_conv2d {
    func axis(_ n: [Int]) -> bench_axis {
      bench_axis(
        kernel: Int32(n[0]), stride: Int32(n[1]), padding: Int32(n[2]), dilation: Int32(n[4]))
    }
    func output(_ size: Int, _ n: [Int]) -> Int32 {
      Int32((size + n[3] - n[4] * (n[0] - 1) - 1) / n[1] + 1)
    }
    return bench_conv2d(
      channels: Int32(channels), height: Int32(height), width: Int32(width),
      out_channels: Int32(outChannels), out_height: output(height, down),
      out_width: output(width, across), down: axis(down), across: axis(across),
      groups: Int32(groups))
  }
}

@Suite struct GroupedConv2dKernelTests {
  @Test(arguments: [
    // Groups by the ordinary kernels.
    GroupedShape(4, 6, 9, to: 6, [3, 1, 1, 2, 1], groups: 2),
    GroupedShape(12, 7, 8, to: 24, [3, 2, 1, 2, 1], groups: 3),
    GroupedShape(6, 6, 6, to: 9, [1, 1, 0, 0, 1], groups: 3),
    GroupedShape(4, 6, 7, to: 8, [1, 2, 0, 0, 1], groups: 4),
    GroupedShape(3, 7, 9, to: 21, [4, 1, 1, 3, 1], groups: 3),
  ])
  fileprivate func `groups have the naive twin's bits`(shape: GroupedShape) {
    NaiveConv2d(g: shape.geometry).expectSameBits(shape.testDescription)
  }

  @Test(arguments: [
    GroupedShape(6, 5, 5, to: 6, [3, 1, 1, 2, 1], groups: 6),
    GroupedShape(3, 6, 20, to: 3, [3, 1, 1, 2, 1], groups: 3),
    GroupedShape(5, 8, 8, to: 5, [5, 1, 2, 4, 1], groups: 5),
    GroupedShape(3, 9, 17, to: 3, [7, 1, 3, 6, 1], groups: 3),
    GroupedShape(9, 7, 13, to: 9, [3, 2, 1, 2, 1], groups: 9),
    GroupedShape(3, 11, 12, to: 3, [3, 2, 0, 0, 1], [3, 2, 1, 2, 1], groups: 3),
    GroupedShape(3, 14, 9, to: 3, [5, 2, 2, 4, 1], groups: 3),
    GroupedShape(2, 8, 11, to: 2, [7, 2, 3, 6, 1], groups: 2),
    // Small images, and padding as wide as the kernel reaches.
    GroupedShape(3, 1, 1, to: 3, [3, 1, 1, 2, 1], groups: 3),
    GroupedShape(3, 2, 2, to: 3, [5, 1, 2, 4, 1], groups: 3),
    GroupedShape(2, 4, 5, to: 2, [7, 2, 6, 12, 1], groups: 2),
    GroupedShape(2, 7, 9, to: 2, [3, 2, 2, 4, 1], groups: 2),
    // High and wide kernels, and one that leaves a row of the data out.
    GroupedShape(2, 13, 9, to: 2, [9, 1, 4, 8, 1], [5, 1, 2, 4, 1], groups: 2),
    GroupedShape(2, 5, 9, to: 2, [1, 1, 0, 0, 1], [3, 1, 1, 2, 1], groups: 2),
    GroupedShape(2, 8, 8, to: 2, [2, 2, 0, 0, 1], [3, 2, 1, 2, 1], groups: 2),
    // Two and three output channels of each channel.
    GroupedShape(4, 9, 9, to: 8, [3, 1, 1, 2, 1], groups: 4),
    GroupedShape(3, 8, 9, to: 9, [5, 2, 2, 4, 1], groups: 3),
    // Kernels and steps that have no kernels of their own.
    GroupedShape(4, 6, 14, to: 4, [4, 1, 1, 3, 1], groups: 4),
    GroupedShape(3, 9, 9, to: 3, [3, 3, 1, 2, 1], groups: 3),
    GroupedShape(3, 9, 9, to: 3, [3, 1, 1, 2, 1], [3, 2, 1, 2, 1], groups: 3),
    GroupedShape(10, 4, 4, to: 10, [3, 1, 1, 2, 1], groups: 10),
  ])
  fileprivate func `one channel a group has the naive twin's bits`(shape: GroupedShape) {
    NaiveConv2d(g: shape.geometry).expectSameBits(shape.testDescription)
  }

  @Test(arguments: [
    GroupedShape(3, 7, 9, to: 3, [2, 1, 1, 1, 1], [3, 2, 0, 1, 1]),
    GroupedShape(2, 9, 8, to: 5, [3, 2, 1, 2, 1], [2, 1, 1, 2, 1]),
    GroupedShape(2, 9, 9, to: 4, [3, 1, 1, 2, 1], [1, 1, 0, 0, 1]),
    GroupedShape(2, 9, 9, to: 4, [1, 1, 0, 0, 1], [3, 1, 1, 2, 1]),
    GroupedShape(2, 8, 9, to: 4, [3, 1, 0, 0, 1], [2, 1, 0, 0, 1]),
    // One axis.
    GroupedShape(4, 1, 23, to: 6, [1, 1, 0, 0, 1], [4, 1, 0, 0, 1]),
    GroupedShape(4, 1, 23, to: 6, [1, 2, 0, 0, 1], [5, 2, 2, 4, 1]),
    GroupedShape(2, 1, 19, to: 2, [1, 1, 0, 0, 1], [3, 1, 1, 2, 1], groups: 2),
    GroupedShape(2, 1, 19, to: 2, [1, 2, 0, 0, 1], [5, 2, 2, 4, 1], groups: 2),
  ])
  fileprivate func `axes that differ have the naive twin's bits`(shape: GroupedShape) {
    NaiveConv2d(g: shape.geometry).expectSameBits(shape.testDescription)
  }

  @Test(arguments: [
    GroupedShape(3, 10, 12, to: 5, [3, 1, 2, 4, 2]),
    GroupedShape(3, 10, 12, to: 5, [3, 1, 3, 6, 3], [3, 1, 2, 4, 2]),
    GroupedShape(3, 13, 14, to: 5, [3, 2, 2, 3, 3], [4, 3, 1, 3, 2]),
    // Steps and distances with and without a common divisor.
    GroupedShape(3, 13, 14, to: 5, [3, 4, 2, 3, 2], [4, 3, 1, 3, 2]),
    GroupedShape(2, 13, 14, to: 8, [3, 4, 2, 3, 6], [4, 6, 1, 3, 4]),
    GroupedShape(2, 7, 7, to: 3, [4, 1, 0, 0, 2]),
    GroupedShape(2, 9, 9, to: 2, [3, 1, 2, 4, 2], [3, 1, 0, 0, 1]),
    GroupedShape(4, 1, 23, to: 6, [1, 1, 0, 0, 1], [4, 1, 6, 6, 2]),
    // Taps so far apart that neighbours at the edge miss the same ones.
    GroupedShape(2, 9, 20, to: 3, [3, 1, 8, 16, 8]),
    GroupedShape(8, 9, 9, to: 4, [3, 1, 2, 4, 2], groups: 4),
    GroupedShape(4, 9, 20, to: 4, [3, 1, 8, 16, 8], [5, 1, 8, 16, 4], groups: 4),
  ])
  fileprivate func `taps that lie apart have the naive twin's bits`(shape: GroupedShape) {
    NaiveConv2d(g: shape.geometry).expectSameBits(shape.testDescription)
  }

  @Test func `packing some rows of groups leaves the others alone`() throws {
    for (set, outChannels) in kernelSets.flatMap({ set in [6, 21].map { (set, $0) } }) {
      var g = GroupedShape(3, 4, 4, to: outChannels, [3, 1, 1, 2, 1], groups: 3).geometry
      let w = noise(outChannels * 9, 1)
      var whole = w, wholeTransposed = w, parts = w, partsTransposed = w
      set.conv2d_pack(&g, w, 0, g.out_channels, &whole, &wholeTransposed)
      for (first, last) in [(5, outChannels), (0, 1), (1, 5)] {
        set.conv2d_pack(&g, w, Int32(first), Int32(last), &parts, &partsTransposed)
      }
      #expect(parts == whole && partsTransposed == wholeTransposed)
      #expect(whole.sorted() == w.sorted() && wholeTransposed.sorted() == w.sorted())
    }
  }
}
