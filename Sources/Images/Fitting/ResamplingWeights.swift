/// The weights of a triangle filter that makes `count` samples of others.
///
/// When samples become fewer, the triangle is as much wider, so that each of them counts.
struct ResamplingWeights {
  /// A weight is a multiple of 2⁻²².
  static let bits = 22

  let oldCount: Int
  let count: Int
  /// The largest number of weights of a sample.
  let most: Int
  /// For each new sample: the first old one that counts.
  private(set) var first: [Int]
  /// For each new sample: how many old ones count.
  private(set) var counts: [Int]
  /// `values[count, most]`.
  private(set) var values: [UInt32]

  /// Finds the weights with operations on doubles that are exact or correctly rounded everywhere
  /// (IEEE 754), in a fixed order.
  ///
  /// - Precondition: both counts are at least 1 and less than 2²⁴.
  init(from oldCount: Int, to newCount: Int) {
    let scale = Double(oldCount) / Double(newCount)
    let support = max(1, scale)
    let inverse = 1 / support
    self.oldCount = oldCount
    count = newCount
    most = Int(support.rounded(.up)) * 2 + 1
    first = [Int](repeating: 0, count: newCount)
    counts = first
    values = [UInt32](repeating: 0, count: newCount * most)
    var weights = [Double](repeating: 0, count: most)
    for index in 0..<newCount {
      let center = (Double(index) + 0.5) * scale
      // Towards zero, also where the sum is negative.
      let low = max(0, Int(center - support + 0.5))
      let high = min(oldCount, Int(center + support + 0.5))
      var sum = 0.0
      for old in low..<high {
        let distance = ((Double(old) - center + 0.5) * inverse).magnitude
        let weight = distance < 1 ? 1 - distance : 0
        weights[old - low] = weight
        sum += weight
      }
      for tap in 0..<high - low {
        let weight = sum == 0 ? weights[tap] : weights[tap] / sum
        values[index * most + tap] = UInt32(0.5 + weight * Double(1 << Self.bits))
      }
      first[index] = low
      counts[index] = high - low
    }
  }
}
