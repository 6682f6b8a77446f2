/// The reason why a file cannot be decoded. The caller adds the file's name.
package struct PictureError: Error, Hashable, Sendable {
  /// The first byte of what is wrong, counted from 0; nil if the whole file is.
  package let offset: Int?
  /// The part of the file there, such as `chunk IDAT` or `segment DHT`.
  package let part: String?
  /// What was found and what was expected, without a full stop.
  package let problem: String

  init(at offset: Int? = nil, in part: String? = nil, _ problem: String) {
    self.offset = offset
    self.part = part
    self.problem = problem
  }

  /// The file ends too early.
  ///
  /// - Parameter missing: what should be there.
  static func truncated(at offset: Int, in part: String? = nil, _ missing: String) -> PictureError {
    PictureError(at: offset, in: part, "the file is cut off: \(missing)")
  }

  /// The picture has more pixels than a decoder accepts.
  static func tooLarge(
    at offset: Int, in part: String?, width: Int, height: Int, most: Int
  ) -> PictureError {
    PictureError(
      at: offset, in: part,
      "\(width)×\(height) pixels are more than the \(most) that are allowed; make it smaller first")
  }
}

extension PictureError: CustomStringConvertible {
  /// `byte 33, chunk IDAT: the checksum is 0x12345678, not 0x9abcdef0`.
  package var description: String {
    let place = [offset.map { "byte \($0)" }, part].compactMap(\.self)
    return place.isEmpty ? problem : "\(place.joined(separator: ", ")): \(problem)"
  }
}
