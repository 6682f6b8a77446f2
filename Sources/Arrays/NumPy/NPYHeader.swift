/// The header of a NumPy file, versions 1.0 to 3.0 (NumPy Enhancement Proposal 1; the
/// documentation of `numpy.lib.format`).
package struct NPYHeader: Hashable, Sendable {
  /// What the values are.
  package enum Content: Hashable, Sendable {
    case numbers(ElementType)
    /// Texts of at most so many code units, of 1 byte (UTF-8) or 4 bytes (UTF-32).
    case texts(length: Int, unitWidth: Int)

    /// The size of a value in bytes.
    var width: Int {
      switch self {
      case .numbers(let element): element.width
      case .texts(let length, let unitWidth): length * unitWidth
      }
    }
  }

  package let shape: [Int]
  package let content: Content
  /// Whether the values are big-endian.
  let isBigEndian: Bool
  /// Whether the first index changes fastest.
  let isFortran: Bool
  /// The offset of the first value.
  package let size: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The most bytes of a header's text, 1 MiB.
  package static let limit = 1 << 20
  /// The most dimensions, as in NumPy.
  private static let mostDimensions = 64
  /// The most texts: each takes at least 16 bytes of memory, however short it is.
  private static let mostTexts = 1 << 24

  /// Bytes of all values.
  package var contentSize: Int { shape.reduce(content.width, *) }

  /// Returns the size of the header that `start` begins, in bytes.
  ///
  /// - Parameter start: at least the first twelve bytes, or the whole file.
  /// - Throws: an `NPYProblem` if it is no NumPy file, its version is unknown, or its header is too
  ///   long.
  static func size(startingWith start: ArraySlice<UInt8>) throws(ArrayProblem) -> Int {
    let bytes = Array(start.prefix(12))
    guard bytes.starts(with: magic.prefix(bytes.count)), !bytes.isEmpty else {
      throw .npy(.magic(found: Array(bytes.prefix(magic.count))))
    }
    guard bytes.count >= 8 else {
      throw .npy(.headerTruncated(found: bytes.count, expected: 10))
    }
    guard (1...3).contains(bytes[6]), bytes[7] == 0 else {
      throw .npy(.version(major: bytes[6], minor: bytes[7]))
    }
    let prefix = bytes[6] == 1 ? 10 : 12
    guard bytes.count >= prefix else {
      throw .npy(.headerTruncated(found: bytes.count, expected: prefix))
    }
    let length = bytes[8..<prefix].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= limit else { throw .npy(.headerTooLong(bytes: length, limit: limit)) }
    return prefix + length
  }

  /// Reads the header at the start of `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: the file, or at least its header.
  ///   - limit: the most bytes that the values may have.
  /// - Throws: an `NPYProblem` if the header is damaged, promises too much, or describes values
  ///   that are not read.
  package init(
    _ bytes: ArraySlice<UInt8>, limit: Int = NumericArray.limit
  ) throws(ArrayProblem) {
    size = try Self.size(startingWith: bytes)
    guard bytes.count >= size else {
      throw .npy(.headerTruncated(found: bytes.count, expected: size))
    }
    let version = bytes[bytes.startIndex + 6]
    let start = version == 1 ? 10 : 12
    let text = Array(bytes[bytes.startIndex + start..<bytes.startIndex + size])
    var parser = PythonLiteralParser(text, isUTF8: version == 3)
    let literal: PythonLiteral
    do throws(PythonLiteralParser.Problem) {
      literal = try parser.parseAll()
    } catch {
      throw .npy(.syntax(offset: start + error.place, expected: error.expected))
    }
    let fields = try NPYFields(literal)
    (content, isBigEndian) = try Self.content(fields.descr)
    isFortran = fields.isFortran
    shape = fields.shape
    try check(limit: limit)
  }

  private func check(limit: Int) throws(ArrayProblem) {
    guard !shape.isEmpty else { throw .npy(.noDimensions) }
    guard shape.count <= Self.mostDimensions else {
      throw .npy(.tooManyDimensions(shape.count, limit: Self.mostDimensions))
    }
    if case .texts(let length, _) = content {
      guard length > 0 else { throw .npy(.emptyTexts) }
      guard shape.count == 1 else { throw .npy(.textShape(shape)) }
      guard shape[0] <= Self.mostTexts else {
        throw .npy(.tooManyTexts(shape[0], limit: Self.mostTexts))
      }
    }
    let bytes = byteCount(of: shape, width: content.width)
    guard let bytes, bytes <= limit else {
      throw .npy(.tooLarge(shape: shape, bytes: bytes, limit: limit))
    }
    guard !shape.contains(0) else { throw .npy(.emptyArray(shape: shape)) }
  }
}

