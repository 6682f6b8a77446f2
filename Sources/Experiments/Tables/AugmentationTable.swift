import Datasets
import JSON

/// The keys of `dataset.augment`.
let augmentationDescription = ObjectDescription(
  noun: "dataset.augment",
  keys: [
    KeyDescription(
      "shift", .number(.upTo(1024).unrounded), .value(0),
      "The largest shift in either direction on each axis, in pixels."),
    KeyDescription(
      "rotate", .number(.upTo(180).unrounded), .value(0),
      "The largest rotation in either direction, in degrees."),
    KeyDescription(
      "scale", .number(.belowOne.unrounded), .value(0),
      "The largest change of size in either direction, as a fraction."),
    KeyDescription(
      "flip", .choice(ChoiceDescription(noun: "flip", of: Augmentation.Flip.self)), .none,
      "The axes on which half of the images are mirrored."),
    KeyDescription(
      "crop", .integer(0...1024), .implied(0),
      "The background pixels added on every side, before the image is cut back to its size at a "
        + "random offset."),
    KeyDescription(
      "cutout", .integer(0...1024), .implied(0),
      "The side of a square about a random pixel that becomes background, in pixels."),
    KeyDescription(
      "mixup", mixingStrength, .none,
      "The alpha of Beta(alpha, alpha), from which the share of each image, and of its label, in "
        + "its mixture with the next image of the batch is drawn. Training accuracy counts the own "
        + "label."),
    KeyDescription(
      "cutmix", mixingStrength, .none,
      "The same for a random rectangle of the next image that replaces a part of each image. With "
        + "mixup too, each image takes one of them at random."),
  ])

private let mixingStrength = ValueKind.number(
  NumberRange(lower: 0, isLowerIncluded: false, upper: 1000, isUpperIncluded: true).unrounded)

extension Augmentation.Flip: DescribedChoice {
  package var summary: String {
    switch self {
    case .horizontal: "Left and right change places."
    case .vertical: "Top and bottom change places."
    case .both: "Either, both or neither, each drawn by itself."
    }
  }
}

extension Augmentation {
  /// - Parameter value: checked, with defaults.
  init(_ value: JSONValue) {
    let fields = Fields(value, of: augmentationDescription)
    self.init(
      shift: fields.double("shift"), rotate: fields.double("rotate"),
      scale: fields.double("scale"),
      flip: fields.optional("flip")?.string.flatMap(Flip.init),
      crop: fields.int("crop"), cutout: fields.int("cutout"),
      mixup: fields.optional("mixup")?.double, cutmix: fields.optional("cutmix")?.double)
  }
}
