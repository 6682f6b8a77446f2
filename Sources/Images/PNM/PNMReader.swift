/// Reads the text of a PNM file: numbers, blanks and comments.
struct PNMReader {
  private let file: [UInt8]
  private(set) var offset = 2
  /// Where the last number began.
  private(set) var numberStart = 2
  /// The digit after the P.
  let kind: Int

  /// - Precondition: the file begins with P1 to P6.
  init(_ file: [UInt8]) {
    self.file = file
    kind = Int(file[1] - UInt8(ascii: "0"))
  }

  private mutating func skipBlanksAndComments() {
    while offset < file.count {
      if file[offset] == numberSign {
        while offset < file.count, file[offset] != 0x0A, file[offset] != 0x0D { offset += 1 }
      } else if isPNMBlank(file[offset]) {
        offset += 1
      } else {
        return
      }
    }
  }

  /// Reads the next number, of at most 10 digits.
  ///
  /// - Parameter what: what the number is, for the error.
  /// - Throws: a `PictureError` if something else is there, or nothing.
  mutating func number(_ what: @autoclosure () -> String) throws(PictureError) -> Int {
    skipBlanksAndComments()
    let start = offset
    numberStart = start
    var value = 0
    while offset < file.count, 0x30...0x39 ~= file[offset], offset - start < 11 {
      value = value * 10 + Int(file[offset] - 0x30)
      offset += 1
    }
    if offset - start > 10 {
      throw PictureError(at: start, "\(what()) is a number of more than 10 digits")
    }
    if offset == start {
      guard start < file.count else {
        throw .truncated(at: start, "\(what()) is missing")
      }
      throw unexpected(what())
    }
    if offset < file.count, !isPNMBlank(file[offset]), file[offset] != numberSign {
      throw unexpected("a blank after \(what())")
    }
    return value
  }

  /// Reads the next pixel of a plain bitmap: `0` or `1`, with or without blanks.
  mutating func bit(after index: Int, of count: Int) throws(PictureError) -> Int {
    skipBlanksAndComments()
    guard offset < file.count else {
      throw .truncated(at: offset, "pixel \(index + 1) of \(count) is missing")
    }
    guard 0x30...0x31 ~= file[offset] else { throw unexpected("0 or 1") }
    offset += 1
    return Int(file[offset - 1] - 0x30)
  }

  /// Skips the one blank between a header and the pixels.
  mutating func skipBlank() throws(PictureError) {
    guard offset < file.count else {
      throw .truncated(at: offset, "the pixels are missing")
    }
    // A comment may stand before the blank: the end of its line is the blank.
    if file[offset] == numberSign {
      while offset < file.count, file[offset] != 0x0A, file[offset] != 0x0D { offset += 1 }
    }
    offset += 1
  }

  /// - Throws: a `PictureError` if the rest of the file is too short for `count` samples.
  func checkRoom(for count: Int, bytesEach: Int) throws(PictureError) {
    let available = max(0, file.count - offset)
    guard count <= available / bytesEach + bytesEach - 1 else {
      throw .truncated(
        at: file.count,
        "the picture has \(count) samples, but only \(available) bytes follow "
          + "the header")
    }
  }

  private func unexpected(_ expected: String) -> PictureError {
    PictureError(at: offset, "the byte 0x\(hexadecimal(file[offset])) instead of \(expected)")
  }
}
