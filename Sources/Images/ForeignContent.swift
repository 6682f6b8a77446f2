/// Says what a file is that is neither PNG, JPEG nor PNM, and what helps.
func foreignContent(_ file: [UInt8]) -> String {
  if let half = cutOffSignature(file) { return half }
  if let name = otherPicture(file) {
    return "the file is \(name), not a PNG, JPEG or PNM (PBM, PGM, PPM): convert it to PNG, "
      + "for example with ImageMagick: magick OLD NEW.png"
  }
  if let thing = noPicture(file) {
    return "the file is \(thing), not a picture (PNG, JPEG or PNM)"
  }
  let first = file.prefix(8).map(hexadecimal).joined(separator: " ")
  return "the file begins with the bytes \(first), which are not the beginning of a PNG, JPEG or "
    + "PNM (PBM, PGM, PPM)"
}

/// Two hexadecimal digits.
func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16)
  return digits.count == 1 ? "0\(digits)" : digits
}

/// A PNG or JPEG that ends within its signature, or whose signature was changed on the way.
private func cutOffSignature(_ file: [UInt8]) -> String? {
  let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  if file.count < png.count, png.starts(with: file), file[0] == png[0] {
    return "the file is cut off: a PNG begins with 8 bytes of signature, of which \(file.count) "
      + "are here"
  }
  if file.starts(with: png.prefix(4)) {
    return "the file is a PNG whose line ends were converted as if it were text: "
      + "copy it again as a binary file"
  }
  if file.count < 3, [0xFF, 0xD8, 0xFF].starts(with: file) {
    return "the file is cut off: a JPEG begins with 3 bytes of signature, of which \(file.count) "
      + "are here"
  }
  if file.count < 3, file[0] == UInt8(ascii: "P"),
    file.count == 1 || UInt8(ascii: "1")...UInt8(ascii: "6") ~= file[1]
  {
    return "the file is cut off: a PNM begins with P1 to P6 and a blank"
  }
  return nil
}

private func otherPicture(_ file: [UInt8]) -> String? {
  func has(_ text: String, at offset: Int = 0) -> Bool {
    file.dropFirst(offset).starts(with: text.utf8)
  }
  if has("GIF87a") || has("GIF89a") { return "a GIF" }
  if has("RIFF") && has("WEBP", at: 8) { return "a WebP" }
  if has("BM") && file.count > 14 { return "a BMP" }
  if has("II*\0") || has("MM\0*") || has("II+\0") || has("MM\0+") { return "a TIFF" }
  if has("ftyp", at: 4) {
    if has("avif", at: 8) || has("avis", at: 8) { return "an AVIF" }
    if ["heic", "heix", "heim", "heis", "hevc", "mif1", "msf1"].contains(where: { has($0, at: 8) })
    {
      return "an HEIC (HEIF)"
    }
    return "a video or another ISO media file"
  }
  if file.starts(with: [0xFF, 0x0A]) || has("JXL ", at: 4) { return "a JPEG XL" }
  if has("jP  ", at: 4) || file.starts(with: [0xFF, 0x4F, 0xFF, 0x51]) { return "a JPEG 2000" }
  if has("P7\n") { return "a PAM" }
  if has("Pf\n") || has("PF\n") { return "a PFM" }
  if has("8BPS") { return "a Photoshop document" }
  if file.starts(with: [0, 0, 1, 0]) { return "an icon (ICO)" }
  if has("%PDF") { return "a PDF" }
  return textBegins(file, with: ["<svg"]) ? "an SVG" : nil
}

private func noPicture(_ file: [UInt8]) -> String? {
  func has(_ text: String) -> Bool { file.starts(with: text.utf8) }
  if has("PK\u{3}\u{4}") || has("PK\u{5}\u{6}") {
    return "a zip archive (unpack it first)"
  }
  if has("version https://git-lfs") {
    return "a Git LFS pointer (fetch the content with: git lfs pull)"
  }
  if textBegins(file, with: ["<!doctype html", "<html", "<head", "<body"]) {
    return "a web page, perhaps the error message of a download"
  }
  if textBegins(file, with: ["<?xml"]) { return "an XML text" }
  if file.starts(with: [0x1F, 0x8B]) { return "a gzip file (unpack it first)" }
  if file.starts(with: [0x93]) && file.dropFirst().starts(with: "NUMPY".utf8) {
    return "a NumPy array"
  }
  if file.starts(with: [0, 5, 0x16, 7]) || file.starts(with: [0, 0, 0, 1, 0x42, 0x75, 0x64, 0x31]) {
    return "a file that macOS keeps beside others (._* or .DS_Store; delete it)"
  }
  if file.prefix(4096).allSatisfy({ $0 == 0 }) { return "nothing but zeros at its start" }
  if file.prefix(512).allSatisfy({ 0x20..<0x7F ~= $0 || 0x09...0x0D ~= $0 }) { return "a text" }
  return nil
}

/// Whether the text begins with one of `words`, after white space and a byte order mark, in any
/// case.
private func textBegins(_ file: [UInt8], with words: [String]) -> Bool {
  let start = file.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  let text = file.dropFirst(start).prefix(256).drop { $0 == 0x20 || 0x09...0x0D ~= $0 }
  return words.contains { word in
    text.count >= word.utf8.count
      && zip(text, word.utf8).allSatisfy { (0x41...0x5A ~= $0 ? $0 + 32 : $0) == $1 }
  }
}
