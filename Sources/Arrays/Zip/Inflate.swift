import CZlib

/// Returns the limit of inflating a number of bytes: a hundred times as many, or 256 MiB if that is
/// more.
///
/// Numbers and pictures shrink to a third or a tenth. A file that shrank to less than a hundredth
/// holds almost nothing, and 1 MB of it would fill a gigabyte.
package func mostInflated(of compressedCount: Int) -> Int {
  let (product, overflows) = compressedCount.multipliedReportingOverflow(by: 100)
  return overflows ? .max : max(1 << 28, product)
}

/// Returns the CRC-32 of the bytes in `range` (APPNOTE.TXT 6.3.10, 4.4.7), by zlib.
func checksum(_ bytes: [UInt8], in range: Range<Int>) -> UInt32 {
  bytes[range].withUnsafeBufferPointer { UInt32(crc32_z(0, $0.baseAddress, $0.count)) }
}

/// Inflates a raw deflate stream (RFC 1951).
///
/// Memory is bounded by `size`, and by what the compressed bytes can hold.
///
/// - Parameters:
///   - bytes: holds the stream.
///   - range: where it is in `bytes`.
///   - size: the number of bytes that it must hold.
///   - prefix: inflates only this many bytes, and does not check what follows; nil for all.
/// - Throws: a `ZipProblem` if the stream is damaged, or holds fewer or more bytes.
func inflateRaw(
  _ bytes: [UInt8], in range: Range<Int>, size: Int, prefix: Int? = nil
) throws(ArrayProblem) -> [UInt8] {
  // zlib counts in 32 bits. Nothing that is read is as long.
  guard range.count <= UInt32.max, size < UInt32.max else {
    throw .zip(.tooLarge(bytes: max(range.count, size), limit: Int(UInt32.max) - 1))
  }
  // A deflate stream grows at most 1032-fold (zlib's technical notes).
  guard size <= range.count * 1032 else {
    throw .zip(.streamTruncated(afterInflatedBytes: range.count * 1032, expected: size))
  }
  let wanted = min(prefix ?? size, size)
  var outcome = InflateOutcome()
  // Room for one byte more, which would show that there is too much; zlib also needs a place to
  // write to where a stream is empty.
  var inflated = [UInt8](unsafeUninitializedCapacity: wanted + 1) { output, count in
    bytes[range].withUnsafeBufferPointer { outcome = inflate($0, into: output) }
    count = outcome.count
  }
  if inflated.count > wanted {
    inflated.removeLast()
    if prefix == nil { throw .zip(.goesOn(expected: size)) }
  }
  if let prefix, wanted == prefix, inflated.count == wanted { return inflated }
  switch outcome.status {
  case Z_STREAM_END:
    guard inflated.count == size else {
      throw .zip(.streamTruncated(afterInflatedBytes: inflated.count, expected: size))
    }
    guard outcome.rest == 0 else { throw .zip(.compressedTrailing(bytes: outcome.rest)) }
    return inflated
  case Z_OK, Z_BUF_ERROR:
    throw .zip(.streamTruncated(afterInflatedBytes: inflated.count, expected: size))
  default:
    throw .zip(.damaged(reason: outcome.reason, afterInflatedBytes: inflated.count))
  }
}

private struct InflateOutcome {
  var status = Z_OK
  /// The number of bytes written.
  var count = 0
  /// The number of bytes not read.
  var rest = 0
  var reason = ""
}

/// Inflates until the stream ends or `output` is full.
private func inflate(
  _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
) -> InflateOutcome {
  // On the heap, because zlib stores the address and refuses a stream that has moved.
  let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  stream.initialize(to: z_stream())
  defer { stream.deallocate() }
  let windowBitsOfRawDeflate: Int32 = -15
  let start = inflateInit2_(
    stream, windowBitsOfRawDeflate, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  precondition(start == Z_OK)
  defer { inflateEnd(stream) }
  stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
  stream.pointee.avail_in = UInt32(input.count)
  stream.pointee.next_out = output.baseAddress
  stream.pointee.avail_out = UInt32(output.count)
  let status = CZlib.inflate(stream, Z_FINISH)
  return InflateOutcome(
    status: status, count: output.count - Int(stream.pointee.avail_out),
    rest: Int(stream.pointee.avail_in),
    reason: stream.pointee.msg.map { String(cString: $0) } ?? "zlib's error \(status)")
}
