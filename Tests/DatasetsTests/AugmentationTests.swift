import Datasets
import Engine
import Files
import Foundation
import Testing

@Suite("Augmentation")
struct AugmentationTests {
  private static let (height, width, padding) = (9, 7, 2)

  /// Images of random bytes, two channels each.
  private static let images = ByteImages(
    bytes: (0..<5 * 2 * height * width).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 &+ $0 / 3) },
    offset: 0, rawShape: Shape(2, height, width), padding: padding, tables: [.unit])

  private static let set = ExampleSet(
    images: images, indices: Array(0..<5), targets: .classes([0, 1, 2, 3, 4]))

  private func gathered(_ examples: [Int32], _ augmenter: Augmenter?) -> [Float] {
    var x = [Float](repeating: .nan, count: Self.set.shape.count * laneCount)
    var span = x.mutableSpan
    Self.set.gather(examples.span, augmenter: augmenter, into: &span)
    return x
  }

  @Test func `an augmentation of nothing changes nothing`() {
    let augmenter = Augmenter(Augmentation(), seed: 1, epoch: 1)
    #expect(gathered([3, 0, 4], augmenter) == gathered([3, 0, 4], nil))
  }

  @Test func `a change is a function of seed, epoch and example, not of batch or lane`() {
    let augmentation = Augmentation(shift: 2, rotate: 15, scale: 0.1)
    let augmenter = Augmenter(augmentation, seed: 1, epoch: 1)
    let x = gathered([3, 0, 4], augmenter)
    let y = gathered([1, 1, 2, 4], augmenter)
    for place in 0..<Self.set.shape.count {
      #expect(x[place * 16 + 2] == y[place * 16 + 3])
      #expect(y[place * 16] == y[place * 16 + 1])
      #expect(x[place * 16 + 3] == 0)
    }
    #expect(x == gathered([3, 0, 4], augmenter))
    #expect(x != gathered([3, 0, 4], Augmenter(augmentation, seed: 1, epoch: 2)))
    #expect(x != gathered([3, 0, 4], Augmenter(augmentation, seed: 2, epoch: 1)))
  }

  @Test(arguments: [
    Augmentation(shift: 3), Augmentation(rotate: 30), Augmentation(scale: 0.4),
    Augmentation(shift: 2, rotate: 179, scale: 0.9), Augmentation(shift: 1000),
  ])
  func `pixels are those of a naive twin in float64`(augmentation: Augmentation) {
    for epoch in 1...20 {
      let x = gathered([2], Augmenter(augmentation, seed: 5, epoch: epoch))
      let block = Philox(seed: 5, purpose: .augmentation, index: UInt32(epoch), subIndex: 2)
        .block(0)
      let u = (0..<4).map { (2 * Double(block[$0]) + 1) / 4_294_967_296 - 1 }
      let twin = naive(
        radians: augmentation.rotate * u[0] * .pi / 180, scale: 1 + augmentation.scale * u[1],
        right: augmentation.shift * u[2], down: augmentation.shift * u[3])
      for (place, expected) in twin.enumerated() {
        // Places are rounded to 1/256 pixel twice and bytes once: (2 · 255/256 + ½) at most.
        #expect(abs(Double(x[place * 16]) * 255 - expected) <= 2.6, "epoch \(epoch)")
      }
    }
  }

  /// Image 2, changed: p[target] = bilinear p[centre + R(target − centre − shift) / scale].
  private func naive(radians: Double, scale: Double, right: Double, down: Double) -> [Double] {
    let (height, width, padding) = (Self.height, Self.width, Self.padding)
    let raw = gathered([2], nil)
    func byte(_ channel: Int, _ y: Int, _ x: Int) -> Double {
      guard (0..<height).contains(y), (0..<width).contains(x) else { return 0 }
      let row = (channel * (height + 2 * padding) + y + padding) * (width + 2 * padding)
      return Double(raw[(row + x + padding) * 16]) * 255
    }
    var pixels: [Double] = []
    for channel in 0..<2 {
      for y in -padding..<height + padding {
        for x in -padding..<width + padding {
          let (u, v) = (
            Double(x) - Double(width - 1) / 2 - right, Double(y) - Double(height - 1) / 2 - down
          )
          let sx = (cos(radians) * u - sin(radians) * v) / scale + Double(width - 1) / 2
          let sy = (sin(radians) * u + cos(radians) * v) / scale + Double(height - 1) / 2
          let (x0, y0) = (Int(sx.rounded(.down)), Int(sy.rounded(.down)))
          let (fx, fy) = (sx - Double(x0), sy - Double(y0))
          let top = byte(channel, y0, x0) * (1 - fx) + byte(channel, y0, x0 + 1) * fx
          let bottom = byte(channel, y0 + 1, x0) * (1 - fx) + byte(channel, y0 + 1, x0 + 1) * fx
          pixels.append(top * (1 - fy) + bottom * fy)
        }
      }
    }
    return pixels
  }

  @Test func `changes spread evenly both ways`() {
    // The centroid of a bright dot tells its shift.
    var bytes = [UInt8](repeating: 0, count: 21 * 21)
    bytes[10 * 21 + 10] = 255
    let images = ByteImages(
      bytes: bytes, offset: 0, rawShape: Shape(1, 21, 21), padding: 0, tables: [.unit])
    let set = ExampleSet(images: images, indices: [0], targets: .classes([0]))
    var shifts: [Double] = []
    for epoch in 1...400 {
      var x = [Float](repeating: 0, count: 21 * 21 * 16)
      var span = x.mutableSpan
      set.gather(
        [Int32(0)].span, augmenter: Augmenter(Augmentation(shift: 4), seed: 3, epoch: epoch),
        into: &span)
      let weights = (0..<441).map { Double(x[$0 * 16]) }
      let sum = weights.reduce(0, +)
      #expect(abs(sum - 1) < 0.02)
      shifts.append(
        weights.enumerated().reduce(0) { $0 + $1.element * Double($1.offset % 21) } / sum)
    }
    let mean = shifts.reduce(0, +) / 400
    // Deviation of U(−4, 4) is 2.31: of the mean of 400, 0.115.
    #expect(abs(mean - 10) < 0.5)
    #expect(shifts.allSatisfy { abs($0 - 10) <= 4.02 })
    #expect((shifts.min() ?? 0) < 6.3 && (shifts.max() ?? 0) > 13.7)
  }

  @Test func `an image's bits are pinned`() {
    let x = gathered(
      [0, 1, 2, 3, 4], Augmenter(Augmentation(shift: 2, rotate: 10, scale: 0.1), seed: 42, epoch: 3)
    )
    var hash = SHA256()
    hash.update(x)
    #expect(hash.finalize().description.hasPrefix("27b10492897eefa8"))
  }
}
