import Files
import Tables

extension RunFile {
  /// Reads from where the file stands, at most so many bytes, a piece at a time.
  ///
  /// - Throws: a `RunError` where the file cannot be read, and what `take` throws.
  func readPieces(
    upTo count: Int = .max, _ take: ([UInt8]) throws(RunError) -> Void
  ) throws(RunError) {
    var left = count
    while left > 0 {
      let piece = try read(count: min(left, 1 << 20))
      if piece.isEmpty { return }
      left -= piece.count
      try take(piece)
    }
  }
}

extension CSVFileLines<RunError> {
  /// - Parameter bytes: no more than so many, from where the file stands.
  init(_ file: RunFile, upTo bytes: Int = .max) {
    self.init(upTo: bytes) { (count) throws(RunError) in try file.read(count: count) }
  }
}
