import Arrays

// IDX files of other types and ranks than the images and labels of MNIST: any numbers of two to four
// dimensions with labels of any type.

private let arrays = DataFileCache<IDXArrayHeader.Use, ArrayContent>()

extension IDXSource {
  /// Opens files of which at least one is not of unsigned bytes, or whose examples have not two
  /// dimensions.
  ///
  /// - Returns: nil if there is none.
  func openArrays(_ places: DataSearchPaths) throws(DatasetError) -> (any DatasetReader)? {
    var arePlain = true
    for path in [trainImages, testImages].compactMap(\.self) {
      guard let header = try header(path, .examples, places) else { continue }
      arePlain = arePlain && header.element == .u1 && header.shape.count == 3
    }
    for path in [trainLabels, testLabels].compactMap(\.self) {
      guard let header = try header(path, .labels, places) else { continue }
      arePlain = arePlain && header.element == .u1
    }
    guard !arePlain else { return nil }
    var test: DecodedPart?
    if let testImages, let testLabels {
      test = try part("test", testImages, testLabels, places)
    }
    return try DecodedReader(
      train: try part("train", trainImages, trainLabels, places), test: test,
      classes: .count(classCount))
  }

  static func forgetArrays() { arrays.forget() }

  /// nil if the file is no IDX file; reading it says why.
  ///
  /// - Throws: a `DatasetError` if it is an IDX file of another type or rank than this use allows.
  private func header(
    _ path: String, _ use: IDXArrayHeader.Use, _ places: DataSearchPaths
  ) throws(DatasetError) -> IDXArrayHeader? {
    guard let start = try? readDataFile(places.path(of: path), limit: 1 << 31, prefix: 1 << 17)
    else { return nil }
    let bytes =
      isGzip(start.span)
      ? (try? inflateGzip(start.span, limit: FileFormat.length).bytes) ?? [] : start
    do throws(ArrayProblem) {
      return try IDXArrayHeader(bytes[...], for: use)
    } catch {
      let ofBytes: [UInt32] = [0x0801, 0x0803]
      guard case .idx(.magic(let found, _)) = error, found >> 16 == 0, !ofBytes.contains(found)
      else { return nil }
      throw .file(path, .array(error))
    }
  }

  private func part(
    _ part: String, _ images: String, _ labels: String, _ places: DataSearchPaths
  ) throws(DatasetError) -> DecodedPart {
    var x = try array(images, .examples, places)
    // Three dimensions are pictures of one channel, whatever their numbers are.
    if case .numbers(let numbers) = x, numbers.shape.count == 3 {
      let shape = numbers.shape
      x = .numbers(numbers.reshaped([shape[0], 1, shape[1], shape[2]]))
    }
    return try DecodedPart(
      part, x: x, y: try array(labels, .labels, places),
      names: .init(values: images, labels: labels), layout: .channelsFirst, labels: .classes)
  }

  private func array(
    _ path: String, _ use: IDXArrayHeader.Use, _ places: DataSearchPaths
  ) throws(DatasetError) -> ArrayContent {
    let place = places.path(of: path)
    return try arrays.content(of: place, as: use) { () throws(DatasetError) in
      try reading(path) { () throws(DataFileProblem) in
        let contents = try readDataFile(place, limit: NumericArray.limit + 20)
        let bytes =
          isGzip(contents.span)
          ? try inflateGzip(contents.span, limit: NumericArray.limit + 21).bytes : contents
        return .numbers(
          try decoding { () throws(ArrayProblem) in try NumericArray(idx: bytes, for: use) })
      }
    }
  }
}
