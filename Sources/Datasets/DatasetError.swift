/// The reason why a data set cannot be described or loaded.
///
/// An error in the definition has a `definitionPath`; every other case is about a file.
package enum DatasetError: Error, Hashable, Sendable {
  /// The range is empty or reaches outside the part's examples.
  case rangeOutside(Subset, found: Range<Int>, available: Int)
  /// Validation and training share examples.
  case validationOverlapsTrain(validation: Range<Int>, train: Range<Int>)
  /// Test shares examples with another subset of the one file that all are rows of.
  case testOverlaps(test: Range<Int>, Subset, Range<Int>)
  /// Nothing separates the training examples of one file from the test examples.
  case noSplit(MissingSplit)
  /// Fewer than one example are to be drawn, or more than are available.
  case countOutside(Subset, found: Int, available: Int)
  /// A share of each class is to be drawn, but the data set is a regression.
  case stratifiedWithoutClasses(Stratified)
  /// A split gives the validation part, and the definition gives a range for it too.
  case splitWithValidationRange
  /// A split takes a test part, and the data set has one of its own.
  case splitOfTestPart
  /// There is no fold of this index.
  case foldOutside(index: Int, count: Int)
  /// A part of a split would have no example.
  case fewExamples(Stratified, available: Int)
  /// A split keeps groups together, and the examples have no columns.
  case groupsWithoutTable
  /// The loss learns 0 and 1, and an example has another value.
  case notBinary(Float, example: Int, of: String)
  /// The test part has examples without labels, or labels without examples.
  case halfTestPart(missing: String)
  /// There is neither a test part nor validation.
  case nothingJudges
  case paddingOutside(found: Int, maximum: Int)
  /// A setting that only images can have.
  case noImages(ImageKey)
  /// Changing the images would take more memory than can be addressed. `maximum` is in pixels,
  /// including a frame around an image.
  case imagesTooLarge(height: Int, width: Int, maximum: Int)
  /// Every pixel of the training subset is equal, so that `standard` would divide by zero.
  case nothingToStandardize(train: ExampleSelection)
  /// The scaling of other examples is used, but one data set has images and the other rows of
  /// numbers.
  case scalingOf(images: Bool)
  /// A key of a table does not fit its columns.
  case table(CSVKey, CSVKeyProblem)
  /// A data file is missing, damaged, or not of the expected kind.
  case file(String, DataFileProblem)
  /// The files hold other examples than when the definition was resolved.
  case changed(dataset: String)
  /// A published data set is in none of the searched folders.
  case missing(dataset: String, folders: [String], package: String?)

  /// The three ranges that a definition names.
  package enum Subset: String, Hashable, Sendable {
    case train
    case validation
    case test

    /// `dataset.subset.train`.
    package var definitionPath: String { "dataset.subset.\(rawValue)" }

    /// The data set's own part that the range counts in.
    package var part: String { self == .test ? "test" : "train" }
  }

  /// What can keep the proportions of the classes.
  package enum Stratified: Hashable, Sendable {
    case subset(Subset)
    case split
    case folds(Int)

    var definitionPath: String {
      switch self {
      case .subset(let subset): subset.definitionPath
      case .split: "dataset.split"
      case .folds: "dataset.folds"
      }
    }
  }

  /// Keys of definitions that are about images.
  package enum ImageKey: String, Hashable, Sendable {
    case padding
    case augment
  }

  /// The path of the error in the definition; nil if a file is wrong.
  package var definitionPath: String? {
    switch self {
    case .rangeOutside(let subset, _, _): subset.definitionPath
    case .validationOverlapsTrain: Subset.validation.definitionPath
    case .testOverlaps: Subset.test.definitionPath
    case .noSplit(let split): split.definitionPath
    case .countOutside(let subset, _, _): subset.definitionPath + ".count"
    case .stratifiedWithoutClasses(let draw): draw.definitionPath + ".stratified"
    case .splitWithValidationRange: Subset.validation.definitionPath
    case .splitOfTestPart: "dataset.split.test"
    case .foldOutside: "dataset.folds.index"
    case .fewExamples(let draw, _): draw.definitionPath
    case .groupsWithoutTable: "dataset.split.group"
    case .halfTestPart(let key): "dataset.files.\(key)"
    case .nothingJudges: "dataset.split"
    case .noImages(let key): "dataset.\(key.rawValue)"
    case .imagesTooLarge: "dataset.\(ImageKey.augment.rawValue)"
    case .table(let key, _): key.definitionPath
    case .paddingOutside: "dataset.padding"
    case .nothingToStandardize: "dataset.normalize"
    case .scalingOf: "dataset"
    case .file, .changed, .missing, .notBinary: nil
    }
  }

  /// The message without its path.
  package var message: String {
    switch self {
    case .rangeOutside(let subset, let found, let available):
      found.isEmpty
        ? "\(text(found)) holds no example, expected start < end"
        : "\(text(found)) does not fit the \(subset.part) part, expected [start,end] "
          + "within [0,\(available)]"
    case .validationOverlapsTrain(let validation, let train):
      "\(text(validation)) overlaps \(Subset.train.definitionPath) \(text(train)), "
        + "expected no example in common"
    case .testOverlaps(let test, let subset, let other):
      "\(text(test)) overlaps \(subset.definitionPath) \(text(other)) of the same file, "
        + "expected no example in common"
    case .noSplit(let split):
      split.message
    case .countOutside(let subset, let found, let available) where available < 1:
      "no example of the \(subset.part) part is left to draw \(found) from"
    case .countOutside(let subset, let found, let available):
      "must be from 1 to \(available), the examples of the \(subset.part) part to draw from, "
        + "not \(found)"
    case .stratifiedWithoutClasses:
      "true needs classes, and this is a regression"
    case .splitWithValidationRange:
      "the split separates the examples, expected \"validation\" in dataset.split"
    case .splitOfTestPart:
      "the data set has a test part of its own"
    case .foldOutside(let index, let count):
      "must be from 0 to \(count - 1), the folds, not \(index)"
    case .fewExamples(.folds(let count), let available):
      "\(available) examples or groups of them cannot fill \(count) folds"
    case .fewExamples(_, let available):
      "of \(available) examples or groups of them one part would get none"
    case .groupsWithoutTable:
      "names a column, and these examples are not of a table"
    case .notBinary(let value, let example, let dataset):
      "\(dataset): example \(example) has the value \(value) to learn, expected 0 or 1, "
        + "which binary_cross_entropy_with_logits learns"
    case .halfTestPart:
      "missing: a test part has examples and labels, expected both files or neither"
    case .nothingJudges:
      "gives neither a test nor a validation part"
    case .noImages:
      "needs images, and these examples are rows of numbers"
    case .scalingOf(let isOfImages):
      isOfImages
        ? "these examples are rows of numbers, expected pictures of bytes as were learnt from"
        : "these examples are pictures of bytes, expected rows of numbers as were learnt from"
    case .imagesTooLarge(let height, let width, let maximum):
      "images of \(height)x\(width) are too large to be changed, "
        + "expected (height + 2) x (width + 2) to be at most \(maximum)"
    case .table(_, let problem):
      problem.description
    case .paddingOutside(let found, let maximum):
      "must be 0 to \(maximum), not \(found)"
    case .nothingToStandardize(let train):
      "all pixels of the training examples \(text(train))are equal, "
        + "so standard would divide by zero; expected unit"
    case .file(_, let problem):
      problem.description
    case .changed(let dataset):
      "the files of dataset \(dataset) changed while they were read"
    case .missing(let dataset, let folders, _):
      "\(dataset) is not here: not in " + folders.joined(separator: ", ")
    }
  }

  /// Advice, one line each, if there is more to say than what is expected.
  package var advice: [Remedy] {
    switch self {
    case .missing(let dataset, _, let package):
      [
        "get it: \(command: .fetchData(dataset))\(package.map { ", or apt-get install \($0)" } ?? "")"
      ]
    case .noSplit(let split): split.advice
    case .nothingJudges: ["add \"test\": 0.2 or \"validation\": 0.1 to dataset.split"]
    case .splitOfTestPart: ["remove \"test\" from dataset.split"]
    case .notBinary: ["for other values use \"loss\": { \"type\": \"mse\" }, l1 or huber"]
    case .changed: ["run the command again once the files are complete"]
    default: []
    }
  }
}

extension DatasetError {
  /// The same error about a file that a trained run reads.
  var forRun: DatasetError {
    guard case .file(let name, .csv(let line, let problem)) = self else { return self }
    return .file(name, .csvForRun(line: line, problem))
  }
}

extension DatasetError: CustomStringConvertible {
  /// `dataset.subset.test: [8000,12000] does not fit …`, or the file's name and its problem.
  package var description: String {
    switch self {
    case .file(let name, let problem): "\(name): \(problem)"
    case .changed, .missing, .notBinary: message
    default: "\(definitionPath ?? ""): \(message)"
    }
  }
}

/// A half-open range as definitions write it: `[8000,10000]`.
private func text(_ range: Range<Int>) -> String {
  "[\(range.lowerBound),\(range.upperBound)]"
}

/// The range and a space; empty for drawn examples.
private func text(_ selection: ExampleSelection) -> String {
  if case .range(let range) = selection { text(range) + " " } else { "" }
}
