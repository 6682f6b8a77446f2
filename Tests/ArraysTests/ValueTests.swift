import Arrays
import Testing

@Suite("Values of arrays")
struct ValueTests {
  private func array(_ file: [UInt8]) throws -> NumericArray {
    try #require(try ArrayContent(npy: file).numbers)
  }

  @Test func `float16 keeps its exact values`() throws {
    // 6e-8 is the smallest subnormal number; 1e-5 is subnormal, 6.1e-5 just normal.
    let expected: [Float] = [
      1, -0.5, 65504, 0x1p-24, 0x1.FF8p-15, -0.0, 0x1.5p-17, 2048,
    ]
    let floats = try array(Fixtures.halves).floats()
    #expect(floats.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test func `every float16 is what its bits say`() throws {
    let bytes = (0...UInt16.max).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for bits in 0...UInt16.max where bits & 0x7C00 != 0x7C00 {
      let sign: Float = bits & 0x8000 == 0 ? 1 : -1
      let exponent = Int(bits >> 10 & 31)
      let fraction = Float(bits & 0x3FF) / 1024
      let power = Float(sign: .plus, exponent: max(exponent, 1) - 15, significand: 1)
      let expected = sign * power * (exponent == 0 ? fraction : 1 + fraction)
      let place = 2 * Int(bits)
      let one = NumericArray(
        shape: [1], element: .f2, storage: Array(bytes[place..<place + 2]))
      #expect(try one.floats()[0].bitPattern == expected.bitPattern)
    }
  }

  @Test func `doubles are rounded once to float32`() throws {
    #expect(try array(Fixtures.doubles).floats() == [0.1, 0, -1e30, 16_777_216])
  }

  @Test func `integers become the nearest floats`() throws {
    #expect(try array(Fixtures.unsigned).floats() == [0, 1, 0x1p64])
  }

  private static let notFinite: [(Double, ValueProblem)] = [
    (.nan, .notFinite("nan", index: [1, 0])), (-.infinity, .notFinite("-inf", index: [1, 0])),
    (1e39, .exceedsFloat(1e39, index: [1, 0])),
  ]

  @Test(arguments: notFinite.indices)
  func `a value that float32 cannot hold is refused with its index`(index: Int) throws {
    let (value, expected) = Self.notFinite[index]
    let values = [1, 2, value, .nan]
    let bytes = values.flatMap { value in
      (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    let array = NumericArray(shape: [2, 2], element: .f8, storage: bytes)
    #expect(problem { () throws(ArrayProblem) in _ = try array.floats() } == .values(expected))
  }

  @Test func `a label is whole`() throws {
    let bytes = [3, -2, 0.5].flatMap { (value: Float) in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    let whole = NumericArray(shape: [2], element: .f4, storage: bytes)
    #expect(try whole.integers() == [3, -2])
    let array = NumericArray(shape: [3, 1], element: .f4, storage: bytes)
    let found = problem { () throws(ArrayProblem) in _ = try array.integers() }
    #expect(found == .values(.notInteger("0.5", index: [2, 0])))
    #expect(
      found?.description == "0.5 at [2, 0], expected an integer of 64 bits with a sign")
    let large = try self.array(Fixtures.unsigned)
    #expect(
      problem { () throws(ArrayProblem) in _ = try large.integers() }
        == .values(.notInteger("18446744073709551615", index: [2])))
  }

  private static let shapes = [
    [2, 3, 4, 3], [1, 1, 1, 5], [3, 5, 2], [2, 40, 33, 35], [7, 2, 2, 1], [2, 70, 40],
  ]

  @Test(arguments: shapes, [ElementType.u1, .i2, .f4, .f8])
  func `channels come first`(shape: [Int], element: ElementType) throws {
    let count = shape.reduce(1, *)
    let width = element.width
    let storage = (0..<count * width).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    // A byte in front: values need not be aligned.
    let array = NumericArray(shape: shape, element: element, storage: [9] + storage, offset: 1)
    let moved = try array.channelsFirst()
    let channels = shape[shape.count - 1]
    let positions = count / shape[0] / channels
    #expect(moved.shape == [shape[0], channels] + shape[1..<shape.count - 1])
    var expected: [UInt8] = []
    for example in 0..<shape[0] {
      for channel in 0..<channels {
        for position in 0..<positions {
          let place = ((example * positions + position) * channels + channel) * width
          expected += storage[place..<place + width]
        }
      }
    }
    #expect(moved.bytes == expected)
  }

  @Test func `an array without channels has none to move`() throws {
    let array = NumericArray(shape: [2, 3], element: .u1, storage: [0, 1, 2, 3, 4, 5])
    let found = problem { () throws(ArrayProblem) in _ = try array.channelsFirst() }
    #expect(found == .values(.notChannelsLast(shape: [2, 3])))
  }
}
