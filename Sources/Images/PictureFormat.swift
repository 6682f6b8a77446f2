/// The formats that are decoded.
package enum PictureFormat: String, Hashable, Sendable {
  case png = "PNG"
  case jpeg = "JPEG"
  case pnm = "PNM"

  /// Finds the format from the first bytes of a file.
  ///
  /// - Throws: a `PictureError` that says what the file is instead.
  package init(of file: [UInt8]) throws(PictureError) {
    func starts(_ bytes: UInt8..., at offset: Int = 0) -> Bool {
      file.dropFirst(offset).starts(with: bytes)
    }
    if file.isEmpty { throw PictureError("the file is empty") }
    if starts(0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A) {
      self = .png
    } else if starts(0xFF, 0xD8, 0xFF) {
      self = .jpeg
    } else if file.count > 2, file[0] == UInt8(ascii: "P"),
      UInt8(ascii: "1")...UInt8(ascii: "6") ~= file[1], isPNMBlank(file[2]) || file[2] == numberSign
    {
      self = .pnm
    } else {
      throw PictureError(at: 0, foreignContent(file))
    }
  }
}

extension PictureFormat: CustomStringConvertible {
  package var description: String { rawValue }
}

/// The `#` that begins a comment of PNM.
let numberSign = UInt8(ascii: "#")

/// Whether PNM takes `byte` for white space.
func isPNMBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || 0x09...0x0D ~= byte
}
