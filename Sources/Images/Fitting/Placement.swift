/// Which part of a picture is scaled to which part of the result.
struct Placement {
  typealias Size = (height: Int, width: Int)

  /// A part of the picture.
  struct Part {
    let top: Int
    let left: Int
    let size: Size
  }

  let part: Part
  /// The size of the scaled part, at `top` and `left` of the result.
  let size: Size
  let top: Int
  let left: Int

  /// - Parameters:
  ///   - old: the size of the picture, at most 2³¹ each way.
  ///   - new: the size of the result, at most 2³¹ each way.
  init(_ fit: Fit, from old: Size, to new: Size) {
    var (partSize, size) = (old, new)
    // Whether the picture is wider than the result, compared to its height.
    let isWider = old.width * new.height > old.height * new.width
    switch fit {
    case .stretch: break
    case .crop where isWider:
      partSize.width = max(1, rounded(old.height * new.width, dividedBy: new.height))
    case .crop:
      partSize.height = max(1, rounded(old.width * new.height, dividedBy: new.width))
    case .pad where isWider:
      size.height = max(1, rounded(old.height * new.width, dividedBy: old.width))
    case .pad:
      size.width = max(1, rounded(old.width * new.height, dividedBy: old.height))
    }
    part = Part(
      top: (old.height - partSize.height) / 2, left: (old.width - partSize.width) / 2,
      size: partSize)
    self.size = size
    top = (new.height - size.height) / 2
    left = (new.width - size.width) / 2
  }
}

/// Returns a quotient rounded to nearest, ties up.
private func rounded(_ dividend: Int, dividedBy divisor: Int) -> Int {
  (dividend + divisor / 2) / divisor
}
