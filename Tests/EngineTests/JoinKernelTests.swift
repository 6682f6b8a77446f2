import CKernels
import Testing

@Suite struct JoinKernelTests {
  private static let (channels, area) = (5, 3)
  private static let count = channels * area * 16

  @Test func `a sum is that of each element`() {
    let a = noise(Self.count, 1), b = noise(Self.count, 2)
    let expected = zip(a, b).map { $0 + $1 }
    for set in kernelSets {
      var y = a
      set.add(a, b, &y, Int64(Self.count / 16))
      #expect(y.bits == expected.bits, "\(set.title)")
    }
  }

  /// Two or three inputs, of which the second has one value a channel; each gradient too.
  @Test(arguments: [2, 3], [-1, 0, 1, 2])
  func `a product goes from left to right`(inputs: Int, leftOut: Int) {
    guard leftOut < inputs else { return }
    let all = [noise(Self.count, 1), noise(Self.channels * 16, 2), noise(Self.count, 3)]
    let isChannel: [Int32] = [0, 1, 0]
    let dy = noise(Self.count, 4)
    let sums = leftOut == 1
    var expected = [Float](repeating: 0, count: sums ? Self.channels * 16 : Self.count)
    for i in 0..<Self.count {
      let channel = i / (Self.area * 16) * 16 + i % 16
      let factors =
        (leftOut < 0 ? [] : [dy[i]])
        + (0..<inputs).filter { $0 != leftOut }.map { $0 == 1 ? all[1][channel] : all[$0][i] }
      let product = factors.dropFirst().reduce(factors[0]) { $0 * $1 }
      if sums { expected[channel] += product } else { expected[i] = product }
    }
    for set in kernelSets {
      var y = expected.map { _ in Float.nan }
      all[0].withUnsafeBufferPointer { first in
        all[1].withUnsafeBufferPointer { second in
          all[2].withUnsafeBufferPointer { third in
            let addresses = [first.baseAddress, second.baseAddress, third.baseAddress]
            dy.withUnsafeBufferPointer { dy in
              addresses.withUnsafeBufferPointer { x in
                isChannel.withUnsafeBufferPointer { isChannel in
                  var product = bench_product(
                    inputs: Int32(inputs), channels: Int32(Self.channels), area: Int32(Self.area),
                    x: x.baseAddress, is_channel: isChannel.baseAddress,
                    left_out: Int32(leftOut), dy: leftOut < 0 ? nil : dy.baseAddress)
                  set.product(&product, &y)
                }
              }
            }
          }
        }
      }
      #expect(y.bits == expected.bits, "\(set.title)")
    }
  }
}
