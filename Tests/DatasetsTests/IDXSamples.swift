/// An IDX file of unsigned bytes.
func idx(dimensions: [UInt32], _ elements: [UInt8], magic: UInt32? = nil) -> [UInt8] {
  let words = [magic ?? 0x0800 | UInt32(dimensions.count)] + dimensions
  return words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
    + elements
}

/// Three images of 2×4 pixels, 0, 5, 10, … .
let threeImages = idx(dimensions: [3, 2, 4], (0..<24).map { UInt8(5 * $0) })

/// One gzip member that stores `bytes` (RFC 1952; RFC 1951, 3.2.4), at most 65,535 of them.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
  let (low, high) = (UInt8(bytes.count & 255), UInt8(bytes.count >> 8))
  let stored = [1, low, high, ~low, ~high] + bytes
  let trailer = [crc32(bytes), UInt32(bytes.count)]
  return header + stored
    + trailer.flatMap { word in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) } }
}

/// 100,000 zero bytes, gzipped by zlib 1.3 at level 9: 132 bytes.
let gzippedZeros: [UInt8] =
  [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xED, 0xC1, 0x31, 1, 0, 0, 0, 0xC2, 0xA0]
  + [0xF5, 0x4F, 0x6D, 0x0D, 0x0F, 0xA0] + [UInt8](repeating: 0, count: 96)
  + [0x80, 0x57, 0x03, 0x7D, 0x95, 0x11, 0xD4, 0xA0, 0x86, 0x01, 0]

private func crc32(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~0) { crc, byte in
    (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
    }
  }
}
