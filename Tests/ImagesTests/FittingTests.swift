import Images
import Testing

struct FittingTests {
  private func picture(height: Int, width: Int, channels: Int = 1, _ bytes: [UInt8]) -> Picture {
    Picture(
      height: height, width: width, channels: channels, bytes: bytes,
      origin: .init(format: .png, color: channels == 1 ? .gray : .rgb, bits: 8))
  }

  /// The weights of a row of four that becomes two are 1/8, 3/8, 3/8, 1/8 without what is outside.
  @Test func `small examples are exact`() {
    let row = picture(height: 1, width: 4, [0, 100, 200, 50])
    #expect(row.fitted(height: 1, width: 2, channels: 1, fit: .stretch) == [71, 121])
    #expect(row.fitted(height: 1, width: 4, channels: 1, fit: .stretch) == row.bytes)
    let two = picture(height: 2, width: 1, [0, 100])
    #expect(two.fitted(height: 4, width: 1, channels: 1, fit: .stretch) == [0, 25, 75, 100])
  }

  @Test func `channels come first, and grey is repeated or mixed`() {
    let color = picture(height: 1, width: 2, channels: 3, [255, 0, 0, 10, 20, 30])
    #expect(
      color.fitted(height: 1, width: 2, channels: 3, fit: .stretch) == [255, 10, 0, 20, 0, 30])
    #expect(color.fitted(height: 1, width: 2, channels: 1, fit: .stretch) == [76, 18])
    let gray = picture(height: 1, width: 2, [7, 9])
    #expect(gray.fitted(height: 1, width: 2, channels: 3, fit: .stretch) == [7, 9, 7, 9, 7, 9])
  }

  /// A row of 0 to 4, or a column.
  @Test func `parts are centred, and borders are black`() {
    let row = picture(height: 1, width: 5, [0, 1, 2, 3, 4])
    #expect(row.fitted(height: 1, width: 1, channels: 1, fit: .crop) == [2])
    #expect(row.fitted(height: 1, width: 2, channels: 1, fit: .crop) == [1, 2])
    let column = picture(height: 5, width: 1, [5, 6, 7, 8, 9])
    #expect(column.fitted(height: 1, width: 1, channels: 1, fit: .crop) == [7])
    #expect(column.fitted(height: 2, width: 1, channels: 1, fit: .crop) == [6, 7])
    #expect(
      row.fitted(height: 4, width: 5, channels: 1, fit: .pad) == [0, 0, 0, 0, 0]
        + row.bytes + [UInt8](repeating: 0, count: 10))
    #expect(
      column.fitted(height: 5, width: 2, channels: 1, fit: .pad) == [5, 0, 6, 0, 7, 0, 8, 0, 9, 0])
  }

  /// The same filter in doubles: its result is within one of the integers'.
  @Test(arguments: [(7, 3), (3, 7), (28, 20), (20, 28), (5, 1), (1, 5), (100, 9), (64, 32)])
  func `the integers follow the filter`(old: Int, new: Int) {
    let bytes = (0..<old).map { UInt8(truncatingIfNeeded: $0 * 89 + $0 * $0 * 7) }
    let column = picture(height: old, width: 1, bytes)
    let row = picture(height: 1, width: old, bytes)
    let scaled = column.fitted(height: new, width: 1, channels: 1, fit: .stretch)
    #expect(scaled == row.fitted(height: 1, width: new, channels: 1, fit: .stretch))
    let scale = Double(old) / Double(new)
    for index in 0..<new {
      let center = (Double(index) + 0.5) * scale
      let weights = bytes.indices.map {
        max(0, 1 - (Double($0) + 0.5 - center).magnitude / max(1, scale))
      }
      let sum = zip(weights, bytes).map { $0 * Double($1) }.reduce(0, +)
      let exact = sum / weights.reduce(0, +)
      #expect((exact - Double(scaled[index])).magnitude <= 0.5001)
    }
  }

  /// Rows are scaled in blocks of 16 bytes, and some rows at a time.
  @Test(arguments: [(70, 5), (17, 33), (64, 32), (130, 16), (5, 90), (32, 32), (1, 1), (65, 15)])
  func `rows and channels are scaled each like one by itself`(old: Int, new: Int) {
    let (rows, pixels) = (
      67, (0..<67 * old * 3).map { UInt8(truncatingIfNeeded: $0 * $0 * 31 / 7) }
    )
    let whole = picture(height: rows, width: old, channels: 3, pixels)
      .fitted(height: rows, width: new, channels: 3, fit: .stretch)
    for y in [0, 15, 16, 63, 64, 66] {
      for channel in 0..<3 {
        let row = picture(
          height: 1, width: old, (0..<old).map { pixels[(y * old + $0) * 3 + channel] }
        ).fitted(height: 1, width: new, channels: 1, fit: .stretch)
        let start = (channel * rows + y) * new
        #expect(Array(whole[start..<start + new]) == row)
      }
    }
  }

  @Test func `one fitter takes pictures of all sizes`() {
    var fitter = PictureFitter()
    for (height, width, new) in [(40, 30, 9), (3, 5, 9), (40, 30, 9), (9, 9, 9), (200, 3, 20)] {
      let bytes = (0..<height * width).map { UInt8(truncatingIfNeeded: $0 * 57) }
      let gray = picture(height: height, width: width, bytes)
      let fitted = fitter.fitted(gray, height: new, width: new, channels: 1, fit: .crop)
      #expect(fitted == gray.fitted(height: new, width: new, channels: 1, fit: .crop))
    }
  }

  /// Whatever the sizes, every byte is there, and a picture of one colour stays that.
  @Test(arguments: Fit.allCases)
  func `sizes of all kinds fit`(fit: Fit) {
    for (height, width) in [(1, 1), (1, 50), (50, 1), (3, 2), (17, 31)] {
      let gray = picture(height: height, width: width, .init(repeating: 9, count: height * width))
      for (newHeight, newWidth) in [(1, 1), (1, 40), (40, 1), (5, 7), (32, 32)] {
        let bytes = gray.fitted(height: newHeight, width: newWidth, channels: 3, fit: fit)
        #expect(bytes.count == 3 * newHeight * newWidth)
        #expect(bytes.allSatisfy { $0 == 9 || fit == .pad && $0 == 0 })
        #expect(bytes.contains(9))
      }
    }
  }
}
