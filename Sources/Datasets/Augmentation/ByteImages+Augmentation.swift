import Engine

extension ByteImages {
  /// Returns the images that start at `starts[0 ..< lanes]`, changed and padded.
  func changed(
    _ starts: InlineArray<16, Int>, lanes: Int, by changes: InlineArray<16, ImageChange>
  ) -> ByteImages {
    let (channels, height, width) = (
      rawShape.dimensions[0], rawShape.dimensions[1], rawShape.dimensions[2]
    )
    let size = shape.count
    let plane = size / channels
    var pixels = [UInt8](repeating: 0, count: lanes * size)
    var framed = FramedPlane(width: width, height: height)
    for lane in 0..<lanes {
      let walk = SourceWalk(changes[lane], width: width, height: height, padding: padding)
      for channel in 0..<channels {
        let start = starts[lane] + channel * width * height
        framed.copy(bytes.span.extracting(start..<start + width * height))
        var target = pixels.mutableSpan
        let place = lane * size + channel * plane
        framed.write(walk, width: width + 2 * padding, to: place..<place + plane, of: &target)
      }
    }
    return ByteImages(bytes: pixels, offset: 0, rawShape: shape, padding: 0, table: table)
  }
}

/// One channel of an image with a frame of background one pixel wide, so that the four neighbours
/// of every place inside can be read.
private struct FramedPlane {
  private let width: Int
  private let height: Int
  private var bytes: [UInt8]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    bytes = [UInt8](repeating: 0, count: (width + 2) * (height + 2))
  }

  mutating func copy(_ plane: Span<UInt8>) {
    let (width, height) = (width, height)
    var framed = bytes.mutableSpan
    for row in 0..<height {
      let (source, target) = (row * width, (row + 1) * (width + 2) + 1)
      for column in 0..<width { framed[target + column] = plane[source + column] }
    }
  }

  /// Writes the changed channel, `width` pixels a row.
  func write(
    _ walk: SourceWalk, width rowWidth: Int, to places: Range<Int>,
    of target: inout MutableSpan<UInt8>
  ) {
    for row in 0..<places.count / rowWidth {
      let first = places.lowerBound + row * rowWidth
      write(
        from: walk.start(ofRow: row), step: (walk.along, walk.across),
        to: first..<first + rowWidth, of: &target)
    }
  }

  /// Writes one row. Weights are in 256ths, so that all of it is integers and exact.
  ///
  /// Unchecked in the loop: a place inside has its four neighbours inside the frame.
  private func write(
    from start: (x: Int, y: Int), step: (x: Int, y: Int), to places: Range<Int>,
    of target: inout MutableSpan<UInt8>
  ) {
    precondition(places.lowerBound >= 0 && places.upperBound <= target.count)
    let bytes = self.bytes.span
    let stride = width &+ 2
    let (columns, rows) = (UInt(width), UInt(height))
    var (x, y) = start
    for place in places {
      // Of the neighbour above and to the left, counted in the frame.
      let (column, row) = ((x >> 16) &+ 1, (y >> 16) &+ 1)
      if UInt(bitPattern: column) <= columns, UInt(bitPattern: row) <= rows {
        let corner = row &* stride &+ column
        let (right, down) = (x >> 8 & 255, y >> 8 & 255)
        let upper = mean(
          Int(bytes[unchecked: corner]), Int(bytes[unchecked: corner &+ 1]), right)
        let lower = mean(
          Int(bytes[unchecked: corner &+ stride]), Int(bytes[unchecked: corner &+ stride &+ 1]),
          right)
        target[unchecked: place] = UInt8(
          truncatingIfNeeded: (mean(upper, lower, down) &+ 32768) >> 16)
      } else {
        target[unchecked: place] = 0
      }
      x &+= step.x
      y &+= step.y
    }
  }
}

/// 256 times the mean of two numbers, the second with so many 256ths of the weight.
private func mean(_ first: Int, _ second: Int, _ share: Int) -> Int {
  first &* 256 &+ (second &- first) &* share
}
