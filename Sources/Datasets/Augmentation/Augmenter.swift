import Engine

/// One epoch's random changes of training images, a pure function of (seed, epoch, example).
///
/// Each image is turned about its centre, scaled and shifted by amounts that are uniform between
/// minus and plus those of the configuration, so shifts are no whole numbers of pixels. A pixel is
/// the bilinear mean of the four bytes around the place it comes from, with background (0) outside
/// the image, rounded to a byte; then it is normalised as any other.
package struct Augmenter: Sendable {
  private let augmentation: Augmentation
  private let seed: UInt64
  private let epoch: UInt32

  /// - Parameter epoch: from 1.
  package init(_ augmentation: Augmentation, seed: UInt64, epoch: Int) {
    self.augmentation = augmentation
    self.seed = seed
    self.epoch = UInt32(epoch)
  }

  /// Returns an example's change, drawn from the first block of the Philox stream (seed,
  /// augmentation, epoch, example): rotation, scale, shift to the right, shift down.
  ///
  /// - Parameter example: its position in the data set's own train part.
  func change(of example: Int) -> ImageChange {
    let words = Philox(
      seed: seed, purpose: .augmentation, index: epoch, subIndex: UInt32(example)
    ).block(0)
    // Uniform in (−1, 1), symmetrical.
    func uniform(_ word: Int) -> Double { (2 * Double(words[word]) + 1) * 0x1p-32 - 1 }
    return ImageChange(
      degrees: augmentation.rotate * uniform(0),
      // Never 0, however wide the scales are.
      scale: max(1 + augmentation.scale * uniform(1), 0x1p-10),
      right: augmentation.shift * uniform(2), down: augmentation.shift * uniform(3))
  }
}

/// An image turned anticlockwise about its centre, scaled and shifted.
struct ImageChange: Hashable {
  var degrees = 0.0
  var scale = 1.0
  /// Pixels.
  var right = 0.0
  /// Pixels.
  var down = 0.0
}

/// Where a changed image's pixels come from: a step to the right in it is a step of
/// (`along`, `across`) in the source, in 65536ths of a pixel.
struct SourceWalk {
  let along: Int
  let across: Int
  private let matrix: (cosine: Double, sine: Double)
  private let target: (x: Double, y: Double)
  private let source: (x: Double, y: Double)

  /// - Parameters:
  ///   - change: what was done to the image.
  ///   - padding: background pixels on every side of the source in the changed image.
  init(_ change: ImageChange, width: Int, height: Int, padding: Int) {
    let (sine, cosine) = ExactMath.sineAndCosine(degrees: change.degrees)
    matrix = (cosine / change.scale, sine / change.scale)
    source = (Double(width - 1) / 2, Double(height - 1) / 2)
    target = (
      source.x + Double(padding) + change.right, source.y + Double(padding) + change.down
    )
    along = Self.fixed(matrix.cosine)
    across = Self.fixed(matrix.sine)
  }

  /// Where the first pixel of a row comes from, in 65536ths of a pixel.
  func start(ofRow row: Int) -> (x: Int, y: Int) {
    let (x, y) = (-target.x, Double(row) - target.y)
    return (
      Self.fixed(source.x + (matrix.cosine * x - matrix.sine * y)),
      Self.fixed(source.y + (matrix.sine * x + matrix.cosine * y))
    )
  }

  /// What is beyond 2⁴⁰ pixels is outside of any image, wherever it is.
  private static func fixed(_ pixels: Double) -> Int {
    Int((min(max(pixels, -0x1p40), 0x1p40) * 65536).rounded())
  }
}
