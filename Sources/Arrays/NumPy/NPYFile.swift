/// The content of a NumPy file: numbers, or a list of texts.
package enum ArrayContent: Sendable {
  case numbers(NumericArray)
  /// Texts in one dimension, at least one, without the zeros that fill them up.
  case texts([String])

  package var shape: [Int] {
    switch self {
    case .numbers(let array): array.shape
    case .texts(let texts): [texts.count]
    }
  }
}

extension ArrayContent {
  /// Reads a NumPy file.
  ///
  /// Numbers in C order and in the machine's byte order are not copied: the array keeps `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: holds the file.
  ///   - range: where the file is in `bytes`; nil for all of them.
  ///   - limit: the most bytes that the values may have.
  /// - Throws: an `NPYProblem` if the file is damaged or holds something else.
  package init(
    npy bytes: [UInt8], in range: Range<Int>? = nil, limit: Int = NumericArray.limit
  ) throws(ArrayProblem) {
    let file = bytes[range ?? bytes.indices]
    let header = try NPYHeader(file, limit: limit)
    let found = file.count - header.size
    guard found == header.contentSize else {
      throw .npy(.size(found: found, expected: header.contentSize))
    }
    let offset = file.startIndex + header.size
    switch header.content {
    case .numbers(let element):
      let array = NumericArray(
        shape: header.shape, element: element, storage: bytes, offset: offset,
        isSwapped: header.isBigEndian, isFortran: header.isFortran)
      if element == .bool { try array.checkBools() }
      self = .numbers(array)
    case .texts(let length, let unitWidth):
      self = .texts(
        try readTexts(
          bytes[offset...].prefix(header.contentSize), count: header.shape[0], length: length,
          unitWidth: unitWidth, isBigEndian: header.isBigEndian))
    }
  }
}

extension NumericArray {
  fileprivate func checkBools() throws(ArrayProblem) {
    let values = storage[offset..<offset + byteCount]
    if values.reduce(0, { max($0, $1) }) > 1, let place = values.firstIndex(where: { $0 > 1 }) {
      throw .npy(.notBool(storage[place], index: index(of: place - offset)))
    }
  }
}

/// Reads texts of `length` code units each, which zeros fill up.
private func readTexts(
  _ bytes: ArraySlice<UInt8>, count: Int, length: Int, unitWidth: Int, isBigEndian: Bool
) throws(ArrayProblem) -> [String] {
  var texts: [String] = []
  texts.reserveCapacity(count)
  for index in 0..<count {
    let start = bytes.startIndex + index * length * unitWidth
    var units = bytes[start..<start + length * unitWidth]
    let text: String?
    if unitWidth == 1 {
      while units.last == 0 { units.removeLast() }
      text = String(validating: units, as: UTF8.self)
    } else {
      text = utf32Text(units, isBigEndian: isBigEndian)
    }
    guard let text else { throw .npy(.notText(index: index)) }
    texts.append(text)
  }
  return texts
}

/// Returns UTF-32 without the zeros at its end; nil if a unit is no Unicode scalar.
private func utf32Text(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> String? {
  var scalars = String.UnicodeScalarView()
  var zeros = 0
  for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 4) {
    let unit = (0..<4).reduce(UInt32(0)) {
      $0 | UInt32(bytes[start + $1]) << (isBigEndian ? 24 - 8 * $1 : 8 * $1)
    }
    guard let scalar = Unicode.Scalar(unit) else { return nil }
    if unit == 0 {
      zeros += 1
      continue
    }
    for _ in 0..<zeros { scalars.append("\0") }
    zeros = 0
    scalars.append(scalar)
  }
  return String(scalars)
}
