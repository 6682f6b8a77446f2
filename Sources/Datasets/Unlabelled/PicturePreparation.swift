import Engine
import Images

/// Brings pictures of any size to those that a network was trained on.
///
/// Pictures for a run on MNIST are prepared as its digits were (LeCun, Cortes & Burges, The MNIST
/// database of handwritten digits): a light background is inverted, the ink is scaled to fit 20×20
/// pixels and put with its centre of mass in the middle of 28×28. A grey 28×28 picture with a dark
/// background is taken as it is. For other runs pictures are scaled as the run's folder was.
struct PicturePreparation {
  private let shape: [Int]
  private let isMNIST: Bool
  private let fit: Fit

  init(for configuration: DatasetConfiguration, of rawShape: Shape) {
    shape = rawShape.dimensions
    isMNIST = configuration.source.name == "mnist"
    fit = (configuration.source.format as? PictureFolderSource)?.fit ?? .stretch
  }

  /// - Returns: `[C, H, W]`, and what was done to the picture; nil if nothing was.
  func prepare(_ picture: Picture) -> (bytes: [UInt8], note: String?) {
    if isMNIST { return digit(picture) }
    let isSame = [picture.channels, picture.height, picture.width] == shape
    let bytes = picture.fitted(height: shape[1], width: shape[2], channels: shape[0], fit: fit)
    return (bytes, isSame ? nil : "\(picture.height)x\(picture.width) \(verb)")
  }

  private var verb: String {
    let size = "\(shape[1])x\(shape[2])"
    let color = shape[0] == 1 ? "grey" : "colour"
    return switch fit {
    case .stretch: "stretched to \(size), \(color)"
    case .crop: "cropped and scaled to \(size), \(color)"
    case .pad: "scaled into \(size), \(color)"
    }
  }

  private func digit(_ picture: Picture) -> (bytes: [UInt8], note: String?) {
    var gray = GrayPixels(picture)
    let isInverted = gray.hasLightBorder
    if isInverted { gray.invert() }
    guard gray.height != 28 || gray.width != 28 else {
      return (gray.pixels, isInverted ? "inverted" : nil)
    }
    guard let ink = gray.inkBox else { return ([UInt8](repeating: 0, count: 28 * 28), "is empty") }
    let digit = gray.cropped(ink).scaled(into: 20)
    let note =
      "\(isInverted ? "inverted, " : "")its ink scaled to "
      + "\(digit.height)x\(digit.width) and centred by mass in 28x28"
    return (digit.centredByMass(in: 28), note)
  }
}

/// A grey picture.
private struct GrayPixels {
  var height: Int
  var width: Int
  /// `[H, W]`.
  var pixels: [UInt8]

  init(_ picture: Picture) {
    (height, width) = (picture.height, picture.width)
    pixels = picture.fitted(height: height, width: width, channels: 1, fit: .stretch)
  }

  init(height: Int, width: Int, pixels: [UInt8]) {
    (self.height, self.width, self.pixels) = (height, width, pixels)
  }

  /// Whether the mean of the outermost pixels is above the middle of the range.
  var hasLightBorder: Bool {
    var (sum, count) = (0, 0)
    for y in 0..<height {
      for x in 0..<width where y == 0 || x == 0 || y == height - 1 || x == width - 1 {
        sum += Int(pixels[y * width + x])
        count += 1
      }
    }
    return 2 * sum > 255 * count
  }

  mutating func invert() { for i in pixels.indices { pixels[i] = 255 - pixels[i] } }

  /// The rows and columns with pixels of more than a quarter of the brightest; nil if all are 0.
  var inkBox: (rows: Range<Int>, columns: Range<Int>)? {
    guard let brightest = pixels.max(), brightest > 0 else { return nil }
    let isInk = { (y: Int, x: Int) in 4 * Int(pixels[y * width + x]) > Int(brightest) }
    let rows = (0..<height).filter { y in (0..<width).contains { isInk(y, $0) } }
    let columns = (0..<width).filter { x in (0..<height).contains { isInk($0, x) } }
    guard let top = rows.first, let bottom = rows.last, let left = columns.first,
      let right = columns.last
    else { return nil }
    return (top..<bottom + 1, left..<right + 1)
  }

  func cropped(_ box: (rows: Range<Int>, columns: Range<Int>)) -> GrayPixels {
    GrayPixels(
      height: box.rows.count, width: box.columns.count,
      pixels: box.rows.flatMap { y in box.columns.map { pixels[y * width + $0] } })
  }

  /// Scales so that the longer side has so many pixels.
  func scaled(into side: Int) -> GrayPixels {
    let longer = max(height, width)
    let newHeight = max(1, (2 * height * side + longer) / (2 * longer))
    let newWidth = max(1, (2 * width * side + longer) / (2 * longer))
    let picture = Picture(
      height: height, width: width, channels: 1, bytes: pixels,
      origin: .init(format: .pnm, color: .gray, bits: 8))
    return GrayPixels(
      height: newHeight, width: newWidth,
      pixels: picture.fitted(height: newHeight, width: newWidth, channels: 1, fit: .stretch))
  }

  /// Puts the picture on a square of 0, its centre of mass in the middle, as far as it fits.
  func centredByMass(in side: Int) -> [UInt8] {
    var (mass, vertical, horizontal) = (0, 0, 0)
    for y in 0..<height {
      for x in 0..<width {
        let value = Int(pixels[y * width + x])
        mass += value
        vertical += value * (2 * y + 1)
        horizontal += value * (2 * x + 1)
      }
    }
    // The middle minus the centre, rounded to whole pixels.
    func start(_ moment: Int, _ size: Int) -> Int {
      let offset = (Double(side) - Double(moment) / Double(max(mass, 1))) / 2
      return min(max(Int(offset.rounded()), 0), side - size)
    }
    let (top, left) = (start(vertical, height), start(horizontal, width))
    var square = [UInt8](repeating: 0, count: side * side)
    for y in 0..<height {
      for x in 0..<width { square[(top + y) * side + left + x] = pixels[y * width + x] }
    }
    return square
  }
}
