/// The header of the picture, SOF0, SOF1 or SOF2, and its planes (ITU-T T.81, B.2.2).
struct JPEGFrame {
  let width: Int
  let height: Int
  let isProgressive: Bool
  /// The largest sampling factors.
  let h: Int
  let v: Int
  var components: [JPEGComponent]

  /// Units of a scan of several planes.
  var unitColumns: Int { (width + 8 * h - 1) / (8 * h) }
  var unitRows: Int { (height + 8 * v - 1) / (8 * v) }

  /// Reads the header and allocates the planes.
  ///
  /// - Throws: a `PictureError` for kinds of JPEG that are not supported, and for more pixels than
  ///   are allowed or than the rest of the file can hold.
  init(_ file: [UInt8], _ segment: JPEGSegment, mostPixels: Int) throws(PictureError) {
    let start = segment.content.lowerBound
    guard segment.content.count >= 6 else { throw segment.error("the header is too short") }
    guard file[start] == 8 else {
      throw segment.error("\(file[start]) bits a sample; only 8 are supported")
    }
    let (height, width) = (file.bigEndian16(at: start + 1), file.bigEndian16(at: start + 3))
    guard width > 0 else { throw segment.error("a width of 0") }
    guard height > 0 else {
      throw segment.error("a height of 0, which DNL would say later: that is not supported")
    }
    guard width <= mostPixels / height else {
      throw .tooLarge(
        at: start + 1, in: segment.part, width: width, height: height, most: mostPixels)
    }
    let count = Int(file[start + 5])
    guard count == 1 || count == 3 else { throw segment.error(Self.unsupported(count)) }
    guard segment.content.count == 6 + 3 * count else {
      throw segment.error(
        "\(segment.content.count + 2) bytes; \(count) planes need \(8 + 3 * count)")
    }
    let places = (0..<count).map { start + 6 + 3 * $0 }
    let factors = places.map { (h: Int(file[$0 + 1] >> 4), v: Int(file[$0 + 1] & 15)) }
    let maximum = (
      h: factors.map(\.h).reduce(1, max), v: factors.map(\.v).reduce(1, max)
    )
    for (h, v) in factors {
      guard 1...4 ~= h, 1...4 ~= v else {
        throw segment.error("sampling factors \(h)×\(v); they are 1 to 4")
      }
      guard maximum.h % h == 0, maximum.v % v == 0 else {
        throw segment.error(
          "sampling factors \(h)×\(v) beside \(maximum.h)×\(maximum.v): "
            + "only whole ratios are supported")
      }
    }
    self.width = width
    self.height = height
    isProgressive = segment.marker == 0xC2
    (h, v) = maximum
    components = zip(places, factors).map { place, factor in
      JPEGComponent(
        id: file[place], h: factor.h, v: factor.v, quantizerNumber: Int(file[place + 2]),
        width: width, height: height, maximum: maximum)
    }
    guard Set(components.map(\.id)).count == count else {
      throw segment.error("two planes have the same number")
    }
    try allocate(remaining: file.count - segment.content.upperBound, segment)
  }

  private mutating func allocate(
    remaining: Int, _ segment: JPEGSegment
  ) throws(PictureError) {
    // A block takes at least two codes, and in progressive files at least one, of at least a bit.
    let blocks = components.map { $0.blockColumns * $0.blockRows }.reduce(0, +)
    let needed = blocks * (isProgressive ? 1 : 2) / 8
    guard needed <= remaining else {
      throw .truncated(
        at: segment.start, in: segment.part,
        "\(width)×\(height) pixels need at least \(needed) "
          + "bytes, but \(remaining) follow")
    }
    for index in components.indices {
      let blocks = components[index].rows * components[index].columns
      components[index].samples = [UInt8](repeating: 0, count: 64 * blocks)
      if isProgressive {
        components[index].coefficients = [Int16](repeating: 0, count: 64 * blocks)
        components[index].missingBits = [Int?](repeating: nil, count: 64)
      }
    }
  }

  private static func unsupported(_ components: Int) -> String {
    components == 4
      ? "four planes, CMYK or YCCK as for print; only grey and colour with three planes are "
        + "supported: convert it, for example with ImageMagick: "
        + "magick OLD.jpg -colorspace sRGB NEW.png"
      : "\(components) planes; there are files of 1 (grey) and 3 (colour)"
  }

  /// The name of a kind of JPEG that is not supported.
  static func kind(_ marker: UInt8) -> String {
    let base: String
    switch marker & 3 {
    case 3: base = "lossless"
    case 2: base = "progressive"
    default: base = "sequential"
    }
    let coding = marker >= 0xC9 ? ", with arithmetic coding" : ""
    let layers = marker & 7 >= 5 ? ", hierarchical" : ""
    return "a JPEG of the kind \(base)\(layers)\(coding), which is not supported, only sequential "
      + "and progressive JPEG with Huffman coding: convert it, for example with ImageMagick: "
      + "magick OLD.jpg NEW.png"
  }
}
