import Inflation

/// A picture in shades of gray or in colour, and its file.
package struct RasterImage: Hashable, Sendable {
  package let width: Int
  package let height: Int
  /// Whether each pixel has a byte for red, green and blue; otherwise it has one.
  package let isColored: Bool
  /// Row by row, 0 black.
  package let pixels: [UInt8]

  /// A picture of bytes, channel after channel, `[C, H, W]`: one or three.
  package init(width: Int, height: Int, planes: [UInt8]) {
    self.init(width: width, height: height, planes, isColored: planes.count > width * height)
  }

  private init(width: Int, height: Int, _ planes: [UInt8], isColored: Bool) {
    let area = width * height
    precondition(width > 0 && height > 0 && planes.count == area * (isColored ? 3 : 1))
    self.width = width
    self.height = height
    self.isColored = isColored
    pixels =
      isColored
      ? (0..<area).flatMap { [planes[$0], planes[area + $0], planes[2 * area + $0]] } : planes
  }

  /// Scales values so that the least is black and the largest white. Those of three channels,
  /// `[3, H, W]`, are red, green and blue.
  package init(width: Int, height: Int, values: [Float]) {
    let finite = values.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
    let range = high > low ? high - low : 1
    self.init(
      width: width, height: height,
      planes: values.map { $0.isFinite ? UInt8(min(255, max(0, ($0 - low) / range * 255))) : 0 })
  }

  /// Scales weights so that 0 is the middle gray, as are values that are not finite. Those of three
  /// channels are red, green and blue.
  ///
  /// - Parameter largest: the magnitude that is black or white.
  init(width: Int, height: Int, weights: [Float], largest: Float) {
    let range = largest > 0 ? largest : 1
    self.init(
      width: width, height: height,
      planes: weights.map { weight in
        weight.isFinite ? UInt8(127.5 + 127.5 * max(-1, min(1, weight / range))) : 127
      })
  }

  /// A PNG file: one gray channel or three of colour, not compressed (Portable Network Graphics, W3C, 3rd edition,
  /// 2025; stored blocks of RFC 1951, 3.2.4, in the frame of RFC 1950).
  package var png: [UInt8] {
    var rows: [UInt8] = []
    let size = width * (isColored ? 3 : 1)
    for row in 0..<height { rows += [0] + pixels[row * size..<(row + 1) * size] }
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: rows.count, by: 65_535) {
      let block = rows[start..<min(start + 65_535, rows.count)]
      let size = UInt16(block.count)
      stream.append(start + block.count == rows.count ? 1 : 0)
      stream += [UInt8(size & 255), UInt8(size >> 8), UInt8(~size & 255), UInt8(~size >> 8)]
      stream += block
    }
    stream += Self.adler32(rows).bigEndianBytes
    let header =
      UInt32(width).bigEndianBytes + UInt32(height).bigEndianBytes + [
        8, isColored ? 2 : 0, 0, 0, 0,
      ]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header)
      + Self.chunk("IDAT", stream) + Self.chunk("IEND", [])
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let named = Array(type.utf8) + data
    return UInt32(data.count).bigEndianBytes + named
      + crc32(named, in: named.indices).bigEndianBytes
  }

  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }

  /// An element that shows the picture `scale` times as large, its pixels sharp.
  func html(scale: Int, title: String) -> HTML {
    .element(
      "img",
      [
        "src": "data:image/png;base64," + base64(png), "width": String(width * scale),
        "height": String(height * scale), "alt": title, "title": title,
      ], nil)
  }
}

extension UInt32 {
  fileprivate var bigEndianBytes: [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> $0) }
  }
}

/// RFC 4648, section 4.
package func base64(_ bytes: [UInt8]) -> String {
  let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let count = min(3, bytes.count - start)
    let word = (0..<3).reduce(0) { $0 << 8 | ($1 < count ? Int(bytes[start + $1]) : 0) }
    for digit in 0..<4 {
      text.append(digit <= count ? digits[word >> (18 - 6 * digit) & 63] : UInt8(ascii: "="))
    }
  }
  return String(decoding: text, as: UTF8.self)
}
