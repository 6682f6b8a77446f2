import Datasets
import Engine
import Files
import Foundation
import Testing

/// Examples that are mixed with others.
@Suite("Mixture") struct MixtureTests {
  private static let shape = Shape(2, 6, 8)

  /// Each image of one brightness: 1, 2, … of 255.
  private static let set = ExampleSet(
    images: ByteImages(
      bytes: (1...20).flatMap { [UInt8](repeating: $0, count: 96) }, offset: 0, rawShape: shape,
      padding: 0, tables: [.unit]),
    indices: Array(0..<20), targets: .classes(Array(repeating: 0, count: 20)))

  private func mixed(
    _ examples: [Int32], with partners: [Int32], _ augmenter: Augmenter, kernels: Kernels = .best
  ) -> [Float] {
    var x = [Float](repeating: .nan, count: Self.shape.count * laneCount)
    var span = x.mutableSpan
    Self.set.gather(examples.span, augmenter: augmenter, into: &span, kernels: kernels)
    Self.set.mix(
      examples.span, with: partners.span, augmenter: augmenter, into: &span, kernels: kernels)
    return x
  }

  @Test func `mixup has the share of each example in every pixel and in the label`() {
    let augmenter = Augmenter(Augmentation(mixup: 0.4), seed: 8, epoch: 2)
    let (examples, partners) = ([4, 0, 9] as [Int32], [0, 9, 4] as [Int32])
    let x = mixed(examples, with: partners, augmenter)
    for (lane, (example, partner)) in zip(examples, partners).enumerated() {
      let share = augmenter.mixture(of: Int(example), in: Self.shape).labelShare
      #expect(share > 0 && share < 1)
      let other = (1 - share) * (Float(partner + 1) / 255)
      let pixel = other.addingProduct(share, Float(example + 1) / 255)
      #expect((0..<96).allSatisfy { x[$0 * laneCount + lane] == pixel })
    }
    #expect((0..<96).allSatisfy { x[$0 * laneCount + 3] == 0 })
  }

  @Test func `cutmix replaces a rectangle, and the label has the share of the rest`() {
    let augmenter = Augmenter(Augmentation(cutmix: 1), seed: 8, epoch: 2)
    let examples = Array(Int32(0)..<16), partners = Array(Int32(1)..<17)
    let x = mixed(examples, with: partners, augmenter)
    var shares: Set<Float> = []
    for lane in 0..<16 {
      let stream = Philox(seed: 8, purpose: .augmentation, index: 2, subIndex: UInt32(lane))
      let side = (1 - Augmenter.symmetricBeta(1, from: stream)).squareRoot()
      let (rows, columns) = (Int(side * 6), Int(side * 8))
      let top = Int((UInt64(stream.block(4)[1]) * 6) >> 32) - rows / 2
      let left = Int((UInt64(stream.block(4)[0]) * 8) >> 32) - columns / 2
      var replaced = 0
      for pixel in 0..<96 {
        let isReplaced =
          (top..<top + rows).contains(pixel / 8 % 6) && (left..<left + columns).contains(pixel % 8)
        replaced += isReplaced ? 1 : 0
        #expect(x[pixel * laneCount + lane] == Float(lane + (isReplaced ? 2 : 1)) / 255)
      }
      let share = augmenter.mixture(of: lane, in: Self.shape).labelShare
      #expect(share == Float(Double(48 - replaced / 2) / 48))
      shares.insert(share)
    }
    #expect(shares.count > 8)
  }

  @Test func `with both, half of the examples take each`() {
    let augmenter = Augmenter(Augmentation(mixup: 1, cutmix: 1), seed: 8, epoch: 2)
    let replacing = (0..<1000).count {
      augmenter.mixture(of: $0, in: Self.shape).image.share == 0
    }
    // Five standard deviations of a count.
    #expect(abs(replacing - 500) < 80)
  }

