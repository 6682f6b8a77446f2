/// A PNG file made chunk by chunk, with rows that are not compressed.
struct PNGFile {
  private(set) var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// A whole file of one IDAT.
  static func whole(
    width: Int, height: Int, bits: UInt8 = 8, color: UInt8 = 0, interlaced: UInt8 = 0,
    before: [(String, [UInt8])] = [], rows: [UInt8]
  ) -> [UInt8] {
    var file = PNGFile()
    file.header(width: width, height: height, bits: bits, color: color, interlaced: interlaced)
    for (type, content) in before { file.add(type, content) }
    file.add("IDAT", stored(rows))
    file.add("IEND", [])
    return file.bytes
  }

  mutating func header(
    width: Int, height: Int, bits: UInt8 = 8, color: UInt8 = 0, interlaced: UInt8 = 0
  ) {
    add("IHDR", bigEndian(width) + bigEndian(height) + [bits, color, 0, 0, interlaced])
  }

  mutating func add(_ type: String, _ content: [UInt8]) {
    let body = Array(type.utf8) + content
    bytes += bigEndian(content.count) + body + bigEndian(Int(checksum(body)))
  }
}

/// A zlib stream of one stored block (RFC 1950; RFC 1951, 3.2.4).
func stored(_ content: [UInt8]) -> [UInt8] {
  let length = content.count
  let words = [length, ~length].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8 & 0xFF)] }
  var (a, b) = (1, 0)
  for byte in content {
    a = (a + Int(byte)) % 65521
    b = (b + a) % 65521
  }
  return [0x78, 1, 1] + words + content + bigEndian(b << 16 | a)
}

func bigEndian(_ number: Int) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}

/// CRC-32, bit by bit (PNG, annex D).
private func checksum(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~0) { sum, byte in
    (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 0 ? 0 : 0xEDB8_8320) }
  }
}
