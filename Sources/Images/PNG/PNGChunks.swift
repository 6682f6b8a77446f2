/// The chunks of a PNG file, their checksums and order verified (PNG, 3rd edition, 5).
struct PNGChunks {
  let header: PNGHeader
  /// Red, green and blue of each entry; empty without a palette.
  private(set) var palette: [UInt8] = []
  /// The content of tRNS.
  private(set) var transparency: [UInt8] = []
  /// Where the compressed bytes are in the file.
  private(set) var data: [Range<Int>] = []
  private(set) var orientation = Orientation.upright

  /// - Throws: a `PictureError` if a chunk is cut off, damaged, missing or out of order.
  init(_ file: [UInt8], mostPixels: Int) throws(PictureError) {
    var chunk = try PNGChunk(file, at: PNGChunk.signatureBytes)
    guard chunk.type == "IHDR" else {
      throw chunk.type == "CgBI"
        ? PictureError(
          at: chunk.start, in: chunk.part,
          "Apple's variant of PNG for iPhones; convert it back, for example with: "
            + "pngcrush -revert-iphone-optimizations OLD NEW.png")
        : chunk.error("the first chunk of a PNG is IHDR")
    }
    guard chunk.content.count == 13 else {
      throw chunk.error("\(chunk.content.count) bytes; IHDR has 13")
    }
    header = try PNGHeader(file, at: chunk.content.lowerBound, mostPixels: mostPixels)
    var previous = ""
    while true {
      previous = chunk.type
      chunk = try PNGChunk(file, at: chunk.end)
      if chunk.type == "IEND" { break }
      try add(chunk, of: file, after: previous)
    }
    if data.isEmpty { throw chunk.error("a PNG has a chunk IDAT before the end") }
  }

  private mutating func add(
    _ chunk: PNGChunk, of file: [UInt8], after previous: String
  ) throws(PictureError) {
    switch chunk.type {
    case "IDAT":
      if !data.isEmpty && previous != "IDAT" {
        throw chunk.error("IDAT chunks must follow each other, but \(previous) is between them")
      }
      if header.color == .palette && palette.isEmpty {
        throw chunk.error("a picture with a palette needs a chunk PLTE before IDAT")
      }
      data.append(chunk.content)
    case "PLTE":
      try checkPalette(chunk)
      palette = Array(file[chunk.content])
    case "tRNS":
      try checkTransparency(chunk)
      transparency = Array(file[chunk.content])
    case "eXIf":
      orientation = Orientation(exif: file, chunk.content) ?? orientation
    case "IHDR":
      throw chunk.error("a second IHDR")
    case let type:
      // An upper-case first letter: a picture cannot be understood without the chunk (5.4).
      if type.utf8.first.map({ $0 & 0x20 == 0 }) ?? true {
        throw chunk.error("a chunk that is not known and must be understood")
      }
    }
  }

  private func checkPalette(_ chunk: PNGChunk) throws(PictureError) {
    if !palette.isEmpty { throw chunk.error("a second PLTE") }
    if !data.isEmpty { throw chunk.error("PLTE must be before IDAT") }
    if !transparency.isEmpty { throw chunk.error("PLTE must be before tRNS") }
    if header.channels == 1 { throw chunk.error("a grey picture has no palette") }
    let entries = chunk.content.count / 3
    let most = header.color == .palette ? 1 << header.bitDepth : 256
    guard chunk.content.count % 3 == 0, 1...most ~= entries else {
      throw chunk.error("\(chunk.content.count) bytes; PLTE has 3 for each of 1 to \(most) colours")
    }
  }

  private func checkTransparency(_ chunk: PNGChunk) throws(PictureError) {
    if !transparency.isEmpty { throw chunk.error("a second tRNS") }
    if !data.isEmpty { throw chunk.error("tRNS must be before IDAT") }
    let count = chunk.content.count
    switch header.color {
    case .gray where count != 2: throw chunk.error("\(count) bytes; a grey picture has 2")
    case .rgb where count != 6: throw chunk.error("\(count) bytes; an RGB picture has 6")
    case .palette where !(1...max(1, palette.count / 3) ~= count) || palette.isEmpty:
      throw chunk.error("\(count) bytes; the palette before it has \(palette.count / 3) colours")
    case .grayAlpha, .rgbAlpha: throw chunk.error("a picture with alpha has no tRNS")
    default: break
    }
  }
}
