/// Turns the samples of a PNG file into bytes of a picture.
///
/// 16-bit samples keep their high byte, smaller grey samples are scaled to 0…255, and alpha is
/// composited over black: `(8-bit colour * 8-bit alpha) / 255`, rounded to nearest.
struct PNGColors {
  private let header: PNGHeader
  /// Red, green, blue of each index, over black.
  private let palette: [UInt8]
  /// The sample values that are transparent, of their full depth; empty without.
  private let transparent: [Int]

  init(_ chunks: PNGChunks) {
    header = chunks.header
    var palette = chunks.palette
    var transparent: [Int] = []
    if header.color == .palette {
      for (index, alpha) in chunks.transparency.enumerated() {
        for place in 3 * index..<3 * index + 3 { palette[place] = overBlack(palette[place], alpha) }
      }
    } else {
      transparent = (0..<chunks.transparency.count / 2).map {
        chunks.transparency.bigEndian16(at: 2 * $0)
      }
    }
    self.palette = palette
    self.transparent = transparent
  }

  /// Writes the pixels of a pass to the picture.
  ///
  /// - Parameters:
  ///   - rows: unfiltered bytes, in which the pass begins at `start`.
  ///   - bytes: `[height, width, channels]` of the whole picture.
  /// - Throws: a `PictureError` for an index outside the palette.
  func expand(
    _ rows: [UInt8], from start: Int, _ pass: PNGPass, into bytes: inout [UInt8]
  ) throws(PictureError) {
    let channels = header.channels
    for row in 0..<pass.height {
      let from = start + row * (pass.rowBytes + 1) + 1
      let to = ((pass.y + row * pass.stepY) * header.width + pass.x) * channels
      let line = Line(from: from, to: to, step: pass.stepX * channels, width: pass.width)
      switch (header.color, header.bitDepth) {
      case (.palette, _): try expandIndices(rows, line, y: pass.y + row * pass.stepY, into: &bytes)
      case (.gray, ..<8): expandBits(rows, line, into: &bytes)
      case (.gray, _), (.rgb, _): expandOpaque(rows, line, into: &bytes)
      case (.grayAlpha, _), (.rgbAlpha, _): expandAlpha(rows, line, into: &bytes)
      }
    }
  }

  /// Where a row of a pass begins in the file's bytes and in the picture's.
  private struct Line {
    let from: Int
    let to: Int
    /// Bytes from one pixel to the next in the picture.
    let step: Int
    let width: Int
  }

  /// The value of the sample number `x` of a row, of fewer than 8 bits or of 8.
  @inline(__always)
  private func sample(_ rows: [UInt8], _ line: Line, _ x: Int) -> Int {
    let bit = x * header.bitDepth
    let shift = 8 - header.bitDepth - bit & 7
    return Int(rows[line.from + bit >> 3]) >> shift & (1 << header.bitDepth - 1)
  }

  private func expandIndices(
    _ rows: [UInt8], _ line: Line, y: Int, into bytes: inout [UInt8]
  ) throws(PictureError) {
    var to = line.to
    for x in 0..<line.width {
      let index = sample(rows, line, x)
      guard 3 * index < palette.count else {
        throw PictureError(
          in: "chunk IDAT",
          "row \(y) has the colour \(index), but the palette has "
            + "\(palette.count / 3) colours, from 0")
      }
      for channel in 0..<3 { bytes[to + channel] = palette[3 * index + channel] }
      to += line.step
    }
  }

  private func expandBits(_ rows: [UInt8], _ line: Line, into bytes: inout [UInt8]) {
    let scale = 255 / (1 << header.bitDepth - 1)
    var to = line.to
    for x in 0..<line.width {
      let value = sample(rows, line, x)
      bytes[to] = transparent.first == value ? 0 : UInt8(truncatingIfNeeded: value * scale)
      to += line.step
    }
  }

  private func expandOpaque(_ rows: [UInt8], _ line: Line, into bytes: inout [UInt8]) {
    let channels = header.channels
    let bytesOfSample = header.bitDepth / 8
    if bytesOfSample == 1, line.step == channels, transparent.isEmpty {
      let count = line.width * channels
      bytes.replaceSubrange(line.to..<line.to + count, with: rows[line.from..<line.from + count])
      return
    }
    var (from, to) = (line.from, line.to)
    for _ in 0..<line.width {
      let isTransparent =
        !transparent.isEmpty
        && (0..<channels).allSatisfy { channel in
          let place = from + channel * bytesOfSample
          let value = bytesOfSample == 1 ? Int(rows[place]) : rows.bigEndian16(at: place)
          return value == transparent[channel]
        }
      for channel in 0..<channels {
        bytes[to + channel] = isTransparent ? 0 : rows[from + channel * bytesOfSample]
      }
      from += channels * bytesOfSample
      to += line.step
    }
  }

  private func expandAlpha(_ rows: [UInt8], _ line: Line, into bytes: inout [UInt8]) {
    let channels = header.channels
    let bytesOfSample = header.bitDepth / 8
    var (from, to) = (line.from, line.to)
    for _ in 0..<line.width {
      let alpha = rows[from + channels * bytesOfSample]
      for channel in 0..<channels {
        bytes[to + channel] = overBlack(rows[from + channel * bytesOfSample], alpha)
      }
      from += (channels + 1) * bytesOfSample
      to += line.step
    }
  }
}

/// Returns `value * alpha / 255`, rounded to nearest; there are no ties.
@inline(__always)
func overBlack(_ value: UInt8, _ alpha: UInt8) -> UInt8 {
  UInt8(truncatingIfNeeded: (Int(value) * Int(alpha) + 127) / 255)
}
