/// Random changes of each training image, drawn anew each epoch, in the order of the properties.
package struct Augmentation: Hashable, Sendable {
  /// The axes along which an image may be mirrored.
  package enum Flip: String, Hashable, Sendable, CaseIterable {
    case horizontal
    case vertical
    case both

    var mirrors: Bool { self != .vertical }
    var upends: Bool { self != .horizontal }
  }

  /// Pixels, each way on each axis.
  package var shift: Double
  /// Degrees, each way.
  package var rotate: Double
  /// Share of the size, each way: 0.1 is 0.9…1.1.
  package var scale: Double
  /// nil: never.
  package var flip: Flip?
  /// Background pixels added on every side before the image is cut back to its size; 0: none.
  package var crop: Int
  /// The side of a square of background, in pixels; 0: none.
  package var cutout: Int
  /// The α of the Beta(α, α) that the shares of mixed images are drawn from; nil: none.
  package var mixup: Double?
  /// The same for images of which one rectangle is replaced.
  package var cutmix: Double?

  package init(
    shift: Double = 0, rotate: Double = 0, scale: Double = 0, flip: Flip? = nil, crop: Int = 0,
    cutout: Int = 0, mixup: Double? = nil, cutmix: Double? = nil
  ) {
    self.shift = shift
    self.rotate = rotate
    self.scale = scale
    self.flip = flip
    self.crop = crop
    self.cutout = cutout
    self.mixup = mixup
    self.cutmix = cutmix
  }

  /// Whether pixels come from between pixels.
  package var warps: Bool { shift > 0 || rotate > 0 || scale > 0 }
  /// Whether whole pixels change their places or are covered.
  package var places: Bool { flip != nil || crop > 0 || cutout > 0 }
  /// Whether images are mixed with others, and their targets too.
  package var mixes: Bool { mixup != nil || cutmix != nil }
}
