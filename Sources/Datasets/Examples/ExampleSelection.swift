import Engine

/// The selected examples of a part.
package enum ExampleSelection: Hashable, Sendable {
  case range(Range<Int>)
  /// Drawn by the seed; stratified: of each class its share.
  case drawn(count: Int, isStratified: Bool)

  /// How many.
  package var count: Int {
    switch self {
    case .range(let range): range.count
    case .drawn(let count, _): count
    }
  }

  /// The consecutive examples of a part that these are among.
  func reach(in available: Int) -> Range<Int> {
    switch self {
    case .range(let range): range
    case .drawn: 0..<available
    }
  }
}

extension Range<Int> {
  /// Returns the shortest range that contains both; an empty range is ignored.
  func hull(with other: Range<Int>) -> Range<Int> {
    if isEmpty { return other }
    if other.isEmpty { return self }
    return Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
  }
}

/// Draws examples without repetition, a pure function of the available examples and the stream.
///
/// The available examples are put in random order (`Philox.permutation`) and the first ones are
/// taken. If stratified, an example is skipped if its class already has its share.
struct ExampleDraw {
  /// Positions in the part, ascending.
  let available: [Int]
  let stream: Philox

  /// Returns `count` positions, ascending.
  func positions(_ count: Int) -> [Int] {
    Array(order.prefix(count)).sorted()
  }

  /// Returns `count` positions, ascending, of each class its share.
  ///
  /// - Parameter classes: of every example of the part.
  func positions(_ count: Int, stratifiedBy classes: [UInt16]) -> [Int] {
    var sizes = [Int](repeating: 0, count: Int(classes.max() ?? 0) + 1)
    for position in available { sizes[Int(classes[position])] += 1 }
    var room = Self.shares(of: count, among: sizes)
    var drawn: [Int] = []
    for position in order where room[Int(classes[position])] > 0 {
      room[Int(classes[position])] -= 1
      drawn.append(position)
    }
    return drawn.sorted()
  }

  private var order: [Int] {
    stream.permutation(of: available.count).map { available[Int($0)] }
  }

  /// Splits `count` in proportion to `sizes`, whose sum must not be smaller: each share is rounded
  /// down, and the remainder goes to the largest fractions, the first of equal ones.
  static func shares(of count: Int, among sizes: [Int]) -> [Int] {
    let total = sizes.reduce(0, +)
    guard total > 0 else { return sizes }
    var shares = sizes.map { $0 * count / total }
    let remainders = sizes.map { $0 * count % total }
    let order = sizes.indices.sorted { (-remainders[$0], $0) < (-remainders[$1], $1) }
    for index in order.prefix(count - shares.reduce(0, +)) { shares[index] += 1 }
    return shares
  }
}
