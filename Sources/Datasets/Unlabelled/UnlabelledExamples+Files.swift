import Arrays
import Engine

extension DatasetConfiguration {
  /// Reads an array of examples: a file of one, or one of an archive.
  func arrays(
    _ path: String, of rawShape: Shape, _ outputs: Int, _ encoding: ExampleEncoding
  ) throws(DatasetError) -> UnlabelledExamples {
    let (array, name): (NumericArray, String) = try reading(path) { () throws(DataFileProblem) in
      let bytes = try readDataFile(places.path(of: path), limit: ArraySource.limit)
      guard FileFormat(startingWith: bytes.span) != .numpy else {
        let content = try decoding { () throws(ArrayProblem) in try ArrayContent(npy: bytes) }
        return (try examples(content, of: rawShape), path)
      }
      let archive = try decoding { () throws(ArrayProblem) in try NPZFile(bytes) }
      let (examples, name) = try examples(in: archive, of: rawShape)
      return (examples, "\(path): \(name)")
    }
    let values = try reading(path) { () throws(DataFileProblem) in
      try self.values(of: array, encoding)
    }
    return try unlabelled(
      values, names: (0..<array.shape[0]).map { "\(name)[\($0)]" }, of: rawShape, outputs,
      encoding)
  }

  /// Finds the examples in an archive: `x`, `x_test`, its only array, or the only one that fits.
  private func examples(
    in archive: NPZFile, of rawShape: Shape
  ) throws(DataFileProblem) -> (NumericArray, name: String) {
    func content(_ name: String) throws(DataFileProblem) -> ArrayContent {
      try decoding { () throws(ArrayProblem) in try archive.array(named: name) }
    }
    let names = archive.names
    let usual = ["x", "x_test"].first(where: names.contains)
    if let name = usual ?? (names.count == 1 ? names[0] : nil) {
      return (try examples(try content(name), of: rawShape), name)
    }
    var found: [(NumericArray, name: String)] = []
    for name in names {
      let content = try content(name)
      if let examples = try? examples(content, of: rawShape) { found.append((examples, name)) }
    }
    guard found.count == 1 else {
      throw .noOneArray(
        fitting: found.map(\.name), of: names, expected: rawShape.dimensions)
    }
    return found[0]
  }

  /// Returns the examples of an array.
  ///
  /// - Throws: what does not fit the run.
  private func examples(
    _ content: ArrayContent, of rawShape: Shape
  ) throws(DataFileProblem) -> NumericArray {
    guard case .numbers(let array) = content else { throw .textsForNumbers }
    let raw = rawShape.dimensions
    // One example may come without the dimension of examples, and one channel without its own.
    if array.shape == raw, raw.count > 1 { return array.reshaped([1] + raw) }
    if raw.count == 3, raw[0] == 1, Array(array.shape.dropFirst()) == Array(raw.dropFirst()) {
      return array.reshaped([array.shape[0]] + raw)
    }
    let examples = try array.examples((source.format as? ArraySource)?.layout)
    let shape = Array(examples.shape.dropFirst())
    guard shape == raw else { throw .exampleShape(found: shape, expected: raw) }
    return examples
  }

  private func values(
    of array: NumericArray, _ encoding: ExampleEncoding
  ) throws(DataFileProblem) -> DatasetPart.Values {
    if case .images = encoding.scaling {
      guard array.element == .u1 else { throw .numbersForBytes(array.element) }
      return .images(array.storage, offset: array.offset)
    }
    return .floats(try decoding { () throws(ArrayProblem) in try array.floats() })
  }

  /// Reads the rows of a table whose label columns may be missing.
  func table(
    _ path: String, like source: CSVSource, of rawShape: Shape, _ outputs: Int,
    _ encoding: ExampleEncoding
  ) throws(DatasetError) -> UnlabelledExamples {
    let table: UnlabelledTable
    do throws(DatasetError) {
      table = try source.unlabelled(
        path, width: rawShape.count, learnt: encoding.learnt, places: places)
    } catch {
      throw error.forRun
    }
    let zeros = [Float](repeating: 0, count: table.rowCount * outputs)
    let part = DatasetPart(
      values: table.values, targets: .values(zeros, width: outputs), rows: Array(table.rows))
    let examples = try exampleSet(part, at: Array(table.rows.indices), encoding, rawShape)
    var notes: [String] = []
    if table.hasHeader != source.hasHeader {
      notes.append(
        "\(path): its first line is \(table.hasHeader ? "no row, but names" : "a row, not names")")
    } else if takesColumnsByPosition(encoding) {
      notes.append(positionNote(path))
    }
    let leftOut = table.rowCount - table.rows.count
    if leftOut > 0 {
      notes.append(
        "\(path): \(leftOut == 1 ? "1 row has" : "\(leftOut) rows have") a missing value and "
          + "\(leftOut == 1 ? "is" : "are") left out")
    }
    return UnlabelledExamples(
      names: table.rows.map { "\(path)[\($0)]" }, examples: examples, notes: notes)
  }

  /// Whether the columns of other tables are taken by position, although they have names: the names
  /// of the columns that were learnt from are not known.
  package func takesColumnsByPosition(_ encoding: ExampleEncoding) -> Bool {
    guard let table = source.format as? CSVSource, table.hasHeader else { return false }
    return encoding.learnt?.columns.isEmpty ?? true
  }

  /// Says of a table that its columns are taken by position.
  package func positionNote(_ path: String) -> String {
    "\(path): columns are taken by position: the run knows no names of them, so they must be in the "
      + "order of the file that it learnt from"
  }
}
