/// Which examples a training sees and how their values are scaled.
package struct DatasetConfiguration: Hashable, Sendable {
  package enum Normalization: String, Hashable, Sendable, CaseIterable {
    /// Bytes divided by 255; numbers that are no bytes as they are.
    case unit
    /// (x − mean) ÷ deviation, both of the training subset: over all its pixels (unpadded, as
    /// bytes/255), or for each column of numbers by itself.
    case standard
  }

  package var source: DatasetSource
  /// nil: the whole part.
  package var train: ExampleSelection?
  /// Of the train part; nil: no validation.
  package var validation: Range<Int>?
  /// nil: the whole part.
  package var test: ExampleSelection?
  /// Background (raw 0) pixels added on every side before normalisation.
  package var padding: Int
  package var normalization: Normalization
  /// Random changes of training images; nil: none.
  package var augmentation: Augmentation?
  /// By which subsets are drawn: the experiment's.
  package var seed: UInt64
  /// Where files are looked for.
  package var places: DataSearchPaths
  /// What the files are known to hold; nil: they are opened to find out.
  package var layout: DatasetLayout?

  package init(
    source: DatasetSource, train: ExampleSelection? = nil, validation: Range<Int>? = nil,
    test: ExampleSelection? = nil, padding: Int = 0, normalization: Normalization = .unit,
    augmentation: Augmentation? = nil, seed: UInt64 = 0, places: DataSearchPaths = .current
  ) {
    self.source = source
    self.train = train
    self.validation = validation
    self.test = test
    self.padding = padding
    self.normalization = normalization
    self.augmentation = augmentation
    self.seed = seed
    self.places = places
  }
}

extension DatasetConfiguration {
  /// The same for all that `load` the same examples: augmentation comes later, and a seed draws
  /// only where there is something to draw.
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

/// Random changes of each training image, drawn anew each epoch.
package struct Augmentation: Hashable, Sendable {
  /// Pixels, each way on each axis.
  package var shift: Double
  /// Degrees, each way.
  package var rotate: Double
  /// Share of the size, each way: 0.1 is 0.9…1.1.
  package var scale: Double

  package init(shift: Double = 0, rotate: Double = 0, scale: Double = 0) {
    self.shift = shift
    self.rotate = rotate
    self.scale = scale
  }
}
