/// Why a data set cannot be described or loaded.
///
/// A mistake in the definition has a `definitionPath`; every other case is about a file.
package enum DatasetError: Error, Hashable, Sendable {
  /// The range is empty or reaches outside the part's examples.
  case rangeOutside(Subset, found: Range<Int>, available: Int)
  /// Validation and training share examples.
  case validationOverlapsTrain(validation: Range<Int>, train: Range<Int>)
  case paddingOutside(found: Int, maximum: Int)
  /// Every pixel of the training subset is equal, so that `standard` would divide by zero.
  case nothingToStandardize(train: Range<Int>)
  /// A data file is missing, damaged, or not what it should be.
  case file(String, FileProblem)

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

  /// The place of the mistake in the definition; nil where a file is at fault.
  package var definitionPath: String? {
    switch self {
    case .rangeOutside(let subset, _, _): subset.definitionPath
    case .validationOverlapsTrain: Subset.validation.definitionPath
    case .paddingOutside: "dataset.padding"
    case .nothingToStandardize: "dataset.normalize"
    case .file: nil
    }
  }

  /// The sentence without its place.
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
    case .paddingOutside(let found, let maximum):
      "must be 0 to \(maximum), not \(found)"
    case .nothingToStandardize(let train):
      "all pixels of the training examples \(text(train)) are equal, "
        + "so standard would divide by zero; expected unit"
    case .file(_, let problem):
      problem.description
    }
  }
}

extension DatasetError: CustomStringConvertible {
  /// `dataset.subset.test: [8000,12000] does not fit …`, or the file's name and its problem.
  package var description: String {
    switch self {
    case .file(let name, let problem): "\(name): \(problem)"
    default: "\(definitionPath ?? ""): \(message)"
    }
  }
}

/// A half-open range as definitions write it: `[8000,10000]`.
private func text(_ range: Range<Int>) -> String {
  "[\(range.lowerBound),\(range.upperBound)]"
}
