import Files
import Tables

extension RunFile {
  /// Reads at most this many bytes from the current position, piece by piece.
  ///
  /// - Throws: a `RunError` if the file cannot be read, and the errors of `take`.
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
  /// - Parameter bytes: the most bytes to read from the current position.
  init(_ file: RunFile, upTo bytes: Int = .max) {
    self.init(upTo: bytes) { (count) throws(RunError) in try file.read(count: count) }
  }
}
