/// CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, initial and final value 0xFFFFFFFF
/// (RFC 3720, appendix B.4). TensorBoard's event files are checked by it.
package enum CRC32C {
  /// Returns the checksum of bytes: that of "123456789" is 0xE3069283.
  package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc = table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8)
    }
    return ~crc
  }

  /// Returns the checksum as TFRecord files store it, so that a checksum of data that hold
  /// checksums stays useful.
  package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let crc = checksum(bytes)
    return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in
      crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1
    }
  }
}
