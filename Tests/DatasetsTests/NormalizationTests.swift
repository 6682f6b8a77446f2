import Datasets
import Testing

@Suite("Normalisation")
struct NormalizationTests {
  @Test func `unit is the float nearest to b over 255`() {
    for byte in 0..<256 {
      let value = NormalizationTable.unit.values[byte]
      // Of exact integers: |value·255 − byte| is smallest for the value itself. The products are
      // exact in float64: 24 + 8 bits.
      let error = abs(Double(value) * 255 - Double(byte))
      #expect(error <= abs(Double(value.nextUp) * 255 - Double(byte)))
      #expect(error <= abs(Double(value.nextDown) * 255 - Double(byte)))
    }
    #expect(NormalizationTable.unit.values[255] == 1)
  }

  private static let moments: [([UInt8], mean: Double, deviation: Double)] = [
    ([0, 255], 0.5, 0.5),
    ([255, 255, 255, 255, 255, 0, 0, 0, 0, 0], 0.5, 0.5),
    // Twice the mean, once 51 below and once 51 above: √(2·51² ÷ 4) ÷ 255.
    ([0, 51, 102, 51], 0.2, 0.1414213562373095),
    ([7], 7.0 / 255, 0),
    ([9, 9, 9, 9, 9, 9, 9, 9, 9], 9.0 / 255, 0),
  ]

  @Test(arguments: moments)
  func `mean and population deviation are exact`(
    bytes: [UInt8], mean: Double, deviation: Double
  ) {
    let histogram = ByteHistogram(bytes.span)
    #expect(histogram.mean == mean)
    // One ulp for a root and a quotient, each rounded once.
    #expect(abs(histogram.deviation - deviation) <= deviation.ulp)
  }

  @Test(arguments: [0, 1, 7, 8, 9, 100, 1000])
  func `the histogram is that of a naive count`(count: Int) {
    let bytes = (0..<count).map { place -> UInt8 in
      let isBackground = place % 3 == 0 || place / 16 % 2 == 0
      return isBackground ? 0 : UInt8(truncatingIfNeeded: place * 37)
    }
    let sum = bytes.reduce(0) { $0 + Int($1) }
    let squares = bytes.reduce(0) { $0 + Int($1) * Int($1) }
    let histogram = ByteHistogram(bytes.span)
    guard count > 0 else {
      #expect(histogram.mean.isNaN)
      return
    }
    #expect(histogram.mean == Double(sum) / Double(255 * count))
    let variance = Double(count * squares - sum * sum)
    #expect(histogram.deviation == variance.squareRoot() / Double(255 * count))
  }

  @Test func `all training digits have the known mean and deviation`() throws {
    let bytes = try MNIST.trainImages.verified()
    let histogram = ByteHistogram(bytes.span.extracting(16...))
    // Computed with exact fractions and 60 digits, rounded once; the deviation here is rounded
    // three times.
    #expect(histogram.mean == 0.13066047627384286)
    #expect(abs(histogram.deviation - 0.3081078038564627) <= 2 * 0.3081078038564627.ulp)
  }

  @Test func `standard values are computed in float64 and rounded once`() {
    let bytes: [UInt8] = [0, 51, 102, 51]
    let histogram = ByteHistogram(bytes.span)
    let table = NormalizationTable.standard(of: histogram)
    #expect(table?.values.count == 256)
    for (byte, value) in (table?.values ?? []).enumerated() {
      let exact = (Double(byte) / 255 - histogram.mean) / histogram.deviation
      #expect(value == Float(exact))
    }
    #expect(table?.values[51] == 0)
  }

  @Test func `equal pixels cannot be standardised`() {
    let bytes: [UInt8] = [4, 4, 4]
    #expect(NormalizationTable.standard(of: ByteHistogram(bytes.span)) == nil)
  }
}