  @Test func `partners are changed as themselves before they are mixed`() {
    let augmentation = Augmentation(shift: 1, flip: .both, crop: 2, cutout: 3, mixup: 1)
    var unmixed = augmentation
    unmixed.mixup = nil
    let (augmenter, alone) = (
      Augmenter(augmentation, seed: 5, epoch: 1), Augmenter(unmixed, seed: 5, epoch: 1)
    )
    let x = mixed([3, 7], with: [7, 3], augmenter)
    var own = x, others = x
    var ownSpan = own.mutableSpan
    Self.set.gather(([3, 7] as [Int32]).span, augmenter: alone, into: &ownSpan)
    var otherSpan = others.mutableSpan
    Self.set.gather(([7, 3] as [Int32]).span, augmenter: alone, into: &otherSpan)
    for i in x.indices where i % laneCount < 2 {
      let share = augmenter.mixture(of: i % laneCount == 0 ? 3 : 7, in: Self.shape).labelShare
      #expect(x[i] == ((1 - share) * others[i]).addingProduct(share, own[i]))
    }
  }

  @Test func `mixtures have one set of bits, which is pinned`() {
    let augmenter = Augmenter(
      Augmentation(rotate: 9, flip: .horizontal, mixup: 0.2, cutmix: 1), seed: 42, epoch: 3)
    for kernels in Kernels.available {
      var hash = SHA256()
      hash.update(
        mixed(Array(0..<16), with: Array(4..<20), augmenter, kernels: kernels))
      hash.update((0..<20).map { augmenter.mixture(of: $0, in: Self.shape).labelShare })
      #expect(hash.finalize().description.hasPrefix("a6eaa09c74dd8707"), "\(kernels.name)")
    }
  }

  /// The distribution functions of Beta(½, ½), Beta(1, 1) and Beta(2, 2).
  private static let distributions: [(alpha: Double, below: @Sendable (Double) -> Double)] = [
    (0.5, { 2 / .pi * asin($0.squareRoot()) }), (1, { $0 }),
    (2, { 3 * $0 * $0 - 2 * $0 * $0 * $0 }),
  ]

  private func draws(_ alpha: Double, _ count: Int) -> [Double] {
    (0..<count).map {
      Augmenter.symmetricBeta(
        alpha,
        from: Philox(seed: 12, purpose: .augmentation, index: 1, subIndex: UInt32($0)))
    }
  }

  @Test func `shares have the distribution of Beta`() {
    let count = 20_000
    for (alpha, below) in Self.distributions {
      var distance = 0.0
      for (index, value) in draws(alpha, count).sorted().enumerated() {
        let rank = Double(index) / Double(count)
        let step = 1 / Double(count)
        distance = max(distance, abs(below(value) - rank), abs(below(value) - rank - step))
      }
      // Kolmogorov & Smirnov: once in 10,000 by chance.
      #expect(distance < 2.23 / Double(count).squareRoot(), "\(alpha)")
    }
  }

  @Test(arguments: [1e-300, 0.001, 0.1, 0.2, 0.4, 3, 8, 100, 1000])
  func `shares have the mean and the variance of Beta`(alpha: Double) {
    let count = 20_000
    let values = draws(alpha, count)
    #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 })
    let squares = values.map { ($0 - 0.5) * ($0 - 0.5) }
    let variance = 1 / (4 * (2 * alpha + 1))
    let mean = values.reduce(0, +) / Double(count)
    #expect(abs(mean - 0.5) < 5 * (variance / Double(count)).squareRoot())
    // The fourth central moment is 3 ÷ (16 (2α + 1) (2α + 3)).
    let fourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3))
    let error = ((fourth - variance * variance).magnitude / Double(count)).squareRoot()
    #expect(abs(squares.reduce(0, +) / Double(count) - variance) < 5 * error + 1e-12)
  }

  @Test func `the exponential function is right to some units in the last place`() {
    for step in 0...7000 {
      let x = Double(step) / 10
      #expect(abs(ExactMath.exp(x) / exp(x) - 1) < 1e-15, "\(x)")
    }
    #expect(ExactMath.exp(0) == 1)
  }
}
