import Datasets
import JSON

/// The data sets that a definition may name. `Datasets` knows where the files of each are.
let datasets = Variants<DatasetConfiguration>(
  "dataset", noun: "dataset", tag: "name",
  common: [
    KeyDescription("subset", .object(subsetDescription), .value([:]), "The examples to use."),
    KeyDescription(
      "split", .object(splitDescription), .none,
      "How the examples of one part are separated into training, validation and test."),
    KeyDescription(
      "folds", .object(foldDescription), .none,
      "Divides the examples into folds, of which one is the test part."),
    KeyDescription(
      "normalize",
      .choice(
        ChoiceDescription(
          noun: "normalization", of: DatasetConfiguration.Normalization.self)),
      .value("unit"), "How values are scaled."),
  ],
  [
    Variant("mnist", "70,000 images of handwritten digits, included in the program.", imageKeys) {
      fields in
      dataset(.mnist, fields)
    },
    Variant("fashion_mnist", "70,000 images of clothes.", imageKeys) { fields in
      dataset(.fashionMNIST, fields)
    },
    Variant("cifar10", "60,000 pictures in colour of ten classes.", imageKeys) { fields in
      dataset(DatasetSource(CIFARSource.cifar10), fields)
    },
    Variant("cifar100", "60,000 pictures in colour of a hundred classes.", imageKeys) { fields in
      dataset(DatasetSource(CIFARSource.cifar100), fields)
    },
    Variant("idx", "Images, or other numbers, and labels in IDX files.", idxKeys + imageKeys) {
      fields in
      dataset(.idx(idxSource(fields)), fields)
    },
    Variant(
      "csv", "Rows of a table with a class or values to learn.", csvKeys + tableImageKeys
    ) { fields in
      dataset(.csv(csvSource(fields)), fields)
    },
    Variant(
      "image_folder", "Pictures in folders, one for each class.", pictureFolderKeys + imageKeys
    ) { fields in
      dataset(DatasetSource(pictureFolderSource(fields)), fields)
    },
    Variant("npz", "NumPy arrays in one archive.", archiveKeys + imageKeys) { fields in
      dataset(DatasetSource(archiveSource(fields)), fields)
    },
    Variant("npy", "NumPy arrays in files of their own.", arrayFileKeys + imageKeys) { fields in
      dataset(DatasetSource(arrayFileSource(fields)), fields)
    },
    Variant("xor", "Exclusive or. Both parts have the same four examples.") { fields in
      dataset(.xor, fields)
    },
    Variant(
      "linear_regression", "Points near the plane 3 x1 + 4 x2 + 2 x3 + 5.", linearRegressionKeys
    ) { fields in
      dataset(
        .linearRegression(
          LinearRegressionSource(
            points: fields.int("points"), testPoints: fields.int("test_points"),
            seed: UInt64(fields.int("seed")))), fields)
    },
  ])

/// The names that `dataset.name` takes.
package var datasetNames: [String] { datasets.description.types.names }

extension DatasetConfiguration.Normalization: DescribedChoice {
  package var summary: String {
    switch self {
    case .unit: "Divides bytes by 255 and leaves other numbers as they are."
    case .standard:
      "Subtracts the mean and divides by the standard deviation of the training subset, over all "
        + "pixels or for each column."
    }
  }
}

private let subsetDescription = ObjectDescription(
  noun: "dataset.subset",
  keys: [
    KeyDescription(
      "train", .either(.range, .object(drawDescription)), .derived("all of the train part"),
      "A half-open range of the train part, or how many examples to draw from it."),
    KeyDescription("validation", .range, .none, "A half-open range of the train part."),
    KeyDescription(
      "test", .either(.range, .object(drawDescription)), .derived("all of the test part"),
      "A half-open range of the test part, or how many examples to draw from it."),
  ])

private let drawDescription = ObjectDescription(
  noun: "the draw",
  keys: [
    KeyDescription(
      "count", .integer(1...Int.max), .required,
      "How many examples to draw with the experiment's seed."),
    KeyDescription(
      "stratified", .boolean, .value(false), "Whether to keep the proportions of the classes."),
  ])

private let imageKeys = [
  KeyDescription(
    "padding", .integer(0...DatasetConfiguration.maximumPadding), .value(0),
    "The background pixels added on every side."),
  KeyDescription(
    "augment", .object(augmentationDescription), .none,
    "Random changes to each training image, drawn anew in each epoch and made in this order."),
]

/// The same keys of a table, whose examples may be pictures. None is written if it is not given.
private let tableImageKeys = imageKeys.map { key in
  var key = key
  if case .value(let value) = key.fallback { key.fallback = .implied(value) }
  return key
}

private let idxKeys = [
  KeyDescription(
    "files",
    .object(
      ObjectDescription(
        noun: "dataset.files",
        keys: ["train_images", "train_labels", "test_images", "test_labels"].map { name in
          KeyDescription(
            name, .text, name.hasPrefix("train") ? .required : .none,
            "The path from the workspace, plain or gzipped.")
        })), .required,
    "The files. Without a test part, dataset.split or dataset.folds divides the one part."),
  KeyDescription(
    "classes", .integer(1...DatasetTarget.maximumClasses), .value(10),
    "The number of classes. Labels are smaller than it."),
]

private let linearRegressionKeys = [
  KeyDescription(
    "points", .integer(1...10_000_000), .value(2000), "The number of points in the train part."),
  KeyDescription(
    "test_points", .integer(1...10_000_000), .value(500), "The number of points in the test part."),
  KeyDescription(
    "seed", .integer(0...Int.max), .value(0),
    "The seed of the data. The experiment's seed does not change them."),
]

private func dataset(_ source: DatasetSource, _ fields: Fields) -> DatasetConfiguration {
  let subset = fields.fields("subset")
  return DatasetConfiguration(
    source: source, train: selection(subset.optional("train")),
    validation: subset.range("validation"), test: selection(subset.optional("test")),
    split: fields.optional("split").map { split(Fields($0, of: splitDescription)) },
    fold: fields.optional("folds").map { fold(Fields($0, of: foldDescription)) },
    padding: fields.optional("padding")?.int ?? 0, normalization: fields.choice("normalize"),
    augmentation: fields.optional("augment").map { Augmentation($0) })
}

private func selection(_ value: JSONValue?) -> ExampleSelection? {
  guard let value else { return nil }
  let fields = Fields(["value": value])
  guard value.object != nil else { return fields.range("value").map { .range($0) } }
  let draw = fields.fields("value")
  return .drawn(count: draw.int("count"), isStratified: draw.bool("stratified"))
}

private func idxSource(_ fields: Fields) -> IDXSource {
  let files = fields.fields("files")
  return IDXSource(
    trainImages: files.string("train_images"), trainLabels: files.string("train_labels"),
    testImages: files.optional("test_images")?.string,
    testLabels: files.optional("test_labels")?.string,
    classCount: fields.int("classes"))
}
