import CPictures

/// Scales pictures as Pillow does with its filter `BILINEAR`: columns, then rows, each with weights
/// in multiples of 2⁻²², and rounded to bytes.
///
/// Works on bands of rows. A band is transposed, so that its columns are scaled as rows are, 16
/// bytes at once, and then transposed back into planes.
struct Resampler: ~Copyable {
  /// Where the planes of the scaled picture are.
  struct Target {
    let size: Placement.Size
    /// Where in a plane the top left pixel is written.
    let start: Int
    let rowBytes: Int
    let planeBytes: Int
  }

  private var across: ResamplingWeights?
  private var down: ResamplingWeights?
  /// `[width, channels, band]`, some rows of the picture.
  private var columns = ByteBuffer()
  /// `[channels, new width, band]`.
  private var scaledColumns = ByteBuffer()
  /// `[channels, height, new width]`, rows padded to a multiple of 16.
  private var planes = ByteBuffer()

  /// The rows that are transposed at once, a multiple of 16.
  private static let band = 64

  /// Scales a part of the picture.
  ///
  /// - Precondition: the part is inside the picture, and the scaled one inside `result`.
  mutating func scale(
    _ picture: Picture, _ part: Placement.Part, to target: Target, in result: inout [UInt8]
  ) {
    let (old, new, channels) = (part.size, target.size, picture.channels)
    precondition(part.top >= 0 && part.left >= 0)
    precondition(part.top + old.height <= picture.height && part.left + old.width <= picture.width)
    precondition(target.start >= 0 && target.rowBytes >= new.width)
    precondition(
      target.start + (channels - 1) * target.planeBytes + (new.height - 1) * target.rowBytes
        + new.width <= result.count)
    let rowBytes = picture.width * channels
    let start = part.top * rowBytes + part.left * channels
    picture.bytes.withUnsafeBufferPointer { source in
      result.withUnsafeMutableBufferPointer { result in
        guard let source = source.baseAddress, let result = result.baseAddress else { return }
        let planes = Planes(
          base: result + target.start, rowBytes: target.rowBytes, planeBytes: target.planeBytes)
        if old.height == new.height {
          scaleColumns(source + start, rowBytes, old, to: new.width, channels, into: planes)
          return
        }
        let padded = (new.width + 15) & ~15
        let count = channels * old.height * padded
        let middle = Planes(
          base: self.planes.memory(count), rowBytes: padded, planeBytes: old.height * padded)
        scaleColumns(source + start, rowBytes, old, to: new.width, channels, into: middle)
        scaleRows(of: middle, old.height, to: new, channels, into: planes)
      }
    }
  }

  /// Bytes of one channel after the other.
  private struct Planes {
    let base: UnsafeMutablePointer<UInt8>
    let rowBytes: Int
    let planeBytes: Int
  }

  /// Writes the planes of x[height, width, channels], `rowBytes` from row to row, with scaled columns.
  private mutating func scaleColumns(
    _ x: UnsafePointer<UInt8>, _ rowBytes: Int, _ old: Placement.Size, to newWidth: Int,
    _ channels: Int, into planes: Planes
  ) {
    let band = Self.band
    let columns = columns.memory(old.width * channels * band)
    let scaled = scaledColumns.memory(newWidth * channels * band)
    let isScaled = newWidth != old.width
    let weights = isScaled ? ResamplingWeights.reusing(&across, from: old.width, to: newWidth) : nil
    for top in stride(from: 0, to: old.height, by: band) {
      let rows = min(band, old.height - top)
      bench_transpose_bytes(x + top * rowBytes, rows, old.width * channels, rowBytes, columns, band)
      for channel in 0..<channels {
        let own = scaled + channel * newWidth * band
        weights?.weigh(columns + channel * band, channels * band, rows, into: own, band)
        bench_transpose_bytes(
          isScaled ? own : columns + channel * band, newWidth, rows,
          isScaled ? band : channels * band,
          planes.base + channel * planes.planeBytes + top * planes.rowBytes, planes.rowBytes)
      }
    }
  }

  private mutating func scaleRows(
    of middle: Planes, _ oldHeight: Int, to new: Placement.Size, _ channels: Int,
    into planes: Planes
  ) {
    let weights = ResamplingWeights.reusing(&down, from: oldHeight, to: new.height)
    for channel in 0..<channels {
      weights.weigh(
        middle.base + channel * middle.planeBytes, middle.rowBytes, new.width,
        into: planes.base + channel * planes.planeBytes, planes.rowBytes)
    }
  }
}

extension ResamplingWeights {
  /// Returns weights, those of the last call if they are for the same sizes.
  fileprivate static func reusing(
    _ known: inout ResamplingWeights?, from old: Int, to new: Int
  ) -> ResamplingWeights {
    if let known, known.oldCount == old, known.count == new { return known }
    let weights = ResamplingWeights(from: old, to: new)
    known = weights
    return weights
  }

  /// Writes each new row y[count, stride] of old rows x[old count, stride], of which `length` bytes
  /// count.
  ///
  /// - Precondition: the rows of x can be read up to the next multiple of 16.
  fileprivate func weigh(
    _ x: UnsafePointer<UInt8>, _ stride: Int, _ length: Int,
    into y: UnsafeMutablePointer<UInt8>, _ newStride: Int
  ) {
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      for row in 0..<count {
        bench_weigh_rows(
          x + first[row] * stride, stride, values + row * most, Int32(counts[row]), length,
          y + row * newStride)
      }
    }
  }
}

/// Memory that is used again.
private struct ByteBuffer: ~Copyable {
  private var bytes = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)

  deinit { bytes.deallocate() }

  /// Returns at least `count` bytes of any content, valid until the next call.
  mutating func memory(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if bytes.count < count || bytes.count > max(count, Self.mostKept) {
      bytes.deallocate()
      bytes = .allocate(capacity: max(count, 1))
      bytes.initialize(repeating: 0)
    }
    guard let base = bytes.baseAddress else { preconditionFailure("it has memory") }
    return base
  }

  /// A larger buffer is not kept for the next picture.
  private static let mostKept = 1 << 24
}
