/// A problem with a zip archive. Offsets are in bytes from its start.
package enum ZipProblem: Error, Hashable, Sendable {
  /// The file begins otherwise: its first bytes, at most four.
  case notZip(found: [UInt8])
  /// No end record: the file is cut, or bytes follow its end.
  case noEnd(bytes: Int)
  case multiDisk
  case noMembers
  case tooManyMembers(Int, limit: Int)
  /// A record that is not where, or not as, another one says.
  case record(ZipRecord, offset: Int, found: String, expected: String)
  case nameTooLong(bytes: Int, limit: Int)
  case nameNotUTF8(offset: Int)
  case duplicateName(String)
  /// These two members share bytes.
  case overlap(String, String)
  case noMember(String, names: [String])

  // The problems of one member.
  /// The version of the format that is needed, ten times.
  case version(Int)
  case encrypted
  case method(Int)
  case tooLarge(bytes: Int, limit: Int)
  case inflatesTooFar(bytes: Int, limit: Int)
  /// zlib refuses the stream, with this message.
  case damaged(reason: String, afterInflatedBytes: Int)
  case streamTruncated(afterInflatedBytes: Int, expected: Int)
  /// The stream has more bytes, or the member more bytes than its stream.
  case goesOn(expected: Int)
  case compressedTrailing(bytes: Int)
  case checksum(found: UInt32, expected: UInt32)
}

/// The records of a zip archive, by the names of APPNOTE.TXT.
package enum ZipRecord: String, Hashable, Sendable {
  case end = "end of central directory record"
  case zip64Locator = "zip64 end of central directory locator"
  case zip64End = "zip64 end of central directory record"
  case directory = "central directory header"
  case local = "local file header"
  case descriptor = "data descriptor"
}

extension ZipProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notZip(let found):
      if found.starts(with: NPYHeader.magic.prefix(4)), found.count == 4 {
        "is a NumPy array (npy), not an archive of arrays (npz); read it with \"name\": \"npy\" "
          + "in dataset"
      } else {
        "is not a NumPy archive (npz): begins with \(hexadecimal(found)), expected 50 4B 03 04"
      }
    case .noEnd(let bytes):
      "has no end of central directory record in its \(bytes) bytes: the archive is incomplete, "
        + "or other bytes follow it; copy or download it again"
    case .multiDisk: "is a part of an archive in several parts, expected a whole one"
    case .noMembers: "holds no members, expected arrays; write it with numpy.savez"
    case .tooManyMembers(let count, let limit): "has \(count) members, expected at most \(limit)"
    case .record(let record, let offset, let found, let expected):
      "the \(record.rawValue) at byte \(offset) has \(found), expected \(expected)"
    case .nameTooLong(let bytes, let limit):
      "a member's name has \(bytes) bytes, expected at most \(limit)"
    case .nameNotUTF8(let offset):
      "the member's name at byte \(offset) is not UTF-8; write the archive with numpy.savez"
    case .duplicateName(let name): "has two members called \(shortened(name)), expected one"
    case .overlap(let first, let second):
      "the members \(shortened(first)) and \(shortened(second)) overlap, expected one after the "
        + "other"
    case .noMember(let name, let names):
      "has no array \(shortened(name)), only \(Self.list(names))"
    case .version(let version):
      "needs version \(version / 10).\(version % 10) of the zip format, expected at most 6.3"
    case .encrypted: "is encrypted, expected a plain member; write it with numpy.savez"
    case .method(let method):
      "is compressed with \(Self.name(ofMethod: method)), expected stored or deflate; "
        + "write it with numpy.savez_compressed"
    case .tooLarge(let bytes, let limit):
      "holds \(bytes) bytes, expected at most \(limit)"
    case .inflatesTooFar(let bytes, let limit):
      "\(bytes) compressed bytes hold more than \(limit) bytes, the most that is inflated of them; "
        + "write it with numpy.savez"
    case .damaged(let reason, let count):
      "the deflate stream is damaged (\(reason)) after \(count) inflated bytes"
    case .streamTruncated(let count, let expected):
      "the deflate stream ends after \(count) inflated bytes, expected \(expected)"
    case .goesOn(let expected):
      "the deflate stream holds more than \(expected) bytes, expected \(expected)"
    case .compressedTrailing(let bytes):
      "\(bytes) bytes after the deflate stream, expected none"
    case .checksum(let found, let expected):
      "CRC-32 \(hexadecimal(found)), expected \(hexadecimal(expected)): the bytes have changed; "
        + "copy or download the file again"
    }
  }

  private static func list(_ names: [String]) -> String {
    let most = 10
    return names.prefix(most).map(shortened).joined(separator: ", ")
      + (names.count > most ? " and \(names.count - most) more" : "")
  }

  /// Returns the name of a compression method (APPNOTE.TXT 6.3.10, 4.4.5).
  private static func name(ofMethod method: Int) -> String {
    switch method {
    case 1: "Shrink"
    case 2...5: "Reduce"
    case 6: "Implode"
    case 9: "Deflate64"
    case 12: "bzip2"
    case 14: "LZMA"
    case 93: "Zstandard"
    case 95: "XZ"
    case 98: "PPMd"
    default: "method \(method)"
    }
  }
}

private func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 8 - digits.count) + digits
}
