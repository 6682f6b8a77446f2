import Engine
import Files

extension ExampleSet {
  /// The hash of each example's stored values: FNV-1a of Fowler, Noll and Vo with 64 bits, in steps
  /// of one pixel or one float32. Computed by all threads. Equal hashes do not prove equal examples;
  /// `isEqual` does.
  func hashes() -> [UInt64] {
    let portion = 512
    let all = Guarded([UInt64](repeating: 0, count: count))
    performConcurrently(iterations: (count + portion - 1) / portion) { number in
      let range = number * portion..<min((number + 1) * portion, count)
      let hashes = hashes(of: range)
      all.withLock { $0.replaceSubrange(range, with: hashes) }
    }
    return all.withLock { $0 }
  }

  private func hashes(of range: Range<Int>) -> [UInt64] {
    switch values {
    case .images(let images):
      let (bytes, size) = (images.bytes.span, images.rawShape.count)
      return range.map { position in
        let start = images.start(of: indices[position])
        var hash = offsetBasis
        for place in start..<start + size { hash = (hash ^ UInt64(bytes[place])) &* prime }
        return hash
      }
    case .floats(let floats):
      let (floats, width) = (floats.span, width)
      return range.map { position in
        var hash = offsetBasis
        for place in position * width..<(position + 1) * width {
          hash = (hash ^ UInt64(floats[place].bitPattern)) &* prime
          // The high bits of a float hold the most, and a product moves bits only upwards.
          hash ^= hash >> 32
        }
        return hash
      }
    }
  }

  /// Whether two examples have the same stored values, bit for bit.
  func isEqual(_ position: Int, to other: Int, of set: ExampleSet) -> Bool {
    switch (values, set.values) {
    case (.images(let images), .images(let others)):
      let size = images.rawShape.count
      let start = images.start(of: indices[position])
      let otherStart = others.start(of: set.indices[other])
      return images.bytes[start..<start + size] == others.bytes[otherStart..<otherStart + size]
    case (.floats(let floats), .floats(let others)):
      return (0..<width).allSatisfy {
        floats[position * width + $0].bitPattern == others[other * width + $0].bitPattern
      }
    default: return false
    }
  }

  /// Whether two examples have the same class or values to learn.
  func hasTarget(_ position: Int, of set: ExampleSet, at other: Int) -> Bool {
    switch (targets, set.targets) {
    case (.classes(let classes), .classes(let others)): return classes[position] == others[other]
    case (.values(let values, let width), .values(let others, _)):
      return values[position * width..<(position + 1) * width]
        == others[other * width..<(other + 1) * width]
    default: return false
    }
  }
}

private let offsetBasis: UInt64 = 0xcbf2_9ce4_8422_2325
private let prime: UInt64 = 0x100_0000_01b3
