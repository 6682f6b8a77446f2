import Engine
import Testing

/// Images of bytes, turned, scaled and shifted on their way into lanes.
@Suite struct WarpKernelTests {
  /// What one image's change is made of.
  private struct Change {
    var cosine = 1.0
    var sine = 0.0
    var x = 0.0
    var y = 0.0
  }

  private struct Images {
    var shape: Shape
    var padding: Int
    var height: Int { shape.dimensions[1] }
    var width: Int { shape.dimensions[2] }
    var starts: [16 of Int] { .init { $0 * 5 % 41 } }
    var bytes: [UInt8]

    init(_ shape: Shape, padding: Int, seed: Int) {
      self.shape = shape
      self.padding = padding
      bytes = (0..<40 + shape.count).map {
        UInt8(truncatingIfNeeded: ($0 &+ seed) &* ($0 &+ 17) &* 31 &+ $0 / 3)
      }
    }
  }

  /// Rows shorter and longer than a block of 16 bytes and than a block of 32 columns.
  private static let shapes = [
    Shape(1, 1, 1), Shape(3, 2, 3), Shape(2, 7, 15), Shape(1, 4, 16), Shape(1, 5, 17),
    Shape(1, 28, 28), Shape(2, 3, 67),
  ]

  /// Degrees, scales and shifts each way; the last are so far off that nothing is left to see.
  private static let amounts: [(turn: Double, scale: Double, shift: Double)] = [
    (0, 0, 0), (0, 0, 2), (0.2, 0.1, 2), (3.1, 0.9, 5), (3.1, 0.9999, 1), (0.2, 0.1, 1e6),
    (0.2, 0.1, 1e15),
  ]

  @Test(arguments: shapes, [0, 2])
  func `every instruction set writes the bits of a naive twin`(shape: Shape, padding: Int) {
    for (index, amount) in Self.amounts.enumerated() {
      for epoch in 0..<4 {
        let images = Images(shape, padding: padding, seed: index * 4 + epoch)
        let changes = Self.changes(of: images, amount, epoch: UInt32(epoch))
        let count = [16, 1, 9, 15][epoch]
        expectTwin(images, changes, count: count, hasLine: epoch % 2 == 0)
      }
    }
  }

  @Test func `places are rounded to a 65536th, halves away from zero`() {
    // At these halves a wrong rounding changes a weight, which is in 256ths.
    let images = Images(Shape(1, 3, 40), padding: 1, seed: 9)
    let halves = (0..<16).map { lane in
      Change(
        x: 20 + (Double(lane) * 256 - 2048 + 0.5) / 65536,
        y: 2 - (Double(lane) * 512 - 4096 - 0.5) / 65536)
    }
    expectTwin(images, halves, count: 16, hasLine: true)
    // The largest number below a half is nearer to 0, though a half more is 1 when rounded.
    let dots = Images(Shape(1, 1, 1), padding: 0, seed: 9)
    let belowHalf = Change(x: 0.5.nextDown / 65536, y: 0.5.nextDown / 65536)
    expectTwin(dots, [Change](repeating: belowHalf, count: 16), count: 16, hasLine: true)
  }

  @Test func `images too wide for places of 32 bits are changed all the same`() {
    let images = Images(Shape(1, 2, 9000), padding: 1, seed: 4)
    expectTwin(images, Self.changes(of: images, (0.2, 0.1, 2), epoch: 7), count: 16, hasLine: true)
  }

  @Test func `images that nothing is done to are gathered as they are`() {
    let images = Images(Shape(2, 9, 21), padding: 3, seed: 1)
    let changes = [Change](repeating: Change(x: 10 + 3, y: 4 + 3), count: 16)
    for kernels in Kernels.available {
      let plain = gathered(images, nil, count: 11, hasLine: true, kernels)
      #expect(gathered(images, changes, count: 11, hasLine: true, kernels).bits == plain.bits)
    }
  }

