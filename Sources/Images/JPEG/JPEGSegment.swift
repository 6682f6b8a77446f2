/// A marker of a JPEG file and what belongs to it (ITU-T T.81, annex B).
struct JPEGSegment {
  let marker: UInt8
  /// Where the marker's 0xFF is.
  let start: Int
  /// What follows the length; empty for markers without one.
  let content: Range<Int>

  /// - Parameter offset: where a marker must be, perhaps after fill bytes 0xFF.
  /// - Throws: a `PictureError` if there is no marker, or the segment is cut off.
  init(_ file: [UInt8], at offset: Int) throws(PictureError) {
    var place = offset
    guard place < file.count else {
      throw .truncated(at: file.count, "the marker EOI is missing")
    }
    guard file[place] == 0xFF else {
      throw PictureError(
        at: place,
        "the byte 0x\(hexadecimal(file[place])) instead of a marker: "
          + "the file is damaged at or before this place")
    }
    while place + 1 < file.count, file[place + 1] == 0xFF { place += 1 }
    guard place + 1 < file.count else {
      throw .truncated(at: file.count, "a marker is missing")
    }
    start = place
    marker = file[place + 1]
    let name = Self.name(marker)
    if marker == 0xD9 {
      content = place + 2..<place + 2
      return
    }
    guard marker >= 0xC0, !(0xD0...0xD8 ~= marker) else {
      throw PictureError(at: place, "the marker \(name), which may not be here")
    }
    guard file.count - place >= 4 else {
      throw .truncated(at: place, in: "segment \(name)", "the length is missing")
    }
    let length = file.bigEndian16(at: place + 2)
    guard length >= 2 else {
      throw PictureError(
        at: place + 2, in: "segment \(name)",
        "a length of \(length), which counts itself: 2 or more")
    }
    guard length <= file.count - place - 2 else {
      throw .truncated(
        at: place, in: "segment \(name)",
        "the segment has \(length) bytes, but \(file.count - place - 2) follow")
    }
    content = place + 4..<place + 2 + length
  }

  var name: String { Self.name(marker) }
  var part: String { "segment \(name)" }

  func error(_ problem: String) -> PictureError { PictureError(at: start, in: part, problem) }

  /// The name of a marker in the standard.
  static func name(_ marker: UInt8) -> String {
    switch marker {
    case 0xC4: "DHT"
    case 0xC8: "JPG"
    case 0xCC: "DAC"
    case 0xC0...0xCF: "SOF\(marker & 15)"
    case 0xD0...0xD7: "RST\(marker & 7)"
    case 0xD8: "SOI"
    case 0xD9: "EOI"
    case 0xDA: "SOS"
    case 0xDB: "DQT"
    case 0xDC: "DNL"
    case 0xDD: "DRI"
    case 0xE0...0xEF: "APP\(marker & 15)"
    case 0xFE: "COM"
    default: "0xFF\(hexadecimal(marker))"
    }
  }
}
