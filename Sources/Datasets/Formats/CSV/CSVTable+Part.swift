extension CSVNumbers {
  /// The numbers of each row in another order of the columns.
  fileprivate func inOrder(_ order: [Int], _ bytes: [UInt8]) -> [UInt8] {
    let places = order.compactMap { columns.firstIndex(of: $0) }
    var ordered: [UInt8] = []
    ordered.reserveCapacity(bytes.count)
    for first in stride(from: 0, to: bytes.count, by: places.count) {
      for place in places { ordered.append(bytes[first + place]) }
    }
    return ordered
  }
}

extension CSVTable {
  /// Makes examples of the rows.
  ///
  /// - Throws: a `DatasetError` with the first row that does not fit.
  func part(_ encoding: CSVEncoding, _ source: CSVSource) throws(DatasetError) -> DatasetPart {
    let rows: [Int]? = if case .some(let rows) = rows { rows } else { nil }
    return DatasetPart(
      values: try values(encoding, source),
      targets: encoding.kind == nil
        ? .values(targets, width: columns.labels.count) : .classes(try encoding.labels(of: self)),
      rows: rows)
  }

  /// The values of all rows; of those that are no examples, any.
  ///
  /// - Throws: a `DatasetError` with the first row that has a category that is refused.
  func values(
    _ encoding: CSVEncoding, _ source: CSVSource
  ) throws(DatasetError) -> DatasetPart.Values {
    let order = encoding.columns.map(\.index)
    let areNumbers = encoding.columns.allSatisfy { !$0.values.areCategories }
    let isPlain = areNumbers && numbers.columns == order
    if areNumbers, numbers.columns == order.sorted(), case .bytes(var bytes) = numbers.values {
      if !isPlain { bytes = numbers.inOrder(order, bytes) }
      return source.holdsPictures
        ? .images(bytes, offset: 0) : .bytes(bytes, divisor: source.scale ?? 1)
    }
    let isFilled = encoding.columns.contains { $0.values != .number() }
    if isPlain, !isFilled, source.scale == nil, case .floats(let floats) = numbers.values {
      return .floats(floats)
    }
    return .floats(try floats(encoding, source))
  }

  /// x[N, F], with missing values filled in, scaled, and categories written out; 0 in rows that are
  /// no examples.
  private func floats(
    _ encoding: CSVEncoding, _ source: CSVSource
  ) throws(DatasetError) -> [Float] {
    let width = encoding.width
    var floats = [Float](repeating: 0, count: rowCount * width)
    let scale = source.scale ?? 1
    var first = 0
    for column in encoding.columns {
      switch column.values {
      case .number(let filling):
        guard let place = numbers.columns.firstIndex(of: column.index) else { break }
        for row in rows {
          let number = numbers(row, place)
          floats[row * width + first] = (number.isNaN ? filling ?? 0 : number) / scale
        }
      case .categories(let names):
        guard let texts = texts[column.index] else { break }
        let places = try encoding.places(of: column, among: names, in: self, source.unseen)
        for row in rows {
          let code = Int(texts.codes[row])
          guard let place = code < 0 ? places.missing : places.texts[code] else { continue }
          floats[row * width + first + place] = 1
        }
      }
      first += column.values.count
    }
    return floats
  }
}