extension NPYHeader {
  /// Reads a type such as `<f4`: a byte order, a kind and a size.
  private static func content(
    _ descr: PythonLiteral
  ) throws(ArrayProblem) -> (Content, isBigEndian: Bool) {
    guard case .text(let text) = descr else {
      throw .npy(.elementType(descr: descr.kind, .structured))
    }
    let order = text.first.flatMap { "<>=|".contains($0) ? $0 : nil }
    let type = order == nil ? text : String(text.dropFirst())
    let isBigEndian = order == ">"
    if let element = ElementType(rawValue: type) {
      return (.numbers(element), isBigEndian)
    }
    let kind = type.first
    let digits = type.dropFirst()
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    switch kind {
    case "O": throw .npy(.pickled)
    case "U" where isNumber, "S" where isNumber, "a" where isNumber:
      let unitWidth = kind == "U" ? 4 : 1
      guard let length = Int(digits), length <= NumericArray.limit else {
        throw .npy(.tooLarge(shape: [1], bytes: nil, limit: NumericArray.limit))
      }
      return (.texts(length: length, unitWidth: unitWidth), isBigEndian)
    case "c": throw .npy(.elementType(descr: text, .complex))
    case "M": throw .npy(.elementType(descr: text, .date))
    case "m": throw .npy(.elementType(descr: text, .duration))
    case "f" where ["10", "12", "16"].contains(digits):
      throw .npy(.elementType(descr: text, .longFloat))
    case "V": throw .npy(.elementType(descr: text, .raw))
    default: throw .npy(.elementType(descr: text, .unknown))
    }
  }
}

/// The values of a header's dictionary.
private struct NPYFields {
  let descr: PythonLiteral
  let isFortran: Bool
  let shape: [Int]

  init(_ literal: PythonLiteral) throws(ArrayProblem) {
    guard case .dictionary(let entries) = literal else {
      throw .npy(.header(found: literal.kind, expected: "a dictionary"))
    }
    var values: [String: PythonLiteral] = [:]
    for entry in entries {
      guard case .text(let key) = entry.key,
        ["descr", "fortran_order", "shape"].contains(key)
      else {
        throw .npy(
          .header(
            found: "\(entry.key.kind) as a key", expected: "descr, fortran_order and shape"))
      }
      guard values.updateValue(entry.value, forKey: key) == nil else {
        throw .npy(.header(found: "the key \(key) twice", expected: "it once"))
      }
    }
    descr = try Self.value("descr", of: values)
    let order = try Self.value("fortran_order", of: values)
    guard case .bool(let isFortran) = order else {
      throw .npy(.header(found: "\(order.kind) for fortran_order", expected: "True or False"))
    }
    self.isFortran = isFortran
    shape = try Self.shape(Self.value("shape", of: values))
  }

  private static func value(
    _ key: String, of values: [String: PythonLiteral]
  ) throws(ArrayProblem) -> PythonLiteral {
    guard let value = values[key] else {
      throw .npy(.header(found: "no \(key)", expected: "descr, fortran_order and shape"))
    }
    return value
  }

  private static func shape(_ literal: PythonLiteral) throws(ArrayProblem) -> [Int] {
    guard case .tuple(let items) = literal else {
      throw .npy(.header(found: "\(literal.kind) for shape", expected: "a tuple"))
    }
    var shape: [Int] = []
    for item in items {
      guard case .integer(let size) = item, size >= 0 else {
        throw .npy(
          .header(found: "\(item.kind) in shape", expected: "integers that are not negative"))
      }
      shape.append(size)
    }
    return shape
  }
}
