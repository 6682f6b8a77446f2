import Arrays
import Engine
import Files
import Inflation

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
/// whatever their headers claim.
///
/// - Throws: a `DataFileProblem` if the stream is damaged or incomplete, or exceeds the limit.
package func inflateGzip(_ compressed: Span<UInt8>, limit: Int) throws(DataFileProblem)
  -> InflatedBytes
{
  let (bound, overflows) = compressed.count.multipliedReportingOverflow(by: mostInflation)
  let most = mostInflated(of: compressed.count)
  // Room for one byte more, which would show that there is too much.
  let capacity = min(limit, overflows ? .max : bound, most == .max ? .max : most + 1)
  var problem: DataFileProblem?
  var isWhole = false
  let bytes = [UInt8](unsafeUninitializedCapacity: capacity) {
    output, count in
    compressed.withUnsafeBufferPointer { input in
      do throws(DataFileProblem) {
        isWhole = try inflate(input, into: output, count: &count)
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
  let problem = Guarded<DataFileProblem?>(nil)
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
  var stream = InflateStream(.gzip)
  // The trailer comes after the last byte that fits.
  let outcome = stream.inflate(member, into: output, isLast: true)
  guard outcome.status == .ended, outcome.read == member.count, outcome.written == output.count
  else { throw .gzipDamaged(reason: outcome.reason, afterInflatedBytes: outcome.written) }
}

/// Inflates until `output` is full or the last member has ended; returns whether it has.
private func inflate(
  _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>,
  count: inout Int
) throws(DataFileProblem) -> Bool {
  // zlib counts in 32 bits: at most a gigabyte each way a call.
  let portion = 1 << 30
  var stream = InflateStream(.gzip)
  var read = 0
  while count < output.count {
    let outcome = stream.inflate(
      input.extracting(read..<min(read + portion, input.count)),
      into: output.extracting(count..<min(count + portion, output.count)), isLast: false)
    read += outcome.read
    count += outcome.written
    switch outcome.status {
    case .goesOn: continue
    case .ended:
      if read == input.count { return true }
      guard isGzip(input.extracting(read...).span) else {
        throw .gzipTrailing(bytes: input.count - read)
      }
      stream.reset()
    case .starved: throw .gzipTruncated(afterInflatedBytes: count)
    case .damaged: throw .gzipDamaged(reason: outcome.reason, afterInflatedBytes: count)
    }
  }
  return false
}
