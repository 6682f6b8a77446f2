import Engine

/// Returns the order in which an epoch visits its examples: a permutation of 0 ..< count, a pure
/// function of (count, seed, epoch), drawn from the Philox stream (seed, shuffle, epoch).
///
/// - Parameters:
///   - epoch: from 1.
///   - shuffled: if false, the order is ascending.
package func epochOrder(count: Int, seed: UInt64, epoch: Int, shuffled: Bool) -> [Int32] {
  guard shuffled else { return (0..<Int32(count)).map { $0 } }
  return Philox(seed: seed, purpose: .shuffle, index: UInt32(epoch)).permutation(of: count)
}

extension Philox {
  /// Returns a permutation of 0 ..< count, each equally likely.
  ///
  /// Fisher–Yates from the last position down. A position below n is drawn from 32-bit words by
  /// multiplication, rejecting the words that would favour some positions (D. Lemire, Fast Random
  /// Integer Generation in an Interval, 2019, algorithm 5). The words are those of the stream in
  /// ascending order, including rejected ones.
  func permutation(of count: Int) -> [Int32] {
    precondition(count <= Int(Int32.max))
    var order = (0..<Int32(count)).map { $0 }
    guard count > 1 else { return order }
    var words = WordReader(self)
    var places = order.mutableSpan
    for last in stride(from: UInt32(count - 1), to: 0, by: -1) {
      places.swapAt(Int(last), Int(words.next(below: last + 1)))
    }
    return order
  }
}

/// Reads a Philox stream word by word, one block at a time.
private struct WordReader {
  private let stream: Philox
  private var words = SIMD4<UInt32>()
  private var position: UInt32 = 0

  init(_ stream: Philox) {
    self.stream = stream
  }

  private mutating func next() -> UInt32 {
    if position & 3 == 0 { words = stream.block(position >> 2) }
    defer { position += 1 }
    return words[Int(position & 3)]
  }

  /// Returns a number in 0 ..< bound, each equally likely.
  mutating func next(below bound: UInt32) -> UInt32 {
    var product = UInt64(next()) * UInt64(bound)
    if UInt32(truncatingIfNeeded: product) < bound {
      let threshold = (0 &- bound) % bound
      while UInt32(truncatingIfNeeded: product) < threshold {
        product = UInt64(next()) * UInt64(bound)
      }
    }
    return UInt32(product >> 32)
  }
}
