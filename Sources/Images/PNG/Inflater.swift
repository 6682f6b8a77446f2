import CZlib

/// A zlib stream that is used again for every file.
///
/// This is the only file of the target that passes pointers.
struct Inflater: ~Copyable {
  // On the heap, because zlib stores the address and refuses a stream that has moved.
  private let stream: UnsafeMutablePointer<z_stream>

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

  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let windowBitsOfZlib: Int32 = 15
    let status = inflateInit2_(
      stream, windowBitsOfZlib, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib has no memory")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Inflates the stream that consists of the `pieces` of `file` to exactly `count` bytes.
  ///
  /// - Precondition: `output` has at least `count` bytes; pieces and output are shorter than 4 GiB.
  mutating func inflate(
    _ pieces: [Range<Int>], of file: [UInt8], into output: inout [UInt8], count: Int
  ) -> Outcome {
    precondition(count <= output.count && count <= UInt32.max)
    inflateReset(stream)
    return file.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(count)
        return inflate(pieces, of: input)
      }
    }
  }

  private func inflate(_ pieces: [Range<Int>], of input: UnsafeBufferPointer<UInt8>) -> Outcome {
    // zlib refuses a stream without an output buffer.
    for (number, piece) in pieces.enumerated() where !piece.isEmpty {
      let bytes = input.extracting(piece)
      stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
      stream.pointee.avail_in = UInt32(piece.count)
      // Asking for all in one call spares zlib its window.
      let isLast = number == pieces.count - 1
      let status = CZlib.inflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
      let offset = piece.upperBound - Int(stream.pointee.avail_in)
      switch status {
      case Z_STREAM_END:
        if stream.pointee.avail_out > 0 { return .ended(count: Int(stream.pointee.total_out)) }
        let isRead = stream.pointee.avail_in == 0 && pieces[(number + 1)...].allSatisfy(\.isEmpty)
        return isRead ? .filled : .trailing(offset: offset)
      case Z_OK, Z_BUF_ERROR:
        if stream.pointee.avail_in > 0 { return .tooLong }
      default:
        let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's error \(status)"
        return .damaged(reason: reason, offset: offset)
      }
    }
    // All is read. Where the output is full too, only the end of the stream is missing.
    return .ended(count: Int(stream.pointee.total_out))
  }

  /// Returns the CRC-32 of a part of a file (PNG, annex D).
  ///
  /// - Precondition: `range` is within `file`.
  static func crc32(_ range: Range<Int>, of file: [UInt8]) -> UInt32 {
    file.withUnsafeBufferPointer { bytes in
      UInt32(
        truncatingIfNeeded: crc32_z(0, bytes.extracting(range).baseAddress, range.count))
    }
  }
}
