/// Arrays in NumPy's files: all in one archive, or each in a file of its own.
///
/// Bytes of three or four dimensions are pictures: examples × height × width, or with channels.
/// All other numbers are taken as they are.
package struct ArraySource: Hashable, Sendable {
  /// Where the arrays are.
  package enum Files: Hashable, Sendable {
    /// The members of one archive (npz). The test part is nil if there is none.
    case archive(String, train: Names, test: Names?)
    /// Files (npy).
    case files(train: Names, test: Names?)
  }

  /// The names of a part's arrays, or the paths of their files.
  package struct Names: Hashable, Sendable {
    package var x: String
    package var y: String

    package init(x: String, y: String) {
      self.x = x
      self.y = y
    }
  }

  /// The position of the channels among the dimensions of an example.
  package enum Layout: String, Hashable, Sendable, CaseIterable {
    case channelsFirst = "channels_first"
    case channelsLast = "channels_last"
  }

  package var files: Files
  /// Whether the test part may be missing because the definition does not name it.
  package var hasDefaultTest: Bool
  /// nil: channels come first, and pictures that look otherwise are refused.
  package var layout: Layout?
  /// nil: whole numbers and texts are classes, floats are values to learn.
  package var classes: ClassChoice?
  /// Whether learnt values are standardised by the training part. Then whole numbers are values too.
  package var scalesTargets = false

  package init(
    files: Files, hasDefaultTest: Bool = false, layout: Layout? = nil, classes: ClassChoice? = nil
  ) {
    self.files = files
    self.hasDefaultTest = hasDefaultTest
    self.layout = layout
    self.classes = classes
  }
}

extension ArraySource {
  /// The usual arrays of an archive: `x_train`, `y_train`, `x_test` and `y_test`, the last two if it
  /// has them.
  package init(archive path: String) {
    self.init(
      files: .archive(
        path, train: .init(x: "x_train", y: "y_train"), test: .init(x: "x_test", y: "y_test")),
      hasDefaultTest: true)
  }
}

extension ArraySource: DatasetFormat {
  package var name: String { if case .archive = files { "npz" } else { "npy" } }
  package var hasClasses: Bool { classes != nil }
  package var needsDataFiles: Bool { true }
  package var facts: DatasetFacts? { nil }
  package var ownTestAdvice: String {
    if case .archive = files {
      "name the arrays of a test part in dataset: \"test\": { \"x\": \"NAME\", \"y\": \"NAME\" }"
    } else {
      "name a test part in dataset.files: \"test_x\": \"FILE\", \"test_y\": \"FILE\""
    }
  }

  package func replacingFiles(with path: String) -> (any DatasetFormat)? {
    guard case .archive(_, let train, let test) = files else { return nil }
    var source = self
    source.files = .archive(path, train: train, test: test)
    source.hasDefaultTest = true
    return source
  }

  package func learningClasses() -> any DatasetFormat {
    var source = self
    source.classes = .auto
    return source
  }
}
