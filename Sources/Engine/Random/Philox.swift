/// The purpose of a random stream. Streams of different purposes never overlap.
package enum RandomPurpose: UInt32, Sendable {
  case initialization = 0
  case shuffle = 1
  case dropout = 2
  case augmentation = 3
  case subset = 4
  case generator = 5
  case split = 16
  /// The points of a sweep.
  case sweep = 32
  /// The candidates of a sweep's proposals.
  case proposal = 33
}

/// A counter-based stream of random numbers: a pure function of (seed, purpose, index, position),
/// so there is no state of a generator to save.
///
/// Philox4x32-10 of Salmon, Moraes, Dror & Shaw, Parallel Random Numbers: As Easy as 1, 2, 3, SC
/// 2011. The key is the seed; the counter is (block, sub-index, index, purpose).
package struct Philox: Sendable {
  private let seed: UInt64
  private let purpose: RandomPurpose
  private let index: UInt32
  private let subIndex: UInt32

  /// - Parameters:
  ///   - index: the layer, epoch or step the stream belongs to.
  ///   - subIndex: the example or parameter inside it.
  package init(seed: UInt64, purpose: RandomPurpose, index: UInt32, subIndex: UInt32 = 0) {
    self.seed = seed
    self.purpose = purpose
    self.index = index
    self.subIndex = subIndex
  }

  /// Returns the four words of one block.
  package func block(_ block: UInt32) -> SIMD4<UInt32> {
    Self.bijection(
      counter: [block, subIndex, index, purpose.rawValue],
      key: [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)])
  }

  /// Returns word `position` of the stream.
  package func word(_ position: Int) -> UInt32 {
    block(UInt32(position >> 2))[position & 3]
  }

  /// Returns a float64 in [0, 1) with 53 random bits, from words 2·position and 2·position + 1.
  package func uniform(_ position: Int) -> Double {
    let words = block(UInt32(position >> 1))
    let pair = position & 1
    let bits = UInt64(words[2 * pair]) << 32 | UInt64(words[2 * pair + 1])
    return Double(bits >> 11) * 0x1p-53
  }

  /// The ten rounds of Philox4x32, a bijection of the counter for each key.
  package static func bijection(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> SIMD4<UInt32> {
    // Scalars, because the baseline instruction set would split vectors at every multiplication.
    var (x0, x1, x2, x3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let left = UInt64(0xD251_1F53) * UInt64(x0)
      let right = UInt64(0xCD9E_8D57) * UInt64(x2)
      x0 = UInt32(truncatingIfNeeded: right >> 32) ^ x1 ^ k0
      x1 = UInt32(truncatingIfNeeded: right)
      x2 = UInt32(truncatingIfNeeded: left >> 32) ^ x3 ^ k1
      x3 = UInt32(truncatingIfNeeded: left)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return [x0, x1, x2, x3]
  }
}
