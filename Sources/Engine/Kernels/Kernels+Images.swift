import CKernels

/// A linear function of the 256 bytes, divided into a coarse and a fine part: value = (byte ·
/// factor + offset) + (byte · fineFactor + fineOffset), with every product and sum a float32.
package struct ByteLine: Hashable, Sendable {
  private let factor: Float
  private let offset: Float
  private let fineFactor: Float
  private let fineOffset: Float

  /// Finds the parts of byte · factor + offset; nil if no division gives the bits of all 256
  /// values.
  package init?(factor: Double, offset: Double, through values: [Float]) {
    precondition(values.count == 256)
    let largest = max(offset.magnitude, (255 * factor + offset).magnitude)
    guard largest.isNormal else { return nil }
    // The coarse part is exact in units of 2⁻²² of the largest value or more. If the roundings of
    // the fine part miss a value, another coarse part hits it.
    let lines = (15...22).reversed().lazy.map { bits in
      ByteLine(factor, offset, unit: largest.binade / Double(1 << bits))
    }
    guard let line = lines.first(where: { $0.runs(through: values) }) else { return nil }
    self = line
  }

  private init(_ factor: Double, _ offset: Double, unit: Double) {
    self.factor = Float((factor / unit).rounded() * unit)
    self.offset = Float((offset / unit).rounded() * unit)
    fineFactor = Float(factor - Double(self.factor))
    fineOffset = Float(offset - Double(self.offset))
  }

  private func runs(through values: [Float]) -> Bool {
    values.enumerated().allSatisfy { index, value in
      let byte = Float(index)
      let onLine = (byte * factor + offset) + (byte * fineFactor + fineOffset)
      return onLine.bitPattern == value.bitPattern
    }
  }

  fileprivate func put(into images: inout bench_images) {
    images.is_line = 1
    (images.factor, images.offset) = (factor, offset)
    (images.fine_factor, images.fine_offset) = (fineFactor, fineOffset)
  }
}

/// How an image is rotated, scaled and shifted: pixel (row, column) of the result comes from the
/// image's centre + [cosine −sine; sine cosine] · (column − x, row − y).
package struct ImageChange: Hashable, Sendable {
  /// The cosine of the angle divided by the scale; at most 2048 in magnitude.
  private let cosine: Double
  private let sine: Double
  /// The image's centre in the changed image, in pixels.
  private let x: Double
  private let y: Double

  package init(cosine: Double, sine: Double, x: Double, y: Double) {
    precondition(cosine.magnitude <= 2048 && sine.magnitude <= 2048)
    (self.cosine, self.sine, self.x, self.y) = (cosine, sine, x, y)
  }

  /// The identity, also for lanes without an image.
  package static let none = ImageChange(cosine: 1, sine: 0, x: 0, y: 0)

  /// The pixels of the largest image that can be changed, including a frame of one pixel: the
  /// kernel numbers the pixels of 16 such images in 32 bits.
  package static let mostFramedPixels = Int(Int32.max) / laneCount - 1

  fileprivate var arguments: bench_image_change {
    bench_image_change(cosine: cosine, sine: sine, x: x, y: y)
  }
}

extension Kernels {
  /// x[C, H + 2P, W + 2P, 16] = the values of images stored as one byte per pixel, with P pixels of
  /// background, byte 0, around them. Lanes from `count` on are 0.
  ///
  /// - Parameters:
  ///   - starts: the offset of each of `count` images in `bytes`.
  ///   - shape: `[C, H, W]` as stored.
  ///   - changes: how each of the `count` images is changed; nil for unchanged.
  ///   - next: the offsets of the 16 images that may be changed next, which are prefetched; nil if
  ///     they are not known.
  ///   - values: the value of each of the 256 bytes.
  ///   - line: a linear function through `values`, which is faster than the table; nil if there is
  ///     none.
  package func gather(
    _ bytes: Span<UInt8>, from starts: [16 of Int], count: Int, shape: Shape, padding: Int,
    changes: [16 of ImageChange]? = nil, next: [16 of Int]? = nil, values: Span<Float>,
    line: ByteLine?, into x: inout MutableSpan<Float>
  ) {
    let (channels, height, width) = (
      shape.dimensions[0], shape.dimensions[1], shape.dimensions[2]
    )
    let pixels = channels * (height + 2 * padding) * (width + 2 * padding)
    precondition((0...laneCount).contains(count) && values.count == 256 && padding >= 0)
    precondition(x.count == pixels * laneCount)
    guard count > 0, let base = bytes.address else {
      for i in x.indices { x[i] = 0 }
      return
    }
    for lane in 0..<count {
      precondition(starts[lane] >= 0 && starts[lane] <= bytes.count - shape.count)
    }
    // Lanes without an image read the first one.
    let images: [16 of UnsafePointer<UInt8>?] = .init { base + starts[$0 < count ? $0 : 0] }
    var geometry = bench_images(
      channels: Int32(channels), height: Int32(height), width: Int32(width),
      padding: Int32(padding), is_line: 0, factor: 0, offset: 0, fine_factor: 0, fine_offset: 0,
      table: values.address)
    line?.put(into: &geometry)
    if let changes {
      let next: [16 of UnsafePointer<UInt8>?] = .init { lane in
        let start = next?[lane] ?? starts[0]
        precondition(start >= 0 && start <= bytes.count - shape.count)
        return base + start
      }
      warp(images, count: count, by: changes, next: next, geometry, into: &x)
    } else {
      table.pointee.gather_images(&geometry, Int32(count), images.span.address, x.address)
    }
  }

  private func warp(
    _ images: [16 of UnsafePointer<UInt8>?], count: Int, by changes: [16 of ImageChange],
    next: [16 of UnsafePointer<UInt8>?], _ geometry: bench_images,
    into x: inout MutableSpan<Float>
  ) {
    var geometry = geometry
    let scratch = Int(bench_warp_scratch(&geometry))
    precondition(scratch <= Int32.max)
    let arguments: [16 of bench_image_change] = .init { changes[$0 < count ? $0 : 0].arguments }
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: scratch) { pairs in
      table.pointee.warp_images(
        &geometry, Int32(count), images.span.address, next.span.address, arguments.span.address,
        pairs.baseAddress, x.address)
    }
  }
}
