import CZlib

/// The largest factor by which a deflate stream grows (zlib's technical notes).
package let mostInflation = 1032

/// A stream of compressed bytes that zlib inflates, used again after `reset`.
///
/// This target is the only one that calls zlib.
package struct InflateStream: ~Copyable {
  /// What surrounds the deflate stream, as zlib's `windowBits`.
  package enum Form: Int32 {
    /// RFC 1950.
    case zlib = 15
    /// RFC 1952.
    case gzip = 31
    /// Nothing.
    case raw = -15
  }

  package enum Status: Hashable, Sendable {
    case goesOn
    /// zlib needs more input, or more room for output.
    case starved
    /// The stream has ended, its checksum right.
    case ended
    case damaged
  }

  /// The result of a call.
  package struct Outcome: Hashable, Sendable {
    package let status: Status
    /// The number of bytes of the input that were read.
    package let read: Int
    /// The number of bytes of the output that were written.
    package let written: Int
    /// What zlib says of a call that was starved or of a damaged stream.
    package let reason: String
  }

  // On the heap, because zlib stores the address and refuses a stream that has moved.
  private let stream: UnsafeMutablePointer<z_stream>

  package init(_ form: Form) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = inflateInit2_(
      stream, form.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib has no memory")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Makes it ready for another stream.
  package mutating func reset() { inflateReset(stream) }

  /// Inflates until the input is read, the output is full or the stream ends.
  ///
  /// - Parameter isLast: whether this is the rest of the stream, with room for all that it holds.
  ///   Asking for all in one call spares zlib its window.
  /// - Precondition: input and output are shorter than 4 GiB.
  package mutating func inflate(
    _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>,
    isLast: Bool
  ) -> Outcome {
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.baseAddress
    stream.pointee.avail_out = UInt32(output.count)
    let code = CZlib.inflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
    let status: Status =
      switch code {
      case Z_OK: .goesOn
      case Z_BUF_ERROR: .starved
      case Z_STREAM_END: .ended
      default: .damaged
      }
    let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's error \(code)"
    return Outcome(
      status: status, read: input.count - Int(stream.pointee.avail_in),
      written: output.count - Int(stream.pointee.avail_out), reason: reason)
  }
}

/// Returns the CRC-32 of the bytes in `range`, of the polynomial of gzip, zip and PNG.
package func crc32(_ bytes: [UInt8], in range: Range<Int>) -> UInt32 {
  bytes[range].withUnsafeBufferPointer { UInt32(crc32_z(0, $0.baseAddress, $0.count)) }
}
