/// The examples that a training uses and the scaling of their values.
package struct DatasetConfiguration: Hashable, Sendable {
  package enum Normalization: String, Hashable, Sendable, CaseIterable {
    /// Divides bytes by 255 and leaves other numbers as they are.
    case unit
    /// (x − mean) ÷ deviation, both of the training subset: over all its pixels (without padding,
    /// as bytes/255), or for each column of numbers.
    case standard
  }

  package var source: DatasetSource
  /// nil: the whole part.
  package var train: ExampleSelection?
  /// A range of the train part; nil without validation.
  package var validation: Range<Int>?
  /// nil: the whole part.
  package var test: ExampleSelection?
  /// How the examples of the train part are separated; nil: as they are.
  package var split: DatasetSplit?
  /// The fold that is the test part; nil for none.
  package var fold: DatasetFold?
  /// Background (raw 0) pixels added on every side before normalisation.
  package var padding: Int
  package var normalization: Normalization
  /// The random changes of training images; nil if there are none.
  package var augmentation: Augmentation?
  /// The experiment's seed, with which subsets are drawn.
  package var seed: UInt64
  /// The folders in which files are searched.
  package var places: DataSearchPaths
  /// Whether values to learn must be 0 or 1, as the loss demands.
  package var needsBinaryValues = false
  /// The known layout of the files; nil if they must be opened to determine it.
  package var layout: DatasetLayout?

  package init(
    source: DatasetSource, train: ExampleSelection? = nil, validation: Range<Int>? = nil,
    test: ExampleSelection? = nil, split: DatasetSplit? = nil, fold: DatasetFold? = nil,
    padding: Int = 0, normalization: Normalization = .unit, augmentation: Augmentation? = nil,
    seed: UInt64 = 0, places: DataSearchPaths = .current
  ) {
    self.source = source
    self.train = train
    self.validation = validation
    self.test = test
    self.split = split
    self.fold = fold
    self.padding = padding
    self.normalization = normalization
    self.augmentation = augmentation
    self.seed = seed
    self.places = places
  }
}

extension DatasetConfiguration {
  /// Whether there is a validation part.
  package var hasValidation: Bool { validation != nil || split?.validation != nil }

  /// Whether there is a test part, as a resolved definition says.
  package var hasTest: Bool { test.map { $0.count > 0 } ?? false }

  /// Whether the data are a table that version 0.1 could not read, whose checkpoints need not have its
  /// bytes.
  package var isNewTable: Bool { (source.format as? CSVSource)?.hasNewKeys ?? false }

  /// Whether a split or a fold separates the examples.
  package var isSplit: Bool { split != nil || fold != nil }

  /// The configuration reduced to what `load` depends on, so that it is equal for all that load the
  /// same examples: augmentation happens later, and the seed only matters if there is something to
  /// draw.
  package var examples: DatasetConfiguration {
    var examples = self
    examples.augmentation = nil
    if !isDrawn(train) && !isDrawn(test) { examples.seed = 0 }
    return examples
  }

  private func isDrawn(_ selection: ExampleSelection?) -> Bool {
    if case .drawn = selection { true } else { false }
  }
}
