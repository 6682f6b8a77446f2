/// The header of a member in a tar archive: a block of 512 bytes.
struct TarHeader {
  enum Kind {
    case file
    case folder
    /// A pax header for the next member or all following ones.
    case extended
  }

  let name: String
  /// The size of the content in bytes.
  let size: Int
  let kind: Kind

  /// Reads a block that does not consist of zeros.
  ///
  /// - Throws: a `TarProblem` if its checksum is wrong, or it is no file or folder.
  init(_ block: ArraySlice<UInt8>) throws(ArrayProblem) {
    let offset = block.startIndex
    func field(_ start: Int, _ count: Int) -> ArraySlice<UInt8> {
      block[offset + start..<offset + start + count]
    }
    // The checksum is the sum of all bytes, its own taken as spaces.
    let sum = block.reduce(0) { $0 + Int($1) }
    let own = field(148, 8).reduce(0) { $0 + Int($1) }
    let expected = sum - own + 8 * 0x20
    guard let checksum = Self.octal(field(148, 8)), checksum == expected else {
      throw .tar(
        .header(
          offset: offset, found: "a wrong checksum",
          expected: "\(expected) in octal; is it a tar archive?"))
    }
    guard let size = Self.octal(field(124, 12)) else {
      throw .tar(.header(offset: offset, found: "no octal size", expected: "plain ustar"))
    }
    switch block[offset + 156] {
    case UInt8(ascii: "0"), 0: kind = .file
    case UInt8(ascii: "5"): kind = .folder
    case UInt8(ascii: "x"), UInt8(ascii: "g"): kind = .extended
    case let type:
      throw .tar(
        .header(
          offset: offset, found: "the type \(shortened(String(Unicode.Scalar(type))))",
          expected: "a regular file or a folder"))
    }
    // Old archives of GNU tar have other fields in the place of a prefix.
    let isUstar = field(257, 6).elementsEqual("ustar\0".utf8)
    let prefix = isUstar ? Self.text(field(345, 155)) : ""
    guard let prefix, let last = Self.text(field(0, 100)), !last.isEmpty else {
      throw .tar(.header(offset: offset, found: "no name in UTF-8", expected: "a name"))
    }
    name = prefix.isEmpty ? last : prefix + "/" + last
    self.size = kind == .folder ? 0 : size
  }

  /// Returns the text before the first zero; nil if it is not UTF-8.
  private static func text(_ field: ArraySlice<UInt8>) -> String? {
    String(validating: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Returns a number in octal digits, with spaces or zeros around it.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let start = field.drop { $0 == 0x20 }
    let digits = start.prefix { (0x30...0x37).contains($0) }
    guard !digits.isEmpty, start.dropFirst(digits.count).allSatisfy({ $0 == 0 || $0 == 0x20 })
    else { return nil }
    return Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }
}
