import Inflation

/// Decodes PNG files (ISO/IEC 15948; W3C, PNG Specification, 3rd edition).
struct PNGDecoder: ~Copyable {
  private var inflater = Inflater()
  /// The inflated bytes of the file: rows, each after the number of its filter.
  private var rows: [UInt8] = []
  /// A larger buffer is not kept for the next file.
  private static let mostKept = 1 << 24

  /// - Throws: a `PictureError` if the file is damaged or has more pixels.
  mutating func decode(_ file: [UInt8], mostPixels: Int) throws(PictureError) -> Picture {
    let chunks = try PNGChunks(file, mostPixels: mostPixels)
    let header = chunks.header
    let passes = PNGPass.all(of: header)
    try inflate(chunks, of: file, count: passes.map(\.bytes).reduce(0, +))
    defer { if rows.count > Self.mostKept { rows = [] } }
    let colors = PNGColors(chunks)
    var bytes = [UInt8](repeating: 0, count: header.width * header.height * header.channels)
    var start = 0
    for pass in passes where pass.bytes > 0 {
      try unfilter(&rows, from: start, pass, distance: header.filterDistance)
      try colors.expand(rows, from: start, pass, into: &bytes)
      start += pass.bytes
    }
    let picture = Picture(
      height: header.height, width: header.width, channels: header.channels, bytes: bytes,
      origin: .init(format: .png, color: header.color.pictureColor, bits: header.bitDepth))
    return chunks.orientation.applied(to: picture)
  }

  /// Inflates the rows of all passes, `count` bytes.
  private mutating func inflate(
    _ chunks: PNGChunks, of file: [UInt8], count: Int
  ) throws(PictureError) {
    let compressed = chunks.data.map(\.count).reduce(0, +)
    let start = chunks.data.first?.lowerBound ?? 0
    func error(at offset: Int, _ problem: String) -> PictureError {
      PictureError(at: offset, in: "chunk IDAT", problem)
    }
    guard count <= compressed * mostInflation else {
      throw error(
        at: start, "\(compressed) compressed bytes cannot hold the \(count) bytes of the picture")
    }
    if rows.count < count { rows = [UInt8](repeating: 0, count: count) }
    switch inflater.inflate(chunks.data, of: file, into: &rows, count: count) {
    case .filled: return
    case .ended(let found) where found < count:
      throw error(at: start, "\(found) bytes are inflated, but the picture has \(count)")
    case .ended:
      throw error(at: start, "the end of the compressed bytes with their checksum is missing")
    case .tooLong:
      throw error(at: start, "more than the \(count) bytes of the picture are inflated")
    case .trailing(let offset):
      throw error(at: offset, "bytes follow the end of the compressed stream")
    case .damaged(let reason, let offset):
      throw error(at: offset, "the compressed bytes are damaged (\(reason))")
    }
  }
}
