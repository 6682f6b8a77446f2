package import Engine

/// An example as the files have it, before normalisation.
package struct RawExample: Hashable, Sendable {
  package let values: [Float]
  /// The class, or the first of the values to learn in the file's units.
  package let target: Double
}

extension DatasetConfiguration {
  /// Returns examples of the part that judges, evenly spread: of the test part, or of validation if
  /// there is no test.
  ///
  /// - Parameters:
  ///   - count: as many, or fewer if there are fewer.
  ///   - isTraining: whether to take the training part instead.
  /// - Throws: a `DatasetError` where the files cannot be read.
  package func rawExamples(
    _ count: Int, isTraining: Bool = false
  ) throws(DatasetError) -> [RawExample] {
    var plain = self
    plain.normalization = .unit
    if var table = source.format as? CSVSource, !table.holdsPictures {
      table.scale = nil
      plain.source = DatasetSource(table)
    }
    let loaded = try plain.load()
    let judging = loaded.hasTest ? loaded.test : loaded.validation ?? loaded.train
    let part = isTraining ? loaded.train : judging
    let count = min(count, part.count)
    return (0..<count).map { number in
      let example = number * part.count / count
      return RawExample(values: part.rawValues(of: example), target: part.target(of: example))
    }
  }

  /// Makes examples with targets of 0 from values as the files have them.
  ///
  /// - Parameters:
  ///   - raw: numbers of all examples, one after the other; bytes of pictures are whole numbers.
  ///   - rawShape: one example as stored.
  ///   - outputs: the outputs of the network.
  ///   - encoding: how stored examples became numbers when the network was trained.
  /// - Throws: a `DatasetError` if the encoding does not fit the data set.
  package func examples(
    raw: [[Float]], of rawShape: Shape, outputs: Int, encoding: ExampleEncoding
  ) throws(DatasetError) -> ExampleSet {
    let names = raw.map { _ in "" }
    let values: DatasetPart.Values
    if case .images = encoding.scaling {
      values = .images(raw.flatMap { $0.map { UInt8($0) } }, offset: 0)
    } else {
      let divisors = divisors(encoding.learnt, rawShape.count)
      values = .floats(raw.flatMap { zip($0, divisors).map { $0 / $1 } })
    }
    return try unlabelled(values, names: names, of: rawShape, outputs, encoding).examples
  }

  /// What each number of an example is divided by: a table's `scale`, 1 for a category's.
  private func divisors(_ learnt: LearntEncoding?, _ width: Int) -> [Float] {
    guard let scale = (source.format as? CSVSource)?.scale else {
      return [Float](repeating: 1, count: width)
    }
    guard let columns = learnt?.columns, !columns.isEmpty else {
      return [Float](repeating: scale, count: width)
    }
    return columns.flatMap { column in
      [Float](repeating: column.values.areCategories ? 1 : scale, count: column.values.count)
    }
  }
}

extension ExampleSet {
  /// The values of an example before normalisation, if these are not scaled columns.
  fileprivate func rawValues(of example: Int) -> [Float] {
    switch values {
    case .images(let images):
      let start = images.start(of: indices[example])
      return images.bytes[start..<start + images.rawShape.count].map { Float($0) }
    case .floats(let floats): return Array(floats[example * width..<(example + 1) * width])
    }
  }

  fileprivate func target(of example: Int) -> Double {
    switch targets {
    case .classes(let classes): Double(classes[example])
    case .values(let values, let width): Double((fileValues ?? values)[example * width])
    }
  }
}
