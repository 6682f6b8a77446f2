import Inflation

/// A zlib stream that is used again for every file.
///
/// This is the only file of the target that passes pointers.
struct Inflater: ~Copyable {
  private var stream = InflateStream(.zlib)

  enum Outcome {
    /// The stream has ended, its checksum right, and the output is full.
    case filled
    /// The stream or the pieces have ended after `count` bytes.
    case ended(count: Int)
    /// The output is full, and more would come.
    case tooLong
    /// `offset` is where zlib stopped reading.
    case damaged(reason: String, offset: Int)
    /// The stream has ended before the pieces did.
    case trailing(offset: Int)
  }

  /// Inflates the stream that consists of the `pieces` of `file` to exactly `count` bytes.
  ///
  /// - Precondition: `output` has at least `count` bytes; pieces and output are shorter than 4 GiB.
  mutating func inflate(
    _ pieces: [Range<Int>], of file: [UInt8], into output: inout [UInt8], count: Int
  ) -> Outcome {
    stream.reset()
    return file.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        inflate(pieces, of: input, into: output.extracting(..<count))
      }
    }
  }

  private mutating func inflate(
    _ pieces: [Range<Int>], of input: UnsafeBufferPointer<UInt8>,
    into output: UnsafeMutableBufferPointer<UInt8>
  ) -> Outcome {
    var count = 0
    for (number, piece) in pieces.enumerated() where !piece.isEmpty {
      let outcome = stream.inflate(
        input.extracting(piece), into: output.extracting(count...),
        isLast: number == pieces.count - 1)
      count += outcome.written
      let offset = piece.lowerBound + outcome.read
      switch outcome.status {
      case .ended:
        if count < output.count { return .ended(count: count) }
        let isRead =
          offset == piece.upperBound && pieces[(number + 1)...].allSatisfy(\.isEmpty)
        return isRead ? .filled : .trailing(offset: offset)
      case .goesOn, .starved:
        if offset < piece.upperBound { return .tooLong }
      case .damaged: return .damaged(reason: outcome.reason, offset: offset)
      }
    }
    // All is read. Where the output is full too, only the end of the stream is missing.
    return .ended(count: count)
  }
}
