import Engine

extension DatasetConfiguration {
  /// Returns the data set's files with their digests. Reads no more than is necessary.
  package func files() throws(DatasetError) -> [DataFile] { try source.open(places).files() }

  /// Returns the digest of all data files in one, as run keys and checkpoints use it; see
  /// `combinedSHA256` of `[DataFile]`.
  package func dataSHA256() throws(DatasetError) -> String { try files().combinedSHA256 }

  /// Loads the chosen examples.
  ///
  /// The included digits are part of the program and identified by constant digests, which `swift
  /// test` compares with the embedded files (`EmbeddedFile.verified`). Therefore only the part that
  /// holds the subset is inflated, and nothing is hashed again. Files of other data sets are read
  /// completely and hashed.
  ///
  /// - Parameter own: how stored examples become numbers; nil to learn it from the training subset.
  /// - Throws: a `DatasetError`, also if the files do not have the known layout, or if `own` is for
  ///   images and these are columns of a table, or vice versa.
  package func load(using own: ExampleEncoding? = nil) throws(DatasetError) -> LoadedDataset {
    let opened = try OpenedDataset(self, using: own?.learnt)
    if let own { try opened.reader.check(own.scaling) }
    if let layout, layout != opened.layout { throw .changed(dataset: source.name) }
    let description = try describe(opened.layout)
    let content = try opened.read(description)
    let positions = opened.positions(
      of: ChosenExamples(description, content, in: opened, seed: seed))
    let testPart = opened.testIsOfTrainPart ? content.train : content.test
    let trainRows = content.train.rows(of: positions.train)
    let encoding =
      if let own { own } else {
        ExampleEncoding(
          learnt: opened.reader.learnt,
          scaling: try scaling(of: content.train, at: trainRows, description),
          targets: source.format.scalesTargets ? content.train.targets.scaling(at: trainRows) : nil)
      }
    func examples(_ part: DatasetPart, at positions: [Int]) throws(DatasetError) -> ExampleSet {
      try exampleSet(part, at: positions, encoding, description.rawShape)
    }
    var validation: ExampleSet?
    if let positions = positions.validation {
      validation = try examples(content.train, at: positions)
    }
    let dataset = LoadedDataset(
      train: try examples(content.train, at: positions.train), validation: validation,
      test: try examples(testPart, at: positions.test), encoding: encoding,
      facts: description.facts, inputColumns: opened.reader.inputColumns, files: content.files)
    if needsBinaryValues {
      for set in [dataset.train, dataset.validation, dataset.test].compactMap(\.self) {
        try checkBinary(set)
      }
    }
    return dataset
  }

  /// Checks that the values to learn are 0 or 1. A table has named the line before.
  private func checkBinary(_ set: ExampleSet) throws(DatasetError) {
    guard case .values(let values, let width) = set.targets,
      let place = values.firstIndex(where: { $0 != 0 && $0 != 1 })
    else { return }
    throw .notBinary(values[place], example: set.indices[place / width], of: source.name)
  }

  /// Loads all examples of the files, without a split. The train part and the test part are the same
  /// if the files are of one part.
  ///
  /// - Parameter encoding: how stored examples become numbers.
  /// - Throws: a `DatasetError`, also if the encoding does not fit the files.
  package func loadWhole(using encoding: ExampleEncoding) throws(DatasetError) -> LoadedDataset {
    do throws(DatasetError) { return try whole(using: encoding) } catch { throw error.forRun }
  }

  private func whole(using encoding: ExampleEncoding) throws(DatasetError) -> LoadedDataset {
    var whole = self
    (whole.split, whole.fold, whole.validation) = (nil, nil, nil)
    let opened = try OpenedDataset(whole, using: encoding.learnt)
    try opened.reader.check(encoding.scaling)
    let isOnePart = opened.facts.isOnePart
    let (trainCount, testCount) = (opened.layout.trainCount, opened.layout.testCount)
    let content = try opened.reader.read(trainRange: 0..<trainCount, testRange: 0..<testCount)
    let train = try exampleSet(
      content.train, at: Array(0..<trainCount), encoding, opened.layout.rawShape)
    let test =
      isOnePart
      ? train
      : try exampleSet(content.test, at: Array(0..<testCount), encoding, opened.layout.rawShape)
    return LoadedDataset(
      train: train, validation: nil, test: test, encoding: encoding, facts: opened.facts,
      inputColumns: opened.reader.inputColumns, files: content.files)
  }

