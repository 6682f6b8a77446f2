import Files
import Images

/// A file, and the SHA-256 of its pixels as Pillow decodes them.
struct Fixture: CustomStringConvertible, Sendable {
  let description: String
  let height: Int
  let width: Int
  let channels: Int
  let pixels: String
  /// In hexadecimal digits.
  let file: String

  static let all = png + jpeg

  var bytes: [UInt8] { parsed(file) }
}

/// The bytes of hexadecimal digits, with blanks between them.
func parsed(_ digits: String) -> [UInt8] {
  let values = digits.compactMap(\.hexDigitValue)
  return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
}

func sha256(_ bytes: [UInt8]) -> String {
  var hash = SHA256()
  hash.update(bytes)
  return "\(hash.finalize())"
}

/// What the decoder says of a file that it refuses; nil if it does not.
func refusal(_ file: [UInt8]) -> String? {
  do throws(PictureError) {
    _ = try Picture.decode(file)
    return nil
  } catch {
    return error.description
  }
}
