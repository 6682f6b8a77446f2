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
  /// - Parameter own: the scaling of values; nil for that of the training subset.
  /// - Throws: a `DatasetError`, also if the files do not have the known layout, or if `own` is for
  ///   images and these are columns of a table, or vice versa.
  package func load(scaledBy own: ExampleScaling? = nil) throws(DatasetError) -> LoadedDataset {
    let reader = try (needsBinaryValues ? source.ofBinaryValues : source).open(places)
    if let layout, layout != reader.layout { throw .changed(dataset: source.name) }
    let description = try describe(reader.layout)
    let train = description.train.reach(in: description.trainCount)
    let content = try reader.read(
      trainRange: description.validation.map { train.hull(with: $0) } ?? train,
      testRange: description.test.reach(in: description.testCount))
    let chosen = ChosenExamples(
      description, content, isOneFile: source.isOneFile, seed: seed)
    let scaling =
      if let own { own } else {
        try scaling(of: content.train, at: chosen.train, description)
      }
    func examples(_ part: DatasetPart, at positions: [Int]) throws(DatasetError) -> ExampleSet {
      try exampleSet(part, at: positions, scaling, description)
    }
    var validation: ExampleSet?
    if let range = description.validation {
      validation = try examples(content.train, at: Array(range))
    }
    return LoadedDataset(
      train: try examples(content.train, at: chosen.train), validation: validation,
      test: try examples(content.test, at: chosen.test), scaling: scaling,
      target: description.target, files: content.files)
  }

  /// Releases the files that this process has read. Loading examples later reads them again.
  package static func forgetFiles() {
    OpenedFile<CSVFile>.forget()
    OpenedFile<IDXFile>.forget()
    FashionMNISTReader.forget()
  }

  /// The scaling of values; for `standard`, that of the training subset.
  private func scaling(
    of part: DatasetPart, at positions: [Int], _ description: DatasetDescription
  ) throws(DatasetError) -> ExampleScaling {
    switch (part.values, normalization) {
    case (.images, .unit):
      return .images(.unit)
    case (.images(let bytes, let offset), .standard):
      let histogram = ByteHistogram(
        bytes, starts: positions.map { offset + $0 * description.rawShape.count },
        size: description.rawShape.count)
      guard let table = NormalizationTable.standard(of: histogram) else {
        throw .nothingToStandardize(train: description.train)
      }
      return .images(table)
    case (.floats, .unit):
      return .columns(nil)
    case (.floats(let values), .standard):
      return .columns(
        ColumnScaling(of: values, width: description.shape.count, rows: positions))
    }
  }

  private func exampleSet(
    _ part: DatasetPart, at positions: [Int], _ scaling: ExampleScaling,
    _ description: DatasetDescription
  ) throws(DatasetError) -> ExampleSet {
    let targets = part.targets.selecting(positions)
    switch (scaling, part.values) {
    case (.images(let table), .images(let bytes, let offset)):
      let images = ByteImages(
        bytes: bytes, offset: offset, rawShape: description.rawShape, padding: padding,
        table: table)
      return ExampleSet(images: images, indices: positions, targets: targets)
    case (.columns(let scaling), .floats(let values)):
      let width = description.shape.count
      let floats = positions.flatMap { position -> [Float] in
        let row = values[position * width..<(position + 1) * width]
        return scaling?.scaled(row) ?? Array(row)
      }
      return ExampleSet(
        floats: floats, shape: description.shape, indices: positions, targets: targets)
    case (.images, .floats): throw .scalingOf(images: true)
    case (.columns, .images): throw .scalingOf(images: false)
    }
  }
}

extension DatasetSource {
  /// The same source, whose values to learn are refused unless they are 0 or 1.
  fileprivate var ofBinaryValues: DatasetSource {
    guard case .csv(var source) = self else { return self }
    source.isBinary = true
    return .csv(source)
  }
}

/// The positions of the chosen examples in their parts.
private struct ChosenExamples {
  let train: [Int]
  let test: [Int]

  init(
    _ description: DatasetDescription, _ content: DatasetContent, isOneFile: Bool, seed: UInt64
  ) {
    train = Self.positions(
      description.train, of: content.train, stream: Philox(seed: seed, purpose: .subset, index: 0)
    ) { description.drawableTrain(isOneFile: isOneFile) }
    let taken = isOneFile ? Set(train) : []
    let validation = isOneFile ? description.validation : nil
    test = Self.positions(
      description.test, of: content.test, stream: Philox(seed: seed, purpose: .subset, index: 1)
    ) {
      (0..<description.testCount).filter {
        !taken.contains($0) && validation?.contains($0) != true
      }
    }
  }

  private static func positions(
    _ selection: ExampleSelection, of part: DatasetPart, stream: Philox,
    among available: () -> [Int]
  ) -> [Int] {
    switch selection {
    case .range(let range): return Array(range)
    case .drawn(let count, let isStratified):
      let draw = ExampleDraw(available: available(), stream: stream)
      guard isStratified, case .classes(let classes) = part.targets else {
        return draw.positions(count)
      }
      return draw.positions(count, stratifiedBy: classes)
    }
  }
}

extension ExampleSet.Targets {
  fileprivate func selecting(_ positions: [Int]) -> Self {
    switch self {
    case .classes(let classes): .classes(positions.map { classes[$0] })
    case .values(let values, let width):
      .values(positions.flatMap { values[$0 * width..<($0 + 1) * width] }, width: width)
    }
  }
}
