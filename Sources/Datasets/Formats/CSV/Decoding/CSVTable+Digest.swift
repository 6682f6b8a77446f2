import Files

extension CSVTable {
  /// The digest of what was decoded: it does not depend on separators, quotes, line ends,
  /// encodings, the names of columns, or columns that are not used.
  ///
  /// The SHA-256 of these bytes, with all counts as eight bytes, little-endian:
  ///
  /// 1. `bench table 1` and a line feed, the number of rows, and the number of input columns that
  ///    hold numbers.
  /// 2. These numbers, row by row: as one byte each if all of them are whole numbers from 0 to 255,
  ///    otherwise as float32, little-endian. A missing number is 0x7FC00000.
  /// 3. The number of learnt values, and these row by row as float32.
  /// 4. For each column of texts, in the file's order, its index, the number of its distinct texts,
  ///    each of them, in the order in which they appear first, as a count of bytes and its UTF-8,
  ///    and for each row the number of its text as four bytes, −1 for a missing one.
  var decodedDigest: SHA256Digest {
    var hash = SHA256()
    func count(_ number: Int) {
      withUnsafeBytes(of: Int64(number).littleEndian) { hash.update($0) }
    }
    hash.update(Array("bench table 1\n".utf8))
    count(rowCount)
    count(numbers.columns.count)
    switch numbers.values {
    case .bytes(let bytes): hash.update(bytes)
    case .floats(let floats): hash.update(floats)
    }
    count(targets.count)
    hash.update(targets)
    for (column, texts) in texts.sorted(by: { $0.key < $1.key }) {
      count(column)
      count(texts.texts.count)
      for text in texts.texts {
        count(text.utf8.count)
        hash.update(Array(text.utf8))
      }
      texts.codes.withUnsafeBytes { hash.update($0) }
    }
    return hash.finalize()
  }
}
