import Engine
import Testing

/// Images that are mirrored, moved, covered and mixed in their lanes.
@Suite struct PlacementKernelTests {
  private static let shapes = [Shape(1, 1, 1), Shape(3, 4, 5), Shape(2, 9, 6), Shape(1, 28, 28)]

  /// A whole number from −reach to reach, drawn.
  private func drawn(_ lane: Int, _ position: Int, reach: Int) -> Int {
    let stream = Philox(seed: 7, purpose: .generator, index: 3, subIndex: UInt32(lane))
    return Int(stream.word(position) % UInt32(2 * reach + 1)) - reach
  }

  /// Some of them reach beyond the image, or have no pixel.
  private func box(_ lane: Int, _ shape: Shape, reach: Int) -> ImageBox {
    let (height, width) = (shape.dimensions[1], shape.dimensions[2])
    let row = max(0, drawn(lane, 4, reach: height))
    let column = max(0, drawn(lane, 5, reach: width))
    return ImageBox(
      rows: row..<row + (drawn(lane, 6, reach: reach) + reach),
      columns: column..<column + (drawn(lane, 7, reach: reach) + reach))
  }

  private func placements(_ shape: Shape) -> [16 of ImagePlacement] {
    .init { lane in
      var placement = ImagePlacement()
      placement.isMirrored = drawn(lane, 0, reach: 1) > 0
      placement.isUpended = drawn(lane, 1, reach: 1) > 0
      placement.right = drawn(lane, 2, reach: shape.dimensions[2] + 1)
      placement.down = drawn(lane, 3, reach: 2)
      placement.covered = box(lane, shape, reach: 3)
      return placement
    }
  }

  @Test(arguments: shapes, [16, 1, 9])
  func `every instruction set places the pixels of a naive twin`(shape: Shape, count: Int) {
    let images = noise(shape.count * 16, 11)
    let background = noise(shape.dimensions[0], 12)
    let placements = placements(shape)
    var expected = [Float](repeating: 0, count: images.count)
    for lane in 0..<count {
      twin(images, placements[lane], background, shape, lane: lane, into: &expected)
    }
    for kernels in Kernels.available {
      var x = images
      var span = x.mutableSpan
      kernels.place(
        placements, count: count, shape: shape, background: background.span, in: &span)
      #expect(x.bits == expected.bits, "\(kernels.name)")
    }
  }

  /// Steps one after the other: mirror, upend, move, cover.
  private func twin(
    _ images: [Float], _ placement: ImagePlacement, _ background: [Float], _ shape: Shape,
    lane: Int, into result: inout [Float]
  ) {
    let (height, width) = (shape.dimensions[1], shape.dimensions[2])
    for channel in 0..<shape.dimensions[0] {
      var rows = (0..<height).map { row in
        (0..<width).map { images[((channel * height + row) * width + $0) * 16 + lane] }
      }
      if placement.isMirrored { rows = rows.map { $0.reversed() } }
      if placement.isUpended { rows.reverse() }
      for row in 0..<height {
        for column in 0..<width {
          let (from, across) = (row + placement.down, column + placement.right)
          let isInside = rows.indices.contains(from) && (0..<width).contains(across)
          let isCovered =
            placement.covered.rows.contains(row) && placement.covered.columns.contains(column)
          result[((channel * height + row) * width + column) * 16 + lane] =
            isInside && !isCovered ? rows[from][across] : background[channel]
        }
      }
    }
  }

  @Test(arguments: shapes)
  func `every instruction set mixes the rectangles of a naive twin`(shape: Shape) {
    let (own, others) = (noise(shape.count * 16, 13), noise(shape.count * 16, 14))
    let (height, width) = (shape.dimensions[1], shape.dimensions[2])
    let shares = noise(16, 15).map { ($0 + 1) / 2 }
    let mixtures: [16 of ImageMixture] = .init { lane in
      ImageMixture(box: box(lane, shape, reach: 5), share: lane % 3 == 0 ? 0 : shares[lane])
    }
    var expected = own
    for i in expected.indices {
      let (pixel, mixture) = (i / 16, mixtures[i % 16])
      guard mixture.box.rows.contains(pixel / width % height),
        mixture.box.columns.contains(pixel % width)
      else { continue }
      let other = (1 - mixture.share) * others[i]
      expected[i] = other.addingProduct(mixture.share, own[i])
    }
    for kernels in Kernels.available {
      var x = own
      var span = x.mutableSpan
      kernels.mix(mixtures, shape: shape, into: &span) { partners in
        for i in partners.indices { partners[i] = others[i] }
      }
      #expect(x.bits == expected.bits, "\(kernels.name)")
    }
  }
}
