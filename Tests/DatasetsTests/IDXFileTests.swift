import Datasets
import Testing

@Suite("IDX files")
struct IDXFileTests {
  @Test(arguments: [threeImages, gzip(threeImages)])
  func `images are read plain and gzipped`(contents: [UInt8]) throws {
    let file = try IDXFile.images(contents.span, count: 3, height: 2, width: 4)
    #expect(file.header.dimensions == [3, 2, 4])
    #expect(file.offset == 16)
    #expect(file.bytes == threeImages)
  }

  @Test(arguments: [false, true])
  func `labels are read plain and gzipped`(gzipped: Bool) throws {
    let plain = idx(dimensions: [4], [3, 0, 9, 1])
    let contents = gzipped ? gzip(plain) : plain
    #expect(try IDXFile.labels(contents.span, count: 4, classCount: 10) == [3, 0, 9, 1])
  }

  @Test(arguments: 0...3)
  func `only as many examples are inflated as are asked for`(prefix: Int) throws {
    let contents = gzip(threeImages)
    let file = try IDXFile.images(
      contents.span, count: 3, height: 2, width: 4, prefix: prefix)
    #expect(file.bytes == Array(threeImages.prefix(16 + 8 * prefix)))
    #expect(file.header.dimensions == [3, 2, 4])
  }

  @Test func `a file cut at any byte is refused`() {
    for count in threeImages.indices {
      let cut = Array(threeImages.prefix(count))
      let expected: DataFileProblem =
        count < 16
        ? .headerTruncated(found: count, expected: 16)
        : .sizeMismatch(found: count - 16, expected: 24)
      #expect(problem(of: cut) == expected)
      #expect(problem(of: gzip(cut)) == expected)
    }
  }

  @Test func `a gzip stream cut at any byte is refused`() {
    let contents = gzip(threeImages)
    for count in contents.indices {
      #expect(problem(of: Array(contents.prefix(count))) != nil, "cut to \(count) bytes")
    }
    #expect(
      problem(of: Array(contents.dropLast())) == .gzipTruncated(afterInflatedBytes: 40))
  }

  @Test func `no flipped bit of a gzip stream changes an image unnoticed`() throws {
    let contents = gzip(threeImages)
    for bit in 0..<8 * contents.count {
      var flipped = contents
      flipped[bit / 8] ^= 1 << (bit % 8)
      let file = try? IDXFile(flipped.span, rank: 3)
      #expect(file == nil || file?.bytes == threeImages, "bit \(bit)")
    }
  }

  @Test(arguments: [0, 0x0000_0801, 0x0000_0804, 0x0000_0D03, 0x0308_0000, 0x0100_0803, .max])
  func `a wrong magic number is refused`(magic: UInt32) {
    let contents = idx(dimensions: [3, 2, 4], [UInt8](repeating: 0, count: 24), magic: magic)
    #expect(problem(of: contents) == .magic(found: magic, expected: 0x0803))
  }

  private static let excessive: [[UInt32]] = [
    [.max, .max, .max], [0, .max, .max], [1 << 30, 2, 1], [1, 1, (1 << 30) + 1],
  ]

  @Test(arguments: excessive)
  func `dimensions beyond the limit are refused before anything is allocated`(
    dimensions: [UInt32]
  ) {
    let expected = DataFileProblem.tooLarge(dimensions: dimensions.map(Int.init), limit: 1 << 30)
    let contents = idx(dimensions: dimensions, [])
    #expect(problem(of: contents) == expected)
    #expect(problem(of: gzip(contents)) == expected)
  }

  @Test func `a promise that the compressed bytes cannot hold allocates little`() {
    let contents = gzip(idx(dimensions: [1 << 20, 32, 32], [1, 2, 3]))
    #expect(problem(of: contents) == .sizeMismatch(found: 3, expected: 1 << 30))
  }

  @Test func `bytes after the last image are refused`() {
    #expect(problem(of: threeImages + [0]) == .sizeMismatch(found: 25, expected: 24))
    #expect(problem(of: gzip(threeImages + [0, 0])) == .goesOn(expected: 24))
    #expect(problem(of: gzip(threeImages) + [1, 2, 3]) == .gzipTrailing(bytes: 3))
    #expect(problem(of: gzip(threeImages) + gzip([7])) == .goesOn(expected: 24))
  }

  @Test func `other sizes and counts than expected are refused`() {
    let images = threeImages
    #expect(throws: DataFileProblem.exampleShape(found: [2, 4], expected: [4, 2])) {
      try IDXFile.images(images.span, count: 3, height: 4, width: 2)
    }
    #expect(throws: DataFileProblem.exampleCount(found: 3, expected: 4)) {
      try IDXFile.images(images.span, count: 4, height: 2, width: 4)
    }
    let labels = idx(dimensions: [2], [1, 2])
    #expect(throws: DataFileProblem.exampleCount(found: 2, expected: 3)) {
      try IDXFile.labels(labels.span, count: 3, classCount: 10)
    }
  }

  @Test func `a label that is not a class is refused`() {
    let labels = idx(dimensions: [4], [9, 3, 10, 11])
    #expect(throws: DataFileProblem.label(found: 10, example: 2, classCount: 10)) {
      try IDXFile.labels(labels.span, count: 4, classCount: 10)
    }
  }

  private func problem(of contents: [UInt8]) -> DataFileProblem? {
    do throws(DataFileProblem) {
      _ = try IDXFile(contents.span, rank: 3)
      return nil
    } catch {
      return error
    }
  }
}
