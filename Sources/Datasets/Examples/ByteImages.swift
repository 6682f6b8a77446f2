package import Engine

/// Images as stored, one byte per pixel, and the conversion to the network's input.
package struct ByteImages: Sendable {
  /// Image i begins at `offset + i * rawShape.count`. Images that would begin before the first byte
  /// are not in memory.
  let bytes: [UInt8]
  let offset: Int
  /// `[C, H, W]` as stored.
  let rawShape: Shape
  /// Background (raw 0) pixels on every side.
  let padding: Int
  /// The normalised value of each byte: one table for all channels, or one for each.
  let tables: [NormalizationTable]

  /// Images in `bytes`. The first begins at `offset`, which is negative if it is not in memory; the
  /// last must be complete.
  package init(
    bytes: [UInt8], offset: Int, rawShape: Shape, padding: Int,
    tables: [NormalizationTable]
  ) {
    precondition(rawShape.dimensions.count == 3 && padding >= 0)
    precondition(tables.count == 1 || tables.count == rawShape.dimensions[0])
    self.bytes = bytes
    self.offset = offset
    self.rawShape = rawShape
    self.padding = padding
    self.tables = tables
  }

  /// The images that are here.
  var available: Range<Int> {
    let size = rawShape.count
    return (max(0, -offset) + size - 1) / size..<(bytes.count - offset) / size
  }

  /// `[C, H, W]` padded.
  var shape: Shape {
    let raw = rawShape.dimensions
    return Shape(raw[0], raw[1] + 2 * padding, raw[2] + 2 * padding)
  }

  /// The value of a background pixel in each channel.
  var background: [Float] {
    (0..<rawShape.dimensions[0]).map { tables[tables.count == 1 ? 0 : $0].values[0] }
  }

  /// The position in `bytes` of an image's first pixel.
  func start(of image: Int) -> Int { offset + image * rawShape.count }

  /// Writes `x[C, H, W, 16]` from the images that start at `starts[0 ..< lanes]`, with their
  /// changes if there are any. Later lanes are zero. The images at `next` may be written next.
  func write(
    _ starts: [16 of Int], lanes: Int, changes: [16 of ImageChange]? = nil,
    next: [16 of Int]? = nil, into x: inout MutableSpan<Float>, kernels: Kernels
  ) {
    if tables.count == 1 {
      let table = tables[0]
      kernels.gather(
        bytes.span, from: starts, count: lanes, shape: rawShape, padding: padding,
        changes: changes, next: next, values: table.values.span, line: table.line, into: &x)
      return
    }
    let plane = Shape(1, rawShape.dimensions[1], rawShape.dimensions[2])
    let size = x.count / tables.count
    for channel in tables.indices {
      let (table, offset) = (tables[channel], channel * plane.count)
      var part = x._mutatingExtracting(channel * size..<(channel + 1) * size)
      kernels.gather(
        bytes.span, from: .init { starts[$0] + offset }, count: lanes, shape: plane,
        padding: padding, changes: changes, next: next.map { next in .init { next[$0] + offset } },
        values: table.values.span, line: table.line, into: &part)
    }
  }
}
