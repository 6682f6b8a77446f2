import Arrays

// IDX files of other types and ranks than the images and labels of MNIST: any numbers of two to four
// dimensions with labels of any type.

private let arrays = DataFileCache<IDXArrayHeader.Use, ArrayContent>()

extension IDXSource {
  /// Opens files of which at least one is not of unsigned bytes, or whose examples have not two
  /// dimensions.
  ///
  /// - Returns: nil if all are, or if one is no such file at all.
  func openArrays(_ places: DataSearchPaths) throws(DatasetError) -> (any DatasetReader)? {
    let images = [trainImages, testImages].map { header($0, .examples, places) }
    let labels = [trainLabels, testLabels].map { header($0, .labels, places) }
    let headers = (images + labels).compactMap(\.self)
    let arePlain = zip(images + labels, [3, 3, 1, 1]).allSatisfy { header, rank in
      header?.element == .u1 && header?.shape.count == rank
    }
    guard headers.count == 4, !arePlain else { return nil }
    return try DecodedReader(
      train: try part("train", trainImages, trainLabels, places),
      test: try part("test", testImages, testLabels, places), classes: .count(classCount))
  }

  static func forgetArrays() { arrays.forget() }

  /// nil if the file is no IDX file for this use.
  private func header(
    _ path: String, _ use: IDXArrayHeader.Use, _ places: DataSearchPaths
  ) -> IDXArrayHeader? {
    guard let start = try? readDataFile(places.path(of: path), limit: 1 << 31, prefix: 1 << 17)
    else { return nil }
    let bytes =
      isGzip(start.span)
      ? (try? inflateGzip(start.span, limit: FileFormat.length).bytes) ?? [] : start
    return try? IDXArrayHeader(bytes[...], for: use)
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
