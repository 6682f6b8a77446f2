/// The complete lines of a CSV file without quotes, read piece by piece on demand.
package struct CSVFileLines<Failure: Error> {
  private let read: (_ count: Int) throws(Failure) -> [UInt8]
  private var left: Int
  private var piece: ArraySlice<UInt8> = []

  /// - Parameter bytes: the most bytes to read.
  /// - Parameter read: returns the next bytes, at most `count`; empty at the end.
  package init(
    upTo bytes: Int = .max, read: @escaping (_ count: Int) throws(Failure) -> [UInt8]
  ) {
    left = bytes
    self.read = read
  }

  /// Returns the cells of the next line; nil at the end, and before a line without a line end.
  ///
  /// - Throws: the error of `read`.
  package mutating func next() throws(Failure) -> [String]? {
    while true {
      if let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
        let line = CSVLines(Array(piece[...end])).first
        piece = piece[(end + 1)...]
        return line
      }
      let more = try read(min(left, 1 << 16))
      if more.isEmpty { return nil }
      left -= more.count
      piece = ArraySlice(Array(piece) + more)
    }
  }
}
