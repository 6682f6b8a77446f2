import Datasets
import Engine
import Files
import Testing

/// Flips, crops and cutouts of gathered images.
@Suite("Placement") struct PlacementTests {
  /// Two channels of three rows of four, a digit each; the background is 0.
  private static let picture = ["1234", "5678", "9abc", "ABCD", "EFGH", "IJKL"]

  private static let set = ExampleSet(
    images: ByteImages(
      bytes: (0..<40).flatMap { _ in picture.joined().utf8.map { $0 } }, offset: 0,
      rawShape: Shape(2, 3, 4), padding: 0, tables: [.unit]),
    indices: Array(0..<40), targets: .classes(Array(repeating: 0, count: 40)))

  /// The pictures of examples, as text; background is a dot.
  private func pictures(
    _ examples: [Int32], _ augmentation: Augmentation, seed: UInt64 = 1, epoch: Int = 1
  ) -> [[String]] {
    var x = [Float](repeating: .nan, count: 24 * laneCount)
    var span = x.mutableSpan
    Self.set.gather(
      examples.span, augmenter: Augmenter(augmentation, seed: seed, epoch: epoch), into: &span)
    for lane in examples.count..<laneCount {
      #expect((0..<24).allSatisfy { x[$0 * laneCount + lane] == 0 })
    }
    return examples.indices.map { lane in
      (0..<6).map { row in
        String(
          (0..<4).map { column -> Character in
            let byte = UInt8((x[(row * 4 + column) * laneCount + lane] * 255).rounded())
            return byte == 0 ? "." : Character(UnicodeScalar(byte))
          })
      }
    }
  }

  private func words(of example: Int32, block: UInt32, seed: UInt64 = 1) -> SIMD4<UInt32> {
    Philox(seed: seed, purpose: .augmentation, index: 1, subIndex: UInt32(example)).block(block)
  }

  @Test func `pictures are flipped by the first bits of two words`() {
    let examples = Array(Int32(0)..<16)
    let mirrored = ["4321", "8765", "cba9", "DCBA", "HGFE", "LKJI"]
    let upended = ["9abc", "5678", "1234", "IJKL", "EFGH", "ABCD"]
    let both = ["cba9", "8765", "4321", "LKJI", "HGFE", "DCBA"]
    let drawn = (
      examples.map { words(of: $0, block: 1)[0] >= 1 << 31 },
      examples.map { words(of: $0, block: 1)[1] >= 1 << 31 }
    )
    #expect(Set(drawn.0).count == 2 && Set(drawn.1).count == 2)
    #expect(
      pictures(examples, Augmentation(flip: .horizontal))
        == drawn.0.map { $0 ? mirrored : Self.picture })
    #expect(
      pictures(examples, Augmentation(flip: .vertical))
        == drawn.1.map { $0 ? upended : Self.picture })
    #expect(
      pictures(examples, Augmentation(flip: .both))
        == zip(drawn.0, drawn.1).map { across, down in
          across ? down ? both : mirrored : down ? upended : Self.picture
        })
  }

  @Test func `a crop cuts a frame of background and the picture`() {
    // Of the picture in a frame of two, the window of its size at each offset.
    let framed = [0, 3].map { channel in
      ["........", "........"] + Self.picture[channel..<channel + 3].map { "..\($0).." }
        + ["........", "........"]
    }
    let examples = Array(Int32(16)..<32)
    let found = pictures(examples, Augmentation(crop: 2))
    for (example, picture) in zip(examples, found) {
      let block = words(of: example, block: 1)
      let (right, down) = (Int((UInt64(block[2]) * 5) >> 32), Int((UInt64(block[3]) * 5) >> 32))
      let expected = framed.flatMap { rows in
        rows[down..<down + 3].map { String($0.dropFirst(right).prefix(4)) }
      }
      #expect(picture == expected)
    }
    #expect(Set(found).count > 8)
  }

  @Test(arguments: [1, 2, 3, 9])
  func `a cutout covers a square about a pixel, as far as it is in the picture`(side: Int) {
    let examples = Array(Int32(0)..<16)
    for (example, picture) in zip(examples, pictures(examples, Augmentation(cutout: side))) {
      let block = words(of: example, block: 2)
      let left = Int((UInt64(block[0]) * 4) >> 32) - side / 2
      let top = Int((UInt64(block[1]) * 3) >> 32) - side / 2
      let expected = Self.picture.enumerated().map { row, text in
        String(
          text.enumerated().map { column, pixel in
            (top..<top + side).contains(row % 3) && (left..<left + side).contains(column)
              ? "." : pixel
          })
      }
      #expect(picture == expected)
    }
  }

  @Test func `the order is flip, crop, cutout`() {
    // Mirrored and upended, from a pixel to the right and one above; the hole is drawn at the end.
    let all = pictures([5], Augmentation(flip: .both, crop: 1, cutout: 1), seed: 4)[0]
    #expect(all == ["....", "ba9.", "76..", "....", "KJI.", "GF.."])
  }

  @Test func `offsets, flips and covered pixels are equally likely`() {
    let trials = 4000
    var (offsets, flips, centres) = ([Int: Int](), 0, [Int: Int]())
    for epoch in 1...trials {
      let augmenter = Augmenter(
        Augmentation(flip: .horizontal, crop: 2, cutout: 1), seed: 3, epoch: epoch)
      let placement = augmenter.placement(of: 7, in: Shape(1, 3, 4))
      offsets[(placement.down + 2) * 5 + placement.right + 2, default: 0] += 1
      flips += placement.isMirrored ? 1 : 0
      centres[
        placement.covered.rows.lowerBound * 4 + placement.covered.columns.lowerBound, default: 0
      ] += 1
    }
    // Five standard deviations of a count.
    func isLikely(_ count: Int, _ chance: Double) -> Bool {
      let expected = Double(trials) * chance
      return abs(Double(count) - expected) < 5 * (expected * (1 - chance)).squareRoot()
    }
    #expect(offsets.count == 25 && offsets.values.allSatisfy { isLikely($0, 1 / 25) })
    #expect(isLikely(flips, 0.5))
    #expect(centres.count == 12 && centres.values.allSatisfy { isLikely($0, 1 / 12) })
  }

  @Test func `pictures do not depend on lane, batch or instruction set, and are pinned`() {
    let augmentation = Augmentation(
      shift: 1, rotate: 20, scale: 0.2, flip: .both, crop: 1, cutout: 2)
    let first = pictures([3, 0, 4], augmentation)
    #expect(pictures([1, 3, 2, 0], augmentation)[1] == first[0])
    #expect(pictures([3], augmentation, epoch: 2) != [first[0]])
    #expect(pictures([3], augmentation, seed: 2) != [first[0]])
    for kernels in Kernels.available {
      var x = [Float](repeating: .nan, count: 24 * laneCount)
      var span = x.mutableSpan
      let order = Array(Int32(0)..<13)
      Self.set.gather(
        order.span, augmenter: Augmenter(augmentation, seed: 42, epoch: 3), into: &span,
        kernels: kernels)
      var hash = SHA256()
      hash.update(x)
      #expect(hash.finalize().description.hasPrefix("92a0fe6796d0edbc"), "\(kernels.name)")
    }
  }
}
