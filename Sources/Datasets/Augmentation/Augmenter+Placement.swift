package import Engine

extension Augmenter {
  /// Returns how an example is flipped, cropped and covered, drawn from the second and third block
  /// of its Philox stream.
  ///
  /// - Parameters:
  ///   - example: its position in the data set's own train part.
  ///   - shape: `[C, H, W]` with its padding.
  package func placement(of example: Int, in shape: Shape) -> ImagePlacement {
    let stream = stream(of: example)
    let words = stream.block(1)
    var placement = ImagePlacement()
    if let flip = augmentation.flip {
      placement.isMirrored = flip.mirrors && words[0] >> 31 == 1
      placement.isUpended = flip.upends && words[1] >> 31 == 1
    }
    let offsets = UInt32(2 * augmentation.crop + 1)
    placement.right = number(words[2], below: offsets) - augmentation.crop
    placement.down = number(words[3], below: offsets) - augmentation.crop
    if augmentation.cutout > 0 {
      let words = stream.block(2)
      let side = augmentation.cutout
      let (height, width) = (shape.dimensions[1], shape.dimensions[2])
      placement.covered = ImageBox(
        rows: clipped(number(words[1], below: UInt32(height)) - side / 2, side, height),
        columns: clipped(number(words[0], below: UInt32(width)) - side / 2, side, width))
    }
    return placement
  }

  /// `length` places from `start` on that are in 0 ..< size.
  func clipped(_ start: Int, _ length: Int, _ size: Int) -> Range<Int> {
    min(max(start, 0), size)..<min(max(start + length, 0), size)
  }

  /// Returns a whole number from 0 to less than `bound`: ⌊word · bound ÷ 2³²⌋.
  func number(_ word: UInt32, below bound: UInt32) -> Int {
    Int((UInt64(word) * UInt64(bound)) >> 32)
  }
}
