import Arrays
import CZlib
import Engine
import Synchronization

/// The content of a gzip stream.
package struct InflatedBytes {
  package var bytes: [UInt8]
  /// Whether the stream ended here, its checksums right.
  package var isWhole: Bool
}

/// Whether `contents` begin like a gzip member (RFC 1952, 2.3.1).
func isGzip(_ contents: Span<UInt8>) -> Bool {
  contents.count >= 2 && contents[0] == 0x1F && contents[1] == 0x8B
}

/// Inflates a gzip stream of one or more members, to at most `limit` bytes.
///
/// Memory is bounded by `limit`, by `mostInflated`, and by what the compressed bytes can hold,
/// whatever their headers claim. This is the only file of this target that passes pointers to zlib.
///
/// - Throws: a `DataFileProblem` if the stream is damaged or incomplete, or exceeds the limit.
package func inflateGzip(_ compressed: Span<UInt8>, limit: Int) throws(DataFileProblem)
  -> InflatedBytes
{
  // A deflate stream grows at most 1032-fold (zlib's technical notes).
  let (bound, overflows) = compressed.count.multipliedReportingOverflow(by: 1032)
  let most = mostInflated(of: compressed.count)
  // Room for one byte more, which would show that there is too much.
  let capacity = min(limit, overflows ? .max : bound, most == .max ? .max : most + 1)
  var problem: DataFileProblem?
  var isWhole = false
  let bytes = [UInt8](unsafeUninitializedCapacity: capacity) {
    output, count in
    compressed.withUnsafeBufferPointer { input in
      do throws(DataFileProblem) {
        try withStream { stream throws(DataFileProblem) in
          isWhole = try inflate(stream, input, into: output, count: &count)
        }
      } catch {
        problem = error
      }
    }
  }
  if let problem { throw problem }
  guard bytes.count <= most else {
    throw .inflatesTooFar(bytes: compressed.count, limit: most)
  }
  return InflatedBytes(bytes: bytes, isWhole: isWhole)
}

/// Inflates consecutive members of `stream` on all cores, each to its own part of the result.
///
/// The sizes that they claim are allocated at once, so this is only for included data, not for
/// files of a person.
package func inflate(
  _ members: [GzipMember], of stream: Span<UInt8>
) throws(DataFileProblem) -> [UInt8] {
  guard let first = members.first, let last = members.last else { return [] }
  let start = first.inflated.lowerBound
  let problem = Mutex<DataFileProblem?>(nil)
  let bytes = [UInt8](unsafeUninitializedCapacity: last.inflated.upperBound - start) {
    output, count in
    count = output.count
    // Members write to disjoint parts, and all finish before the buffers end.
    nonisolated(unsafe) let output = output
    stream.withUnsafeBufferPointer { input in
      nonisolated(unsafe) let input = input
      performConcurrently(iterations: members.count) { index in
        let member = members[index]
        let place = member.inflated.lowerBound - start..<member.inflated.upperBound - start
        do throws(DataFileProblem) {
          try inflate(
            input.extracting(member.compressed), into: output.extracting(place))
        } catch {
          problem.withLock { $0 = error }
        }
      }
    }
  }
  if let problem = problem.withLock({ $0 }) { throw problem }
  return bytes
}

/// Inflates one member, which must fill `output` exactly.
private func inflate(
  _ member: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
) throws(DataFileProblem) {
  var count = 0
  try withStream { stream throws(DataFileProblem) in
    // The trailer comes after the last byte that fits. Asking for all in one call also spares zlib
    // its window.
    stream.pointee.next_in = UnsafeMutablePointer(mutating: member.baseAddress)
    stream.pointee.avail_in = UInt32(member.count)
    stream.pointee.next_out = output.baseAddress
    stream.pointee.avail_out = UInt32(output.count)
    let status = CZlib.inflate(stream, Z_FINISH)
    count = output.count - Int(stream.pointee.avail_out)
    guard status == Z_STREAM_END, stream.pointee.avail_in == 0, count == output.count else {
      throw damage(stream, status, after: count)
    }
  }
}

/// Calls `body` with a fresh stream for gzip.
private func withStream(
  _ body: (UnsafeMutablePointer<z_stream>) throws(DataFileProblem) -> Void
) throws(DataFileProblem) {
  // On the heap, because zlib stores the address and refuses a stream that has moved.
  let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  stream.initialize(to: z_stream())
  defer { stream.deallocate() }
  let windowBitsOfGzip: Int32 = 15 + 16
  let status = inflateInit2_(
    stream, windowBitsOfGzip, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  precondition(status == Z_OK)
  defer { inflateEnd(stream) }
  try body(stream)
}

private func damage(
  _ stream: UnsafeMutablePointer<z_stream>, _ status: Int32, after count: Int
) -> DataFileProblem {
  let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's error \(status)"
  return .gzipDamaged(reason: reason, afterInflatedBytes: count)
}

/// Inflates until `output` is full or the last member has ended; returns whether it has.
private func inflate(
  _ stream: UnsafeMutablePointer<z_stream>, _ input: UnsafeBufferPointer<UInt8>,
  into output: UnsafeMutableBufferPointer<UInt8>, count: inout Int
) throws(DataFileProblem) -> Bool {
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
    default: throw damage(stream, status, after: count)
    }
  }
  return false
}
