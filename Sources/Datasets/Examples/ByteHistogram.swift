import Engine
import Files

/// How often each byte occurs.
package struct ByteHistogram {
  private var counts = [UInt64](repeating: 0, count: 256)

  /// Starts with all counts at zero.
  package init() {}

  /// Counts `bytes`.
  package init(_ bytes: Span<UInt8>) {
    add(bytes)
  }

  /// Counts the `size` bytes at each of `starts`, on all cores.
  init(_ bytes: [UInt8], starts: [Int], size: Int) {
    let portion = 2048
    let total = Guarded(ByteHistogram())
    performConcurrently(iterations: (starts.count + portion - 1) / portion) { index in
      var histogram = ByteHistogram()
      for start in starts[index * portion..<min((index + 1) * portion, starts.count)] {
        histogram.add(bytes.span.extracting(start..<start + size))
      }
      total.withLock { $0.add(histogram) }
    }
    self = total.withLock { $0 }
  }

  private mutating func add(_ other: ByteHistogram) {
    for byte in counts.indices { counts[byte] += other.counts[byte] }
  }

  /// Adds `bytes` to the counts, eight at a time if all eight are background (0), as most of a
  /// digit is.
  package mutating func add(_ bytes: Span<UInt8>) {
    let words = bytes.count / 8
    let raw = bytes.bytes
    var counts = self.counts.mutableSpan
    for word in 0..<words {
      var eight = raw.unsafeLoadUnaligned(fromByteOffset: 8 * word, as: UInt64.self)
      if eight == 0 {
        counts[0] += 8
      } else {
        for _ in 0..<8 {
          counts[Int(eight & 255)] += 1
          eight >>= 8
        }
      }
    }
    for i in 8 * words..<bytes.count { counts[Int(bytes[i])] += 1 }
  }

  private var total: UInt64 { counts.reduce(0, +) }

  /// Σ b^power over all bytes, exact.
  private func sum(power: Int) -> UInt64 {
    (0..<256).reduce(0) { $0 + counts[$1] * UInt64(power == 1 ? $1 : $1 * $1) }
  }

  /// Mean of b/255: Σb ÷ 255n, a division of exact integers.
  package var mean: Double { Double(sum(power: 1)) / Double(255 * total) }

  /// Population deviation of b/255: √(n·Σb² − (Σb)²) ÷ 255n, the radicand an exact integer.
  package var deviation: Double {
    let n = UInt128(total)
    let sum = UInt128(sum(power: 1))
    let squares = UInt128(self.sum(power: 2))
    return Double(n * squares - sum * sum).squareRoot() / Double(255 * total)
  }
}
