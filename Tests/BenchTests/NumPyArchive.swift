/// A NumPy archive as `numpy.savez` writes it: stored members, each an array in version 1.0 (NumPy
/// Enhancement Proposal 1, A Simple File Format for NumPy Arrays; APPNOTE.TXT of PKWARE for zip).
struct NumPyArchive {
  private var members: [(name: String, bytes: [UInt8])] = []

  /// - Parameter type: `|u1`, `<i8` or `<f4`.
  mutating func add(_ name: String, _ type: String, shape: [Int], _ content: [UInt8]) {
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)), }"
    while (header.utf8.count + 11) % 64 != 0 { header += " " }
    header += "\n"
    let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0] + bytes(header.utf8.count, 2)
    members.append(("\(name).npy", start + Array(header.utf8) + content))
  }

  var file: [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, content) in members {
      let sizes =
        bytes(Int(crc32(content)), 4) + bytes(content.count, 4) + bytes(content.count, 4)
        + bytes(name.utf8.count, 2) + [0, 0]
      let common: [UInt8] = [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0] + sizes
      directory +=
        [0x50, 0x4B, 1, 2, 20, 0] + common + [UInt8](repeating: 0, count: 10)
        + bytes(file.count, 4) + Array(name.utf8)
      file += [0x50, 0x4B, 3, 4] + common + Array(name.utf8) + content
    }
    let count = bytes(members.count, 2)
    return file + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count
      + bytes(directory.count, 4) + bytes(file.count, 4) + [0, 0]
  }

  private func bytes(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
    }
    return ~crc
  }
}
