import Arrays
import Engine

extension DatasetConfiguration {
  /// Reads an array of examples: a file of one, or `x`, `x_test` or the only array of an archive.
  func arrays(
    _ path: String, of rawShape: Shape, _ outputs: Int, _ encoding: ExampleEncoding
  ) throws(DatasetError) -> UnlabelledExamples {
    let layout = (source.format as? ArraySource)?.layout
    let (array, name): (NumericArray, String) = try reading(path) { () throws(DataFileProblem) in
      let bytes = try readDataFile(places.path(of: path), limit: NumericArray.limit + 1 << 20)
      let (content, name) = try decoding { () throws(ArrayProblem) in
        if FileFormat(startingWith: bytes.span) == .numpy {
          return (try ArrayContent(npy: bytes), path)
        }
        let archive = try NPZFile(bytes)
        let name =
          ["x", "x_test"].first(where: archive.names.contains) ?? archive.names.first ?? "x"
        return (try archive.array(named: name), "\(path): \(name)")
      }
      guard case .numbers(let array) = content else { throw .textsForNumbers }
      // One example may come without the dimension of examples.
      let isOne = array.shape == rawShape.dimensions && array.shape.count > 1
      let examples = try (isOne ? array.reshaped([1] + array.shape) : array).examples(layout)
      guard Array(examples.shape.dropFirst()) == rawShape.dimensions else {
        throw .exampleShape(
          found: Array(examples.shape.dropFirst()), expected: rawShape.dimensions)
      }
      return (examples, name)
    }
    let values = try reading(path) { () throws(DataFileProblem) in
      try decoding { () throws(ArrayProblem) in try self.values(of: array, encoding) }
    }
    return try unlabelled(
      values, names: (0..<array.shape[0]).map { "\(name)[\($0)]" }, of: rawShape, outputs,
      encoding)
  }

  private func values(
    of array: NumericArray, _ encoding: ExampleEncoding
  ) throws(ArrayProblem) -> DatasetPart.Values {
    if case .images = encoding.scaling, array.element == .u1 {
      return .images(array.storage, offset: array.offset)
    }
    return .floats(try array.floats())
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
