/// One of the smaller pictures that an interlaced picture consists of, or the whole picture (PNG,
/// 3rd edition, 8).
struct PNGPass {
  /// The first pixel in the whole picture, and the distance to the next.
  let x: Int
  let y: Int
  let stepX: Int
  let stepY: Int
  let width: Int
  let height: Int
  let rowBytes: Int

  /// Bytes of all rows, each with the number of its filter.
  var bytes: Int { width == 0 ? 0 : height * (1 + rowBytes) }

  init(_ header: PNGHeader, x: Int = 0, y: Int = 0, stepX: Int = 1, stepY: Int = 1) {
    self.x = x
    self.y = y
    self.stepX = stepX
    self.stepY = stepY
    width = (header.width - x + stepX - 1) / stepX
    height = (header.height - y + stepY - 1) / stepY
    rowBytes = header.rowBytes(width)
  }

  /// Returns the passes in the order of the file.
  static func all(of header: PNGHeader) -> [PNGPass] {
    guard header.isInterlaced else { return [PNGPass(header)] }
    return [
      PNGPass(header, x: 0, y: 0, stepX: 8, stepY: 8),
      PNGPass(header, x: 4, y: 0, stepX: 8, stepY: 8),
      PNGPass(header, x: 0, y: 4, stepX: 4, stepY: 8),
      PNGPass(header, x: 2, y: 0, stepX: 4, stepY: 4),
      PNGPass(header, x: 0, y: 2, stepX: 2, stepY: 4),
      PNGPass(header, x: 1, y: 0, stepX: 2, stepY: 2),
      PNGPass(header, x: 0, y: 1, stepX: 1, stepY: 2),
    ]
  }
}
