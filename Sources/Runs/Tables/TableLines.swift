import Files

/// The whole lines of a table in a file, read piece by piece as they are asked for.
struct TableLines {
  private let file: RunFile
  private var left: Int
  private var piece: ArraySlice<UInt8> = []

  /// - Parameter bytes: no more than so many, from where the file stands.
  init(_ file: RunFile, upTo bytes: Int = .max) {
    self.file = file
    left = bytes
  }

  /// The next line's cells; nil at the end and before a line without its end.
  ///
  /// - Throws: a `RunError` where the file cannot be read.
  mutating func next() throws(RunError) -> [String]? {
    while true {
      if let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
        let line = CSVLines(Array(piece[...end])).first
        piece = piece[(end + 1)...]
        return line
      }
      let more = try file.read(count: min(left, 1 << 16))
      if more.isEmpty { return nil }
      left -= more.count
      piece = ArraySlice(Array(piece) + more)
    }
  }
}

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
