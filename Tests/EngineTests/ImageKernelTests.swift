import Engine
import Testing

/// Images of bytes, gathered into lanes.
@Suite struct ImageKernelTests {
  private static let unit = (0..<256).map { Float($0) / 255 }
  /// Of all training digits of MNIST.
  private static let (mean, deviation) = (0.13066047627384286, 0.3081078038564627)
  private static let standard = (0..<256).map { Float((Double($0) / 255 - mean) / deviation) }
  private static let standardLine = ByteLine(
    factor: 1 / (255 * deviation), offset: -mean / deviation, through: standard)

  @Test func `a line through all 256 values is one only if it has their very bits`() {
    let line = ByteLine(factor: 1 / 255, offset: 0, through: Self.unit)
    #expect(line != nil && Self.standardLine != nil)
    for byte in 0..<256 {
      var values = Self.unit
      values[byte] = values[byte].nextUp
      #expect(ByteLine(factor: 1 / 255, offset: 0, through: values) == nil)
    }
    var values = Self.unit
    values[0] = -0.0
    #expect(ByteLine(factor: 1 / 255, offset: 0, through: values) == nil)
  }

  /// Pixels below, at and above a block of 16, rows longer and shorter than one.
  private static let shapes = [
    Shape(1, 1, 1), Shape(1, 3, 5), Shape(1, 4, 4), Shape(3, 2, 3), Shape(2, 7, 5), Shape(1, 3, 35),
    Shape(1, 28, 28),
  ]

  @Test(arguments: shapes, [0, 1, 3])
  func `every instruction set writes the values of a naive twin`(shape: Shape, padding: Int) {
    let bytes = (0..<40 + shape.count).map { UInt8(truncatingIfNeeded: $0 * 89 + $0 / 7) }
    let starts = [16 of Int] { $0 * 5 % 41 }
    let odd = (0..<256).map { Float($0 * 7919 % 256) * 0.37 - 3 }
    let unitLine = ByteLine(factor: 1 / 255, offset: 0, through: Self.unit)
    let tables: [([Float], ByteLine?)] = [
      (Self.unit, unitLine), (Self.unit, nil), (Self.standard, Self.standardLine), (odd, nil),
    ]
    for (values, line) in tables {
      for count in [0, 1, 9, 16] {
        let twin = naive(bytes, starts, count, shape, padding, values)
        for kernels in Kernels.available {
          var x = [Float](repeating: .nan, count: twin.count)
          var span = x.mutableSpan
          kernels.gather(
            bytes.span, from: starts, count: count, shape: shape, padding: padding,
            values: values.span, line: line, into: &span)
          #expect(x.bits == twin.bits, "\(kernels.name), \(count) images")
        }
      }
    }
  }

  private func naive(
    _ bytes: [UInt8], _ starts: [16 of Int], _ count: Int, _ shape: Shape, _ padding: Int,
    _ values: [Float]
  ) -> [Float] {
    let (channels, height, width) = (
      shape.dimensions[0], shape.dimensions[1], shape.dimensions[2]
    )
    var x: [Float] = []
    for channel in 0..<channels {
      for row in -padding..<height + padding {
        for column in -padding..<width + padding {
          let isInside = (0..<height).contains(row) && (0..<width).contains(column)
          for lane in 0..<16 {
            let place = starts[lane] + (channel * height + row) * width + column
            x.append(lane < count ? values[isInside ? Int(bytes[place]) : 0] : 0)
          }
        }
      }
    }
    return x
  }
}
