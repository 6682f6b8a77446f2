import CZlib

/// What came out of a gzip stream.
package struct InflatedBytes {
  package var bytes: [UInt8]
  /// Whether the stream ended here, its checksums right.
  package var isWhole: Bool
}

/// Whether `contents` begin like a gzip member (RFC 1952, 2.3.1).
func isGzip(_ contents: Span<UInt8>) -> Bool {
  contents.count >= 2 && contents[0] == 0x1F && contents[1] == 0x8B
}

/// Inflates a gzip stream of one or more members, `limit` bytes at most.
///
/// Memory is bounded by `limit` and by what the compressed bytes can hold, whatever they say.
/// The only file that hands pointers to zlib.
package func inflateGzip(_ compressed: Span<UInt8>, limit: Int) throws(FileProblem) -> InflatedBytes
{
  // On the heap: zlib keeps the address and refuses a stream that has moved.
  let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  stream.initialize(to: z_stream())
  defer { stream.deallocate() }
  let windowBitsOfGzip: Int32 = 15 + 16
  let status = inflateInit2_(
    stream, windowBitsOfGzip, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  precondition(status == Z_OK)
  defer { inflateEnd(stream) }

  // A deflate stream grows at most 1032-fold (zlib's technical notes).
  let (bound, overflows) = compressed.count.multipliedReportingOverflow(by: 1032)
  var problem: FileProblem?
  var isWhole = false
  let bytes = [UInt8](unsafeUninitializedCapacity: overflows ? limit : min(limit, bound)) {
    output, count in
    compressed.withUnsafeBufferPointer { input in
      do throws(FileProblem) {
        isWhole = try inflate(stream, input, into: output, count: &count)
      } catch {
        problem = error
      }
    }
  }
  if let problem { throw problem }
  return InflatedBytes(bytes: bytes, isWhole: isWhole)
}

/// Inflates until `output` is full or the last member has ended; returns whether it has.
private func inflate(
  _ stream: UnsafeMutablePointer<z_stream>, _ input: UnsafeBufferPointer<UInt8>,
  into output: UnsafeMutableBufferPointer<UInt8>, count: inout Int
) throws(FileProblem) -> Bool {
  // zlib counts in 32 bits: at most a gigabyte each way a call.
  let portion = 1 << 30
  var read = 0
  while count < output.count {
    let available = min(portion, input.count - read)
    let room = min(portion, output.count - count)
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress).map { $0 + read }
    stream.pointee.avail_in = UInt32(available)
    stream.pointee.next_out = output.baseAddress.map { $0 + count }
    stream.pointee.avail_out = UInt32(room)
    let status = CZlib.inflate(stream, Z_NO_FLUSH)
    read += available - Int(stream.pointee.avail_in)
    count += room - Int(stream.pointee.avail_out)
    switch status {
    case Z_OK: continue
    case Z_STREAM_END:
      if read == input.count { return true }
      guard isGzip(input.extracting(read...).span) else {
        throw .gzipTrailing(bytes: input.count - read)
      }
      inflateReset(stream)
    case Z_BUF_ERROR: throw .gzipTruncated(afterInflatedBytes: count)
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's error \(status)"
      throw .gzipDamaged(reason: reason, afterInflatedBytes: count)
    }
  }
  return false
}
