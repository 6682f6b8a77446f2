import Arrays
import Testing

@Suite("IDX files of any type")
struct IDXArrayTests {
  private func idx(_ type: UInt8, _ shape: [Int], _ values: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(shape.count)]
      + shape.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } }
      + values
  }

  private func misfit(_ file: [UInt8], _ use: IDXArrayHeader.Use) -> String? {
    problem { () throws(ArrayProblem) in _ = try NumericArray(idx: file, for: use) }?.description
  }

  private static let types: [(UInt8, ElementType, [UInt8], [Int])] = [
    (0x08, .u1, [1, 255], [1, 255]), (0x09, .i1, [1, 255], [1, -1]),
    (0x0B, .i2, [1, 2, 0xFF, 0xFE], [258, -2]),
    (0x0C, .i4, [0, 0, 1, 0, 0xFF, 0xFF, 0xFF, 0xFD], [256, -3]),
    (0x0D, .f4, [0x40, 0x40, 0, 0, 0xBF, 0x80, 0, 0], [3, -1]),
    (0x0E, .f8, [0x40, 8, 0, 0, 0, 0, 0, 0, 0xBF, 0xF0, 0, 0, 0, 0, 0, 0], [3, -1]),
  ]

  @Test(arguments: types.indices, 1...4)
  func `every type and rank is read`(index: Int, rank: Int) throws {
    let (type, element, values, expected) = Self.types[index]
    let shape = [Int](repeating: 1, count: rank - 1) + [2]
    let file = idx(type, shape, values)
    let array = try NumericArray(idx: file, for: .any)
    #expect(array.shape == shape)
    #expect(array.element == element)
    #expect(try array.integers() == expected)
    for count in file.indices { #expect(misfit(Array(file.prefix(count)), .any) != nil) }
    #expect(misfit(file + [0], .any) != nil)
  }

  @Test func `a misfit is explained`() {
    let labels = idx(8, [2], [1, 2])
    let images = idx(8, [1, 1, 2], [1, 2])
    #expect(
      misfit(labels, .examples)
        == "holds labels where images are expected (magic number 0x00000801, expected "
        + "0x00000803); are two files exchanged?")
    #expect(
      misfit(images, .labels)
        == "holds images where labels are expected (magic number 0x00000803, expected "
        + "0x00000801); are two files exchanged?")
    #expect(
      misfit([3, 8, 0, 0] + images.dropFirst(4), .examples)
        == "the bytes of the header are reversed (magic number 0x03080000, expected "
        + "0x00000803); write it big-endian")
    #expect(
      misfit(idx(0x0D, [1, 1, 1, 1, 1], []), .examples)
        == "holds 32-bit floats, rank 5, expected rank 2 to 4 (magic number 0x00000d05)")
    #expect(
      misfit(idx(0x0A, [1, 1, 1], []), .examples)
        == "magic number 0x00000a03, expected two zeros, one of the types 8, 9 and 0xb to 0xe, and "
        + "rank 2 to 4")
    #expect(
      misfit(Array("a,b,c\n".utf8), .examples)
        == "is text, not an IDX file (magic number 0x612c622c, expected 0x00000803)")
    #expect(
      misfit(idx(8, [2, 3], [1]), .any) == "1 bytes after the header, expected 6")
    #expect(
      misfit(idx(8, [0, 3], []), .any) == "holds no values (0x3), expected at least one example")
    #expect(
      misfit(idx(0x0E, [1 << 30, 3], []), .any)
        == "its header promises 1073741824x3x8 bytes, expected at most 1073741824")
    #expect(
      misfit(idx(8, [0, 1 << 31, 1 << 31], []), .any)
        == "its header promises 0x2147483648x2147483648 bytes, expected at most 1073741824")
  }
}
