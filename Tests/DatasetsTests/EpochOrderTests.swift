import Datasets
import Engine
import Files
import Testing

@Suite("Epoch order")
struct EpochOrderTests {
  @Test(arguments: [0, 1, 2, 3, 16, 17, 1000, 60_000])
  func `every example comes once`(count: Int) {
    let order = epochOrder(count: count, seed: 7, epoch: 3, shuffled: true)
    #expect(order.sorted() == Array(0..<Int32(count)))
  }

  @Test func `without shuffling the order is ascending`() {
    #expect(epochOrder(count: 5, seed: 7, epoch: 3, shuffled: false) == [0, 1, 2, 3, 4])
  }

  /// From a second implementation, in Python with unbounded integers.
  private static let orders: [(seed: UInt64, epoch: Int, order: [Int32])] = [
    (42, 1, [5, 4, 9, 2, 0, 1, 7, 8, 6, 3]),
    (42, 2, [6, 1, 9, 2, 5, 3, 8, 4, 0, 7]),
    (43, 1, [1, 4, 2, 6, 3, 9, 7, 0, 5, 8]),
    (0x100_0000_0007, 1, [5, 4, 1, 2, 6, 3, 0, 7, 9, 8]),
  ]

  @Test(arguments: orders)
  func `the order is the one of its seed and epoch`(seed: UInt64, epoch: Int, order: [Int32]) {
    #expect(epochOrder(count: 10, seed: seed, epoch: epoch, shuffled: true) == order)
  }

  @Test func `the order of a whole data set is pinned`() {
    let order = epochOrder(count: 60_000, seed: 42, epoch: 1, shuffled: true)
    #expect(order.prefix(4) == [52_264, 11_520, 51_620, 1663])
    let bytes = order.flatMap { place in
      [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: place >> $0) }
    }
    #expect(
      SHA256.hash(bytes).description
        == "4c7ab9a6e05dfbae1cdf570bf7c8ea00f903c7ef393c26648210cdfe32e32153")
  }

  @Test func `every order of three is as likely as another`() {
    var counts = [[Int32]: Int]()
    for epoch in 1...6000 {
      counts[epochOrder(count: 3, seed: 1, epoch: epoch, shuffled: true), default: 0] += 1
    }
    #expect(counts.count == 6)
    // 1000 expected of each; five standard deviations of a binomial count are 144.
    for (order, count) in counts { #expect(abs(count - 1000) < 144, "\(order)") }
  }
}
