/// A problem with a NumPy file (npy). Offsets are in bytes from its start.
package enum NPYProblem: Error, Hashable, Sendable {
  /// The file begins otherwise: its first bytes, at most six.
  case magic(found: [UInt8])
  case version(major: UInt8, minor: UInt8)
  /// The file ends inside the header.
  case headerTruncated(found: Int, expected: Int)
  case headerTooLong(bytes: Int, limit: Int)
  /// The header is no Python literal.
  case syntax(offset: Int, expected: String)
  /// The header is a literal, but not a dictionary with the right keys and values.
  case header(found: String, expected: String)
  /// Python objects.
  case pickled
  /// Values that are no numbers, or numbers that are not read.
  case elementType(descr: String, UnreadType)
  case emptyArray(shape: [Int])
  case noDimensions
  case tooManyDimensions(Int, limit: Int)
  case tooLarge(shape: [Int], bytes: Int?, limit: Int)
  /// The bytes after the header.
  case size(found: Int, expected: Int)
  /// Texts in more than one dimension.
  case textShape([Int])
  /// Texts of no characters.
  case emptyTexts
  case tooManyTexts(Int, limit: Int)
  case notText(index: Int)
  case notBool(UInt8, index: [Int])
}

/// A kind of values that is refused.
package enum UnreadType: Hashable, Sendable {
  case complex
  case date
  case duration
  case longFloat
  case raw
  case structured
  case unknown
}

extension NPYProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .magic(let found):
      if found.starts(with: [0x50, 0x4B]) {
        "is a zip archive, not a NumPy array (npy); read it with \"name\": \"npz\" in dataset"
      } else {
        "is not a NumPy array (npy): begins with \(hexadecimal(found)), "
          + "expected \(hexadecimal(NPYHeader.magic))"
      }
    case .version(let major, let minor):
      "is of version \(major).\(minor) of NumPy's format, expected 1.0, 2.0 or 3.0; \(Self.again)"
    case .headerTruncated(let found, let expected):
      "\(found) bytes, expected a header of \(expected)"
    case .headerTooLong(let bytes, let limit):
      "its header has \(bytes) bytes, expected at most \(limit)"
    case .syntax(let offset, let expected):
      "the header is damaged at byte \(offset), expected \(expected); \(Self.again)"
    case .header(let found, let expected):
      "the header has \(found), expected \(expected); \(Self.again)"
    case .pickled:
      "holds Python objects (dtype object), which only Python can read; convert them before "
        + "saving: numpy.save(\"new.npy\", a.astype(\"float32\"), allow_pickle=False), "
        + "or a.astype(\"U\") for texts"
    case .elementType(let descr, let type):
      "holds \(type.name) (dtype \(shortened(descr))), expected booleans, integers or floats of "
        + "at most 64 bits; convert them before saving: \(type.conversion)"
    case .emptyArray(let shape):
      "holds no values (shape \(text(shape))), expected at least one example"
    case .noDimensions:
      "holds a single value without dimensions, expected an array of examples; "
        + "if it is one example, save numpy.atleast_1d(a)"
    case .tooManyDimensions(let count, let limit):
      "has \(count) dimensions, expected at most \(limit)"
    case .tooLarge(let shape, let bytes, let limit):
      "its header promises \(text(shape)) values"
        + (bytes.map { " of \($0) bytes in all" } ?? "")
        + ", expected at most \(limit) bytes; "
        + "save it in parts, or as a smaller type: a.astype(\"float32\")"
    case .size(let found, let expected):
      "\(found) bytes after the header, expected \(expected)"
    case .textShape(let shape):
      "holds texts in the shape \(text(shape)), expected one dimension; save a.ravel()"
    case .emptyTexts: "holds only empty texts, expected at least one character"
    case .tooManyTexts(let count, let limit):
      "holds \(count) texts, expected at most \(limit); save the classes as numbers: "
        + "numpy.unique(a, return_inverse=True)[1]"
    case .notText(let index):
      "the text at [\(index)] is not Unicode, expected UTF-8; "
        + "save it as Unicode: numpy.char.decode(a, \"latin-1\")"
    case .notBool(let value, let index):
      "a boolean of \(value) at \(index), expected 0 or 1; save it as numbers: a.view(\"uint8\")"
    }
  }

  private static let again =
    "save it again: numpy.save(\"new.npy\", numpy.load(FILE))"
}

extension UnreadType {
  var name: String {
    switch self {
    case .complex: "complex numbers"
    case .date: "dates"
    case .duration: "durations"
    case .longFloat: "floats of more than 64 bits"
    case .raw: "raw bytes"
    case .structured: "records with fields"
    case .unknown: "values of an unknown type"
    }
  }

  /// An expression for an array `a` that can be read.
  var conversion: String {
    switch self {
    case .complex: "numpy.abs(a), or numpy.stack([a.real, a.imag], axis=-1)"
    case .date: "(a - a.min()).astype(\"float64\")"
    case .duration, .longFloat: "a.astype(\"float64\")"
    case .raw, .unknown: "a.astype(\"float32\"), after import ml_dtypes for bfloat16"
    case .structured: "numpy.lib.recfunctions.structured_to_unstructured(a)"
    }
  }
}
