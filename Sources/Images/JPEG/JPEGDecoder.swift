/// Decodes a JPEG file (ITU-T T.81): sequential and progressive with Huffman coding, 8 bits.
///
/// - Throws: a `PictureError` if the file is damaged, cut off or unsupported, or has more pixels.
func decodeJPEG(_ file: [UInt8], mostPixels: Int) throws(PictureError) -> Picture {
  var (tables, notes) = (JPEGTables(), JPEGNotes())
  var frame: JPEGFrame?
  var offset = 2
  while true {
    let segment = try JPEGSegment(file, at: offset)
    offset = segment.content.upperBound
    switch segment.marker {
    case 0xC0, 0xC1, 0xC2:
      if frame != nil { throw segment.error("a second frame") }
      frame = try JPEGFrame(file, segment, mostPixels: mostPixels)
    case 0xC4: try tables.addHuffmanTables(file, segment)
    case 0xDB: try tables.addQuantizers(file, segment)
    case 0xDD: try tables.setRestartInterval(file, segment)
    case 0xDA:
      guard var decoded = frame else { throw segment.error("a scan before the frame header SOF") }
      // The planes have one owner, or they would be copied.
      frame = nil
      let scan = try JPEGScan(file, segment, decoded)
      try scan.register(in: &decoded, segment, tables)
      offset = try scan.decode(file, at: offset, into: &decoded, segment, tables)
      frame = decoded
    case 0xD9:
      guard var decoded = frame else {
        throw segment.error("the file ends before a frame header SOF")
      }
      frame = nil
      try decoded.finish(segment)
      let picture = decoded.picture(isYCbCr: notes.isYCbCr(decoded))
      return notes.orientation.applied(to: picture)
    case 0xC3, 0xC5...0xC7, 0xC9...0xCF:
      throw segment.error(JPEGFrame.kind(segment.marker))
    case 0xDC...0xDF: throw segment.error("a marker of kinds of JPEG that are not supported")
    default: notes.add(file, segment)
    }
  }
}

/// What application segments say about the picture.
private struct JPEGNotes {
  private(set) var orientation = Orientation.upright
  private var hasOrientation = false
  private var isJFIF = false
  /// What Adobe's segment says: 0: RGB or CMYK, 1: YCbCr, 2: YCCK.
  private var adobe: UInt8?

  mutating func add(_ file: [UInt8], _ segment: JPEGSegment) {
    let content = file[segment.content]
    let start = content.startIndex
    switch segment.marker {
    case 0xE0 where content.count >= 14 && content.starts(with: "JFIF\0".utf8):
      isJFIF = true
    case 0xE1 where !hasOrientation && content.starts(with: "Exif\0\0".utf8):
      hasOrientation = true
      orientation = Orientation(exif: file, start + 6..<content.endIndex) ?? .upright
    case 0xEE where content.count >= 12 && content.starts(with: "Adobe".utf8):
      adobe = content[start + 11]
    default: break
    }
  }

  /// Whether the three planes are YCbCr rather than RGB, as libjpeg finds it.
  func isYCbCr(_ frame: JPEGFrame) -> Bool {
    if isJFIF { return true }
    if let adobe { return adobe != 0 }
    return frame.components.map(\.id) != Array("RGB".utf8)
  }
}

extension JPEGFrame {
  /// Transforms the coefficients of a progressive file, after checking that all scans were there.
  ///
  /// - Throws: a `PictureError` if a plane has no scan, or its low coefficients are incomplete, since
  ///   libjpeg would smooth the blocks.
  mutating func finish(_ segment: JPEGSegment) throws(PictureError) {
    for index in components.indices {
      guard let quantizers = components[index].quantizers else {
        throw segment.error("the file ends, but there was no scan of plane \(components[index].id)")
      }
      guard isProgressive else { continue }
      if let missing = (0..<10).first(where: { components[index].missingBits[$0] != 0 }) {
        throw segment.error(
          "the file ends, but coefficient \(missing) of plane \(components[index].id) is "
            + "incomplete: progressive scans are missing")
      }
      let coefficients = components[index].coefficients
      let (columns, stride) = (components[index].columns, components[index].stride)
      for row in 0..<components[index].blockRows {
        for column in 0..<components[index].blockColumns {
          let place = 64 * (row * columns + column)
          let isFlat = coefficients[place + 1..<place + 64].allSatisfy { $0 == 0 }
          inverseTransform(
            coefficients, at: place, isFlat: isFlat, quantizers,
            into: &components[index].samples, at: (row * stride + column) * 8, stride: stride)
        }
      }
    }
  }
}