  /// Releases the files that this process has read. Loading examples later reads them again.
  package static func forgetFiles() {
    for format in DatasetSource.formats { format.forgetFiles() }
  }

  /// The scaling of values; for `standard`, that of the training subset.
  private func scaling(
    of part: DatasetPart, at positions: [Int], _ description: DatasetDescription
  ) throws(DatasetError) -> ExampleScaling {
    switch (part.values, normalization) {
    case (.images, .unit):
      return .images([.unit])
    case (.images(let bytes, let offset), .standard):
      let shape = description.rawShape.dimensions
      let plane = shape[1] * shape[2]
      let tables = (0..<shape[0]).map { channel in
        NormalizationTable.standard(
          of: ByteHistogram(
            bytes,
            starts: positions.map { offset + ($0 * shape[0] + channel) * plane }, size: plane))
      }
      guard tables.allSatisfy({ $0 != nil }) else {
        throw .nothingToStandardize(train: description.train)
      }
      return .images(tables.compactMap(\.self))
    case (.floats, .unit), (.bytes, .unit):
      return .columns(nil)
    case (.floats(let values), .standard):
      return .columns(
        ColumnScaling(width: description.shape.count, rows: positions) { values[$0] })
    case (.bytes(let bytes, let divisor), .standard):
      return .columns(
        ColumnScaling(width: description.shape.count, rows: positions) {
          Float(bytes[$0]) / divisor
        })
    }
  }

  /// Makes examples of a part.
  func exampleSet(
    _ part: DatasetPart, at positions: [Int], _ encoding: ExampleEncoding, _ rawShape: Shape
  ) throws(DatasetError) -> ExampleSet {
    let rows = part.rows(of: positions)
    var examples = try rowSet(part, at: rows, encoding, rawShape)
    if encoding.targets != nil, case .values(let values, _) = part.targets.selecting(rows) {
      examples.fileValues = values
    }
    return examples
  }

  private func rowSet(
    _ part: DatasetPart, at rows: [Int], _ encoding: ExampleEncoding, _ rawShape: Shape
  ) throws(DatasetError) -> ExampleSet {
    let targets = part.targets.selecting(rows, scaling: encoding.targets)
    let width = rawShape.count
    switch (encoding.scaling, part.values) {
    case (.images(let tables), .images(let bytes, let offset)):
      let images = ByteImages(
        bytes: bytes, offset: offset, rawShape: rawShape, padding: padding, tables: tables)
      return ExampleSet(images: images, indices: rows, targets: targets)
    case (.columns(let scaling), .floats(let values)):
      return ExampleSet(
        floats: floats(width, rows, scaling) { values[$0] }, shape: rawShape, indices: rows,
        targets: targets)
    case (.columns(let scaling), .bytes(let bytes, let divisor)):
      let numbers = (0...255).map { Float($0) / divisor }
      return ExampleSet(
        floats: floats(width, rows, scaling) { numbers[Int(bytes[$0])] }, shape: rawShape,
        indices: rows, targets: targets)
    case (.images, .floats), (.images, .bytes): throw .scalingOf(images: true)
    case (.columns, .images): throw .scalingOf(images: false)
    }
  }

  /// Returns the values of some rows, scaled.
  ///
  /// - Parameter value: returns a value of x[rows, width] by its place.
  @inline(__always)
  private func floats(
    _ width: Int, _ rows: [Int], _ scaling: ColumnScaling?, _ value: (Int) -> Float
  ) -> [Float] {
    var floats: [Float] = []
    floats.reserveCapacity(rows.count * width)
    for row in rows {
      let start = row * width
      if let scaling {
        for column in 0..<width { floats.append(scaling.scaled(value(start + column), column)) }
      } else {
        for place in start..<start + width { floats.append(value(place)) }
      }
    }
    return floats
  }
}

extension ExampleSet.Targets {
  /// The scaling of the values of some rows; nil for classes.
  fileprivate func scaling(at rows: [Int]) -> ColumnScaling? {
    guard case .values(let values, let width) = self else { return nil }
    return ColumnScaling(width: width, rows: rows) { values[$0] }
  }

  fileprivate func selecting(_ rows: [Int], scaling: ColumnScaling? = nil) -> Self {
    switch self {
    case .classes(let classes): .classes(rows.map { classes[$0] })
    case .values(let values, let width):
      .values(
        rows.flatMap { row in
          (0..<width).map { column in
            let value = values[row * width + column]
            return scaling?.scaled(value, column) ?? value
          }
        }, width: width)
    }
  }
}
