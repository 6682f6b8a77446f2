/// A record of fixed length in a file: numbers, least significant byte first.
struct LittleEndianRecord {
  private let bytes: [UInt8]
  let offset: Int

  /// Takes the record at `offset`; nil where the file, or the part of it before `end`, ends inside.
  init?(_ bytes: [UInt8], at offset: Int, count: Int, before end: Int) {
    guard offset >= 0, offset <= end, end <= bytes.count, count <= end - offset else { return nil }
    self.bytes = Array(bytes[offset..<offset + count])
    self.offset = offset
  }

  func u16(_ place: Int) -> Int { Int(bytes[place]) | Int(bytes[place + 1]) << 8 }

  func u32(_ place: Int) -> Int { u16(place) | u16(place + 2) << 16 }

  /// The number; nil if it needs more than 63 bits.
  func u64(_ place: Int) -> Int? {
    bytes[place + 7] < 0x80 ? u32(place) | u32(place + 4) << 32 : nil
  }
}
