import Inflation

/// Returns the limit of inflating a number of bytes: a hundred times as many, or 256 MiB if that is
/// more.
///
/// Numbers and pictures shrink to a third or a tenth. A file that shrank to less than a hundredth
/// holds almost nothing, and 1 MB of it would fill a gigabyte.
package func mostInflated(of compressedCount: Int) -> Int {
  let (product, overflows) = compressedCount.multipliedReportingOverflow(by: 100)
  return overflows ? .max : max(1 << 28, product)
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
  guard size <= range.count * mostInflation else {
    throw .zip(.streamTruncated(afterInflatedBytes: range.count * mostInflation, expected: size))
  }
  let wanted = min(prefix ?? size, size)
  var outcome: InflateStream.Outcome?
  // Room for one byte more, which would show that there is too much; zlib also needs a place to
  // write to where a stream is empty.
  var inflated = [UInt8](unsafeUninitializedCapacity: wanted + 1) { output, count in
    var stream = InflateStream(.raw)
    bytes[range].withUnsafeBufferPointer {
      let found = stream.inflate($0, into: output, isLast: true)
      count = found.written
      outcome = found
    }
  }
  if inflated.count > wanted {
    inflated.removeLast()
    if prefix == nil { throw .zip(.goesOn(expected: size)) }
  }
  if let prefix, wanted == prefix, inflated.count == wanted { return inflated }
  guard let outcome, outcome.status != .damaged else {
    throw .zip(.damaged(reason: outcome?.reason ?? "", afterInflatedBytes: inflated.count))
  }
  guard outcome.status == .ended, inflated.count == size else {
    throw .zip(.streamTruncated(afterInflatedBytes: inflated.count, expected: size))
  }
  guard outcome.read == range.count else {
    throw .zip(.compressedTrailing(bytes: range.count - outcome.read))
  }
  return inflated
}
