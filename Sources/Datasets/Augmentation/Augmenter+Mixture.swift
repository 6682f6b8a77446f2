package import Engine

/// How an example is mixed with its partner.
package struct ExampleMixture: Hashable, Sendable {
  /// The change of its image.
  package let image: ImageMixture
  /// The share of its own label in the loss.
  package let labelShare: Float
}

extension Augmenter {
  /// Returns how an example is mixed with its partner.
  ///
  /// λ is drawn from Beta(α, α). With mixup every pixel, and the label, has the share λ. With cutmix
  /// a rectangle of √(1 − λ) times the height and the width, rounded down, about a pixel of the
  /// image is replaced by the partner's, and the label has the share of the pixels that are left.
  /// Where both are given, every example takes one of them, each equally likely.
  ///
  /// Zhang, Cissé, Dauphin & Lopez-Paz, mixup: Beyond Empirical Risk Minimization, ICLR 2018. Yun et
  /// al., CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features,
  /// ICCV 2019.
  ///
  /// - Parameters:
  ///   - example: its position in the data set's own train part.
  ///   - shape: `[C, H, W]` with its padding.
  package func mixture(of example: Int, in shape: Shape) -> ExampleMixture {
    let stream = stream(of: example)
    let (height, width) = (shape.dimensions[1], shape.dimensions[2])
    let choice = stream.block(2)
    let cutmix = augmentation.cutmix.flatMap { alpha in
      augmentation.mixup == nil || choice[2] >> 31 == 1 ? alpha : nil
    }
    guard let cutmix else {
      let share = Float(Self.symmetricBeta(augmentation.mixup ?? 1, from: stream))
      let all = ImageBox(rows: 0..<height, columns: 0..<width)
      return ExampleMixture(image: ImageMixture(box: all, share: share), labelShare: share)
    }
    let side = (1 - Self.symmetricBeta(cutmix, from: stream)).squareRoot()
    let (rows, columns) = (Int(side * Double(height)), Int(side * Double(width)))
    let centre = stream.block(4)
    let box = ImageBox(
      rows: clipped(number(centre[1], below: UInt32(height)) - rows / 2, rows, height),
      columns: clipped(number(centre[0], below: UInt32(width)) - columns / 2, columns, width))
    let left = Double(height * width - box.pixelCount) / Double(height * width)
    return ExampleMixture(image: ImageMixture(box: box, share: 0), labelShare: Float(left))
  }

  /// Returns a number of Beta(α, α) from the fourth block of a stream, in float64.
  ///
  /// With uniform U in (0, 1] and V in [0, 1) and t = √(U^(−1/α) − 1) · cos(πV) it is
  /// ½ + ½ t ÷ √(1 + t²). L. Devroye, Random Variate Generation in One Line of Code, Winter
  /// Simulation Conference 1996, after R. W. Bailey, Polar Generation of Random Variates with the
  /// t-Distribution, Mathematics of Computation 62, 1994. U^(−1/α) is exp(−log U ÷ α), the argument
  /// at most 700.
  package static func symmetricBeta(_ alpha: Double, from stream: Philox) -> Double {
    let (u, v) = (1 - stream.uniform(6), stream.uniform(7))
    let power = ExactMath.exp(min(-ExactMath.log(u) / alpha, 700))
    let t = (power - 1).squareRoot() * ExactMath.cosPi(v)
    return 0.5 + 0.5 * (t / (1 + t * t).squareRoot())
  }
}
