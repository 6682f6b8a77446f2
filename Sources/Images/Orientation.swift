/// How a picture must be turned to be upright (EXIF 2.32, tag 0x0112).
enum Orientation: Int {
  case upright = 1
  case mirrored
  case upsideDown
  case flipped
  case transposed
  /// To be turned clockwise by 90°.
  case clockwise
  case transversed
  /// To be turned counterclockwise by 90°.
  case counterclockwise

  private var swapsSides: Bool { rawValue >= 5 }

  /// Finds the orientation in EXIF data: a TIFF header, then the first directory.
  ///
  /// Nil where there is none, or where the data is damaged: it is no part of the pixels.
  init?(exif file: [UInt8], _ range: Range<Int>) {
    guard range.count >= 8 else { return nil }
    let exif = file[range]
    let isLittle = exif.starts(with: [0x49, 0x49, 42, 0])
    guard isLittle || exif.starts(with: [0x4D, 0x4D, 0, 42]) else { return nil }
    func number(_ count: Int, at offset: Int) -> Int? {
      guard offset >= 0, offset <= range.count - count else { return nil }
      let bytes = exif[(range.lowerBound + offset)...].prefix(count)
      return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, at: 4), let count = number(2, at: directory) else { return nil }
    for entry in 0..<count {
      let place = directory + 2 + 12 * entry
      guard let tag = number(2, at: place) else { return nil }
      guard tag == 0x0112 else { continue }
      // One 16-bit number, at the beginning of the four bytes for a value.
      guard number(2, at: place + 2) == 3, let value = number(2, at: place + 8) else { return nil }
      self.init(rawValue: value)
      return
    }
    return nil
  }

  /// Returns the picture turned upright.
  func applied(to picture: Picture) -> Picture {
    if self == .upright { return picture }
    let (height, width, channels) = (picture.height, picture.width, picture.channels)
    let (newHeight, newWidth) = swapsSides ? (width, height) : (height, width)
    var turned = [UInt8](repeating: 0, count: picture.bytes.count)
    let old = picture.bytes
    var place = 0
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        let (oldY, oldX) = source(y, x, height: height, width: width)
        let from = (oldY * width + oldX) * channels
        for channel in 0..<channels { turned[place + channel] = old[from + channel] }
        place += channels
      }
    }
    return Picture(
      height: newHeight, width: newWidth, channels: channels, bytes: turned, origin: picture.origin)
  }

  /// The place in the file of the turned picture's pixel (y, x).
  private func source(_ y: Int, _ x: Int, height: Int, width: Int) -> (y: Int, x: Int) {
    switch self {
    case .upright: (y, x)
    case .mirrored: (y, width - 1 - x)
    case .upsideDown: (height - 1 - y, width - 1 - x)
    case .flipped: (height - 1 - y, x)
    case .transposed: (x, y)
    case .clockwise: (height - 1 - x, y)
    case .transversed: (height - 1 - x, width - 1 - y)
    case .counterclockwise: (x, width - 1 - y)
    }
  }
}
