/// The most combining marks that may follow one another in a text.
///
/// Comparing or hashing a text takes Swift a time that is quadratic in the number of consecutive
/// marks; a megabyte of them takes minutes. No language writes more than a few, and 30 are enough
/// for any (Unicode Standard Annex 15, 13, "Stream-Safe Text Format").
private let maximumMarks = 256

/// Returns the line, from 1, in which UTF-8 has too many combining marks in a row; nil if there is
/// none.
package func lineOfTooManyMarks(in bytes: [UInt8]) -> Int? {
  if bytes.allSatisfy({ $0 < 0x80 }) { return nil }
  var line = 1
  var marks = 0
  for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
    if scalar.properties.canonicalCombiningClass == .notReordered {
      marks = 0
      if scalar == "\n" { line += 1 }
    } else {
      marks += 1
      if marks > maximumMarks { return line }
    }
  }
  return nil
}
