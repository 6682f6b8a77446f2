import Engine

/// The random changes of one epoch's training images, a pure function of (seed, epoch, example).
///
/// Each image is rotated about its centre, scaled and shifted by amounts that are uniform between
/// minus and plus those of the configuration, so shifts are not whole pixels. A pixel is the
/// bilinear mean of the four bytes around the position it comes from, with background (0) outside
/// the image, rounded to a byte. Then it is normalised like any other, and the image is flipped,
/// cropped, covered and mixed with another one. The folder's README has the formulas.
package struct Augmenter: Sendable {
  package let augmentation: Augmentation
  private let seed: UInt64
  private let epoch: UInt32

  /// - Parameter epoch: from 1.
  package init(_ augmentation: Augmentation, seed: UInt64, epoch: Int) {
    self.augmentation = augmentation
    self.seed = seed
    self.epoch = UInt32(epoch)
  }

  /// The random numbers of an example: the Philox stream (seed, augmentation, epoch, example).
  func stream(of example: Int) -> Philox {
    Philox(seed: seed, purpose: .augmentation, index: epoch, subIndex: UInt32(example))
  }

  /// Returns how an example is rotated, scaled and shifted, drawn from the first block of its
  /// stream: rotation, scale, shift to the right, shift down.
  ///
  /// - Parameters:
  ///   - example: its position in the data set's own train part.
  ///   - images: of its size and padding.
  func change(of example: Int, in images: ByteImages) -> ImageChange {
    let words = stream(of: example).block(0)
    // Uniform in (−1, 1), symmetrical.
    func uniform(_ word: Int) -> Double { (2 * Double(words[word]) + 1) * 0x1p-32 - 1 }
    let (sine, cosine) = ExactMath.sineAndCosine(degrees: augmentation.rotate * uniform(0))
    // Never 0, however wide the scales are.
    let scale = max(1 + augmentation.scale * uniform(1), 0x1p-10)
    let (height, width) = (images.rawShape.dimensions[1], images.rawShape.dimensions[2])
    let padding = Double(images.padding)
    return ImageChange(
      cosine: cosine / scale, sine: sine / scale,
      x: Double(width - 1) / 2 + padding + augmentation.shift * uniform(2),
      y: Double(height - 1) / 2 + padding + augmentation.shift * uniform(3))
  }
}
