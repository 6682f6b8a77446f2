import CKernels
import Testing

@Suite struct MixedLossTests {
  /// The loss and the gradient of two labels, mixed.
  @Test(
    arguments: [
      (BENCH_SOFTMAX_CROSS_ENTROPY, false), (BENCH_WEIGHTED_CROSS_ENTROPY, false),
      (BENCH_SOFTMAX_BINARY_CROSS_ENTROPY, false), (BENCH_NLL, true),
    ], [16, 1, 7])
  func `the loss is that of both labels, each with its share, bit for bit`(
    kind: (Int, takesProbabilities: Bool), examples: Int
  ) {
    let classes = 11
    let outputs = noise(classes * 16, 21).map { kind.takesProbabilities ? ($0 + 1) / 2 : $0 * 5 }
    let own = (0..<16).map { Int32($0 * 7 % classes) }
    let partners = (0..<16).map { Int32(($0 * 5 + 3) % classes) }
    let shares = noise(16, 22).map { ($0 + 1) / 2 }
    let weights = noise(classes, 23).map { $0 + 2 }
    for set in kernelSets {
      func loss(_ labels: [Int32], partners: [Int32] = []) -> LossOfGroup {
        LossOfGroup(
          kind.0, of: outputs, labels: labels, examples: examples, gradientScale: 0.125,
          smoothing: 0.1, classWeights: weights, partners: partners, shares: shares, set)
      }
      let (mixed, first, second) = (loss(own, partners: partners), loss(own), loss(partners))
      func mix(_ share: Float, _ a: Float, _ b: Float) -> Float {
        ((1 - share) * b).addingProduct(share, a)
      }
      let losses = (0..<16).map { lane in
        lane < examples ? mix(shares[lane], first.losses[lane], second.losses[lane]) : 0
      }
      #expect(mixed.losses.bits == losses.bits, "\(set.title)")
      let gradient = outputs.indices.map { i in
        i % 16 < examples ? mix(shares[i % 16], first.gradient[i], second.gradient[i]) : 0
      }
      #expect(mixed.gradient.bits == gradient.bits, "\(set.title)")
      #expect(mixed.predictions == first.predictions, "\(set.title)")
      #expect(mixed.probabilities.bits == first.probabilities.bits, "\(set.title)")
    }
  }

  @Test func `a share of one is the own label's loss, and equal labels' is that of both`() {
    let outputs = noise(5 * 16, 24).map { $0 * 3 }
    let own = (0..<16).map { Int32($0 % 5) }
    for set in kernelSets {
      func loss(_ partners: [Int32], share: Float) -> LossOfGroup {
        LossOfGroup(
          BENCH_SOFTMAX_CROSS_ENTROPY, of: outputs, labels: own, examples: 16,
          partners: partners, shares: [Float](repeating: share, count: 16), set)
      }
      let plain = loss([], share: 1)
      let others = own.map { ($0 + 1) % 5 }
      #expect(loss(others, share: 1).losses.bits == plain.losses.bits)
      #expect(loss(others, share: 1).gradient.bits == plain.gradient.bits)
      for (mixed, expected) in zip(loss(own, share: 0.3).losses, plain.losses) {
        // Two roundings of shares and one of the sum.
        #expect(abs(mixed - expected) <= 3 * expected.ulp)
      }
    }
  }
}
