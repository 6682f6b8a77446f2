import CKernels

/// A rectangle of an image: rows and columns, each without its upper bound.
package struct ImageBox: Hashable, Sendable {
  package let rows: Range<Int>
  package let columns: Range<Int>

  package init(rows: Range<Int>, columns: Range<Int>) {
    self.rows = rows
    self.columns = columns
  }

  /// Without a pixel.
  package static let empty = ImageBox(rows: 0..<0, columns: 0..<0)

  package var pixelCount: Int { rows.count * columns.count }
}

/// How an image is mirrored, moved and covered, in this order.
package struct ImagePlacement: Hashable, Sendable {
  /// Whether left and right change places.
  package var isMirrored = false
  /// Whether top and bottom change places.
  package var isUpended = false
  /// Pixel (row, column) comes from (row + down, column + right), background outside the image.
  package var right = 0
  package var down = 0
  /// Background in the result.
  package var covered = ImageBox.empty

  package init() {}
}

/// The rectangle in which an image is mixed with another one, and its share in each pixel there.
package struct ImageMixture: Hashable, Sendable {
  package let box: ImageBox
  /// 0 if the other image replaces the rectangle.
  package let share: Float

  package init(box: ImageBox, share: Float) {
    self.box = box
    self.share = share
  }

  /// Mixed nowhere.
  package static let none = ImageMixture(box: .empty, share: 1)
}

extension Kernels {
  /// Mirrors, moves and covers images x[C, H, W, 16] in place. Lanes from `count` on are 0.
  ///
  /// - Parameters:
  ///   - shape: `[C, H, W]`.
  ///   - background: the value of what is not in the image, of each channel.
  package func place(
    _ placements: [16 of ImagePlacement], count: Int, shape: Shape, background: Span<Float>,
    in x: inout MutableSpan<Float>
  ) {
    let (channels, height, width) = Self.sides(of: shape, x.count)
    precondition((0...laneCount).contains(count) && background.count == channels)
    var arguments = bench_placements()
    setLanes(&arguments.mirrored) { placements[$0].isMirrored ? Int32(1) : 0 }
    setLanes(&arguments.upended) { placements[$0].isUpended ? Int32(1) : 0 }
    setLanes(&arguments.right) { Int32(placements[$0].right) }
    setLanes(&arguments.down) { Int32(placements[$0].down) }
    setLanes(&arguments.top) { Int32(placements[$0].covered.rows.lowerBound) }
    setLanes(&arguments.bottom) { Int32(placements[$0].covered.rows.upperBound) }
    setLanes(&arguments.left) { Int32(placements[$0].covered.columns.lowerBound) }
    setLanes(&arguments.end) { Int32(placements[$0].covered.columns.upperBound) }
    withUnsafeTemporaryAllocation(
      of: Float.self, capacity: Int(height) * Int(width) * laneCount
    ) { plane in
      table.pointee.place_images(
        channels, height, width, Int32(count), &arguments, background.address, plane.baseAddress,
        x.address)
    }
  }

  /// Mixes images x[C, H, W, 16] with others, in place: in the rectangle of each lane x becomes
  /// fma(share, x, (1 − share) · partner).
  ///
  /// - Parameter loadPartners: writes the other images, of the same shape.
  package func mix(
    _ mixtures: [16 of ImageMixture], shape: Shape, into x: inout MutableSpan<Float>,
    loadPartners: (inout MutableSpan<Float>) -> Void
  ) {
    let (channels, height, width) = Self.sides(of: shape, x.count)
    var arguments = bench_mixtures()
    setLanes(&arguments.top) { Int32(mixtures[$0].box.rows.lowerBound) }
    setLanes(&arguments.bottom) { Int32(mixtures[$0].box.rows.upperBound) }
    setLanes(&arguments.left) { Int32(mixtures[$0].box.columns.lowerBound) }
    setLanes(&arguments.end) { Int32(mixtures[$0].box.columns.upperBound) }
    setLanes(&arguments.shares) { mixtures[$0].share }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: x.count) { partners in
      partners.initialize(repeating: 0)
      var span = partners.mutableSpan
      loadPartners(&span)
      table.pointee.mix_images(
        channels, height, width, &arguments, partners.baseAddress, x.address)
    }
  }

  private static func sides(of shape: Shape, _ lanes: Int) -> (Int32, Int32, Int32) {
    precondition(shape.dimensions.count == 3 && lanes == shape.count * laneCount)
    return (
      Int32(shape.dimensions[0]), Int32(shape.dimensions[1]), Int32(shape.dimensions[2])
    )
  }
}

/// Sets the sixteen elements of a C array.
private func setLanes<Array, Element>(_ array: inout Array, _ value: (Int) -> Element) {
  withUnsafeMutableBytes(of: &array) { bytes in
    let lanes = bytes.bindMemory(to: Element.self)
    precondition(lanes.count == laneCount)
    for lane in lanes.indices { lanes[lane] = value(lane) }
  }
}
