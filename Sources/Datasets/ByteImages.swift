package import Engine

/// Images as stored, one byte a pixel, with what turns them into the network's input.
package struct ByteImages: Sendable {
  /// The file's bytes from its start; image i begins at `offset + i * rawShape.count`.
  let bytes: [UInt8]
  let offset: Int
  /// `[C, H, W]` as stored.
  let rawShape: Shape
  /// Background (raw 0) pixels on every side.
  let padding: Int
  /// The normalised value of each byte.
  let table: NormalizationTable

  /// Images in `bytes`, which must begin at `offset` and be whole.
  package init(
    bytes: [UInt8], offset: Int, rawShape: Shape, padding: Int, table: NormalizationTable
  ) {
    precondition(rawShape.dimensions.count == 3 && padding >= 0)
    self.bytes = bytes
    self.offset = offset
    self.rawShape = rawShape
    self.padding = padding
    self.table = table
  }

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
    // Elements left and right of a row, and above and below the rows of a channel.
    let side = padding * laneCount
    let margin = padding * (width + 2 * padding) * laneCount
    var place = 0
    for channel in 0..<channels {
      place = fill(place, count: margin, lanes: lanes, in: &x)
      for row in 0..<height {
        place = fill(place, count: side, lanes: lanes, in: &x)
        place = write(
          row: channel * height + row, width: width, of: starts, lanes: lanes, at: place, into: &x)
        place = fill(place, count: side, lanes: lanes, in: &x)
      }
      place = fill(place, count: margin, lanes: lanes, in: &x)
    }
  }

  /// Writes one row of every image's pixels and returns the place after it.
  ///
  /// Unchecked in the loops: the ranges are checked before them, and a byte is always inside the
  /// table's 256 values.
  private func write(
    row: Int, width: Int, of starts: InlineArray<16, Int>, lanes: Int, at place: Int,
    into x: inout MutableSpan<Float>
  ) -> Int {
    let end = place + width * 16
    precondition(place >= 0 && end <= x.count)
    let bytes = self.bytes.span
    let table = self.table.values.span
    for lane in 0..<16 {
      if lane < lanes {
        let first = starts[lane] + row * width
        let pixels = bytes.extracting(first..<first + width)
        for i in 0..<width {
          x[unchecked: place &+ i &* 16 &+ lane] = table[unchecked: Int(pixels[unchecked: i])]
        }
      } else {
        for i in 0..<width { x[unchecked: place &+ i &* 16 &+ lane] = 0 }
      }
    }
    return end
  }

  /// Writes `count` elements of background, zero in the lanes past `lanes`, and returns the place
  /// after them.
  private func fill(
    _ place: Int, count: Int, lanes: Int, in x: inout MutableSpan<Float>
  ) -> Int {
    let end = place + count
    precondition(place >= 0 && end <= x.count && count % 16 == 0)
    let background = table.values[0]
    for start in stride(from: place, to: end, by: 16) {
      for lane in 0..<16 { x[unchecked: start &+ lane] = lane < lanes ? background : 0 }
    }
    return end
  }
}