  private static let unit = (0..<256).map { Float($0) / 255 }
  private static let line = ByteLine(factor: 1 / 255, offset: 0, through: unit)

  /// Uniform in both directions, from the stream that images are changed by.
  private static func changes(
    of images: Images, _ amount: (turn: Double, scale: Double, shift: Double), epoch: UInt32
  ) -> [Change] {
    (0..<16).map { lane in
      let words = Philox(seed: 3, purpose: .augmentation, index: epoch, subIndex: UInt32(lane))
        .block(0)
      let u = (0..<4).map { 2 * Double(words[$0]) * 0x1p-32 - 1 }
      let scale = max(1 + amount.scale * u[1], 0x1p-10)
      let (sine, cosine) = ExactMath.sineAndCosine(degrees: amount.turn * u[0] * 57)
      return Change(
        cosine: cosine / scale, sine: sine / scale,
        x: Double(images.width - 1) / 2 + Double(images.padding) + amount.shift * u[2],
        y: Double(images.height - 1) / 2 + Double(images.padding) + amount.shift * u[3])
    }
  }

  private func gathered(
    _ images: Images, _ changes: [Change]?, count: Int, hasLine: Bool, _ kernels: Kernels
  ) -> [Float] {
    let padded = (images.height + 2 * images.padding) * (images.width + 2 * images.padding)
    var x = [Float](repeating: .nan, count: images.shape.dimensions[0] * padded * 16)
    var span = x.mutableSpan
    kernels.gather(
      images.bytes.span, from: images.starts, count: count, shape: images.shape,
      padding: images.padding,
      changes: changes.map { changes in
        .init {
          ImageChange(
            cosine: changes[$0].cosine, sine: changes[$0].sine, x: changes[$0].x, y: changes[$0].y)
        }
      },
      values: Self.unit.span, line: hasLine ? Self.line : nil, into: &span)
    return x
  }

  private func expectTwin(_ images: Images, _ changes: [Change], count: Int, hasLine: Bool) {
    let planes = (0..<count).map { naive(images, start: images.starts[$0], changes[$0]) }
    for kernels in Kernels.available {
      let x = gathered(images, changes, count: count, hasLine: hasLine, kernels)
      let twin = x.indices.map { $0 % 16 < count ? Self.unit[Int(planes[$0 % 16][$0 / 16])] : 0 }
      #expect(x.bits == twin.bits, "\(kernels.name), \(count) images")
    }
  }

  /// The changed image, a pixel at a time in 64-bit integers.
  private func naive(_ images: Images, start: Int, _ change: Change) -> [UInt8] {
    let (height, width, padding) = (images.height, images.width, images.padding)
    func fixed(_ pixels: Double) -> Int {
      Int((min(max(pixels, -0x1p40), 0x1p40) * 65536).rounded())
    }
    var pixels: [UInt8] = []
    for channel in 0..<images.shape.dimensions[0] {
      func byte(_ row: Int, _ column: Int) -> Int {
        guard (0..<height).contains(row), (0..<width).contains(column) else { return 0 }
        return Int(images.bytes[start + (channel * height + row) * width + column])
      }
      for row in 0..<height + 2 * padding {
        let (u, v) = (-change.x, Double(row) - change.y)
        var x = fixed(Double(width - 1) / 2 + (change.cosine * u - change.sine * v))
        var y = fixed(Double(height - 1) / 2 + (change.sine * u + change.cosine * v))
        for _ in 0..<width + 2 * padding {
          let (column, row, right, down) = (x >> 16, y >> 16, x >> 8 & 255, y >> 8 & 255)
          let upper = byte(row, column) * (256 - right) + byte(row, column + 1) * right
          let lower = byte(row + 1, column) * (256 - right) + byte(row + 1, column + 1) * right
          pixels.append(UInt8((upper * (256 - down) + lower * down + 32768) >> 16))
          x += fixed(change.cosine)
          y += fixed(change.sine)
        }
      }
    }
    return pixels
  }
}
