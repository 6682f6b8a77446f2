/// Returns a text's bytes as UTF-8 without a byte-order mark.
///
/// UTF-16 is recognised by its byte-order mark, as Excel and PowerShell write it. Everything else
/// is treated as UTF-8.
package func decodedText(_ bytes: [UInt8]) -> [UInt8] {
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
  if bytes.starts(with: [0xFF, 0xFE]) { return decodedUTF16(bytes, isBigEndian: false) }
  if bytes.starts(with: [0xFE, 0xFF]) { return decodedUTF16(bytes, isBigEndian: true) }
  return bytes
}

/// Invalid UTF-16 is replaced, and so is half a unit at the end.
private func decodedUTF16(_ bytes: [UInt8], isBigEndian: Bool) -> [UInt8] {
  var units = stride(from: 2, to: bytes.count - 1, by: 2).map { place in
    let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
    return isBigEndian ? first << 8 | second : second << 8 | first
  }
  if bytes.count % 2 == 1 { units.append(0xFFFD) }
  return Array(String(decoding: units, as: UTF16.self).utf8)
}
