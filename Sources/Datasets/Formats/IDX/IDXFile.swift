/// The bytes of an IDX file, plain or gzipped, checked before anything is allocated for them.
package struct IDXFile: Sendable {
  package let header: IDXHeader
  /// The file from its start, header included; perhaps only its first examples.
  package let bytes: [UInt8]

  /// The most bytes that may follow a header, 1 GiB.
  package static let limit = 1 << 30

  /// Reads `contents`.
  ///
  /// - Parameters:
  ///   - rank: 3 for images, 1 for labels.
  ///   - prefix: inflates only this many examples and does not check what follows; if nil, all, and
  ///     the file must end there.
  ///   - limit: the most bytes that may follow the header.
  package init(
    _ contents: Span<UInt8>, rank: Int, prefix: Int? = nil, limit: Int = Self.limit
  ) throws(DataFileProblem) {
    guard isGzip(contents) else {
      header = try IDXHeader(contents, rank: rank, limit: limit)
      bytes = contents.withUnsafeBufferPointer { Array($0) }
      try checkSize()
      return
    }
    let headerSize = IDXHeader.size(rank: rank)
    let start = try inflateGzip(contents, limit: max(headerSize, FileFormat.length))
    header = try IDXHeader(start.bytes.span, rank: rank, limit: limit)
    if let prefix, prefix < header.exampleCount {
      let wanted = headerSize + prefix * header.exampleSize
      bytes = try inflateGzip(contents, limit: wanted).bytes
      if bytes.count < wanted { try checkSize() }
    } else {
      // Room for one byte more, which would show that there is too much.
      bytes = try inflateGzip(contents, limit: headerSize + header.contentSize + 1).bytes
      guard bytes.count - headerSize <= header.contentSize else {
        throw .goesOn(expected: header.contentSize)
      }
      try checkSize()
    }
  }

  /// The offset of the first example in `bytes`.
  package var offset: Int { IDXHeader.size(rank: header.dimensions.count) }

  private func checkSize() throws(DataFileProblem) {
    guard bytes.count - offset == header.contentSize else {
      throw .sizeMismatch(found: bytes.count - offset, expected: header.contentSize)
    }
  }
}

extension IDXFile {
  /// Reads `count` images of `height` × `width` pixels.
  package static func images(
    _ contents: Span<UInt8>, count: Int, height: Int, width: Int, prefix: Int? = nil
  ) throws(DataFileProblem) -> IDXFile {
    let file = try IDXFile(contents, rank: 3, prefix: prefix)
    try file.check(count: count, height: height, width: width)
    return file
  }

  /// Checks that these are `count` images of `height` × `width` pixels.
  func check(count: Int, height: Int, width: Int) throws(DataFileProblem) {
    guard header.exampleDimensions == [height, width] else {
      throw .exampleShape(found: header.exampleDimensions, expected: [height, width])
    }
    guard header.exampleCount == count else {
      throw .exampleCount(found: header.exampleCount, expected: count)
    }
  }

  /// Reads `count` labels, each below `classCount`.
  package static func labels(
    _ contents: Span<UInt8>, count: Int, classCount: Int
  ) throws(DataFileProblem) -> [UInt16] {
    let file = try IDXFile(contents, rank: 1)
    guard file.header.exampleCount == count else {
      throw .exampleCount(found: file.header.exampleCount, expected: count)
    }
    let labels = file.bytes[file.offset...].map { UInt16($0) }
    if let example = labels.firstIndex(where: { $0 >= classCount }) {
      throw .label(found: Int(labels[example]), example: example, classCount: classCount)
    }
    return labels
  }
}
