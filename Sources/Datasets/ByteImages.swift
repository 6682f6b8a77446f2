import Engine

/// Images as stored, one byte a pixel, with what turns them into the network's input.
struct ByteImages: Sendable {
  /// The file's bytes from its start; image i begins at `offset + i * rawShape.count`.
  let bytes: [UInt8]
  let offset: Int
  /// `[C, H, W]` as stored.
  let rawShape: Shape
  /// Background (raw 0) pixels on every side.
  let padding: Int
  /// The normalised value of each byte.
  let table: NormalizationTable

  var count: Int { (bytes.count - offset) / rawShape.count }

  /// `[C, H, W]` padded.
  var shape: Shape {
    let raw = rawShape.dimensions
    return Shape(raw[0], raw[1] + 2 * padding, raw[2] + 2 * padding)
  }

  /// The position in `bytes` of an image's first pixel.
  func start(of image: Int) -> Int { offset + image * rawShape.count }

  /// Writes `x[C, H, W, 16]` from the images that start at `starts[0 ..< lanes]`; lanes past
  /// them are zero.
  func write(_ starts: InlineArray<16, Int>, lanes: Int, into x: inout MutableSpan<Float>) {
    let (channels, height, width) = (
      rawShape.dimensions[0], rawShape.dimensions[1], rawShape.dimensions[2]
    )
    let paddedWidth = width + 2 * padding
    var position = 0
    for channel in 0..<channels {
      writeBackground(padding * paddedWidth + padding, lanes: lanes, at: &position, into: &x)
      for row in 0..<height {
        let first = (channel * height + row) * width
        writeRow(first..<first + width, of: starts, lanes: lanes, at: &position, into: &x)
        let gap = row + 1 < height ? 2 * padding : padding * paddedWidth + padding
        writeBackground(gap, lanes: lanes, at: &position, into: &x)
      }
    }
  }

  /// Writes the pixels `row` of every image.
  @inline(__always)
  private func writeRow(
    _ row: Range<Int>, of starts: InlineArray<16, Int>, lanes: Int, at position: inout Int,
    into x: inout MutableSpan<Float>
  ) {
    let bytes = self.bytes.span
    let table = self.table.values.span
    for lane in 0..<16 {
      if lane < lanes {
        let pixels = bytes.extracting(starts[lane] + row.lowerBound..<starts[lane] + row.upperBound)
        for i in 0..<row.count { x[position + i * 16 + lane] = table[Int(pixels[i])] }
      } else {
        for i in 0..<row.count { x[position + i * 16 + lane] = 0 }
      }
    }
    position += row.count * 16
  }

  /// Writes `count` pixels of padding.
  @inline(__always)
  private func writeBackground(
    _ count: Int, lanes: Int, at position: inout Int, into x: inout MutableSpan<Float>
  ) {
    let background = table.values[0]
    for _ in 0..<count {
      for lane in 0..<16 { x[position + lane] = lane < lanes ? background : 0 }
      position += 16
    }
  }
}
