import Datasets
import Images
import JSON

// The keys of pictures and arrays in files.

let pictureFolderKeys = [
  KeyDescription(
    "path", .text, .required,
    "The folder, from the workspace: PATH/train/CLASS/* and PATH/test/CLASS/*, or PATH/CLASS/*. "
      + "The pictures are PNG, JPEG, PGM or PPM."),
  KeyDescription(
    "size", .list(of: .integer(1...8192), noun: "size", count: 2...2), .none,
    "The height and width that pictures are brought to. Without it, all must be equal."),
  KeyDescription(
    "channels", .either(.integer(1...1), .integer(3...3)), .none,
    "1 for grey, 3 for colour. Without it, all pictures must have the same."),
  KeyDescription(
    "fit", .choice(ChoiceDescription(noun: "fit", of: Fit.self)), .value("stretch"),
    "How a picture of another shape is made to fit."),
]

extension Fit: DescribedChoice {
  package var summary: String {
    switch self {
    case .stretch: "Scales height and width each on its own."
    case .crop: "Cuts off what is too much, the same on both sides."
    case .pad: "Fills what is missing with black, the same on both sides."
    }
  }
}

func pictureFolderSource(_ fields: Fields) -> PictureFolderSource {
  PictureFolderSource(
    path: fields.string("path"), size: fields.optional("size")?.array?.compactMap(\.int),
    channels: fields.optional("channels")?.int, fit: fields.choice("fit"))
}

let archiveKeys =
  [
    KeyDescription("file", .text, .required, "The path of the archive, from the workspace."),
    names("train", default: "x_train and y_train"),
    names("test", default: "x_test and y_test, if the archive has them"),
  ] + arrayKeys

let arrayFileKeys =
  [
    KeyDescription(
      "files",
      .object(
        ObjectDescription(
          noun: "dataset.files",
          keys: [
            KeyDescription("train_x", .text, .required, "The path of the training examples."),
            KeyDescription("train_y", .text, .required, "The path of their labels."),
            KeyDescription("test_x", .text, .none, "The path of the test examples."),
            KeyDescription("test_y", .text, .none, "The path of their labels."),
          ])), .required, "The files, from the workspace.")
  ] + arrayKeys

private let arrayKeys = [
  KeyDescription(
    "layout",
    .choice(ChoiceDescription(noun: "layout", of: ArraySource.Layout.self)), .none,
    "Where the channels of an example are. Without it, first, and arrays whose channels seem to be "
      + "last are refused."),
  classesKey(
    "The number of classes, labelled from 0, their names in order (labels may be names or numbers "
      + "from 0), or auto. Without it, whole numbers and texts are classes, and fractions are "
      + "values to learn."),
  scaleTargetsKey,
]

extension ArraySource.Layout: DescribedChoice {
  package var summary: String {
    switch self {
    case .channelsFirst: "An example is channels x height x width."
    case .channelsLast: "An example is height x width x channels."
    }
  }
}

/// The key `scale_targets` of formats whose labels may be values.
let scaleTargetsKey = KeyDescription(
  "scale_targets", .boolean, .implied(false),
  "Whether learnt values are standardised by the training part, each by itself. Metrics and "
    + "predictions stay in the file's units.")

/// The key `classes` of a format whose labels may say by themselves whether they are classes.
func classesKey(_ summary: String) -> KeyDescription {
  KeyDescription(
    "classes",
    .either(
      .integer(1...DatasetTarget.maximumClasses),
      .either(
        .word("auto", summary: "The distinct labels of the training part, sorted."),
        .list(of: .text, noun: "class name", count: 1...DatasetTarget.maximumClasses))), .none,
    summary)
}

private func names(_ part: String, default text: String) -> KeyDescription {
  KeyDescription(
    part,
    .object(
      ObjectDescription(
        noun: "dataset.\(part)",
        keys: [
          KeyDescription("x", .text, .required, "The name of the array of examples."),
          KeyDescription("y", .text, .required, "The name of the array of labels."),
        ])), .none, "The arrays of the \(part) part. Without it, \(text).")
}

/// Reads the value of the key `classes`.
func classChoice(_ value: JSONValue) -> ClassChoice? {
  if let count = value.int { return .count(count) }
  return value.array.map { .names($0.compactMap(\.string)) } ?? .auto
}

func archiveSource(_ fields: Fields) -> ArraySource {
  func names(_ part: String) -> ArraySource.Names? {
    fields.optional(part).map { value in
      let names = Fields(value)
      return ArraySource.Names(x: names.string("x"), y: names.string("y"))
    }
  }
  let test = names("test")
  var source = ArraySource(
    files: .archive(
      fields.string("file"), train: names("train") ?? .init(x: "x_train", y: "y_train"),
      test: test ?? .init(x: "x_test", y: "y_test")),
    hasDefaultTest: test == nil, layout: layout(fields),
    classes: fields.optional("classes").flatMap(classChoice))
  source.scalesTargets = fields.bool("scale_targets")
  return source
}

func arrayFileSource(_ fields: Fields) -> ArraySource {
  let files = fields.fields("files")
  let test = files.optional("test_x")?.string.flatMap { x in
    files.optional("test_y")?.string.map { ArraySource.Names(x: x, y: $0) }
  }
  var source = ArraySource(
    files: .files(
      train: .init(x: files.string("train_x"), y: files.string("train_y")), test: test),
    layout: layout(fields), classes: fields.optional("classes").flatMap(classChoice))
  source.scalesTargets = fields.bool("scale_targets")
  return source
}

private func layout(_ fields: Fields) -> ArraySource.Layout? {
  fields.optional("layout")?.string.flatMap(ArraySource.Layout.init(rawValue:))
}
