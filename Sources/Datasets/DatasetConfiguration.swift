/// Which examples a training sees and how their values are scaled.
package struct DatasetConfiguration: Hashable, Sendable {
  package enum Normalization: String, Hashable, Sendable, CaseIterable {
    /// Bytes divided by 255.
    case unit
    /// (x/255 − mean) ÷ deviation, both of the unpadded training subset.
    case standard
  }

  package var source: DatasetSource
  /// nil: the whole part.
  package var train: Range<Int>?
  /// Of the train part; nil: no validation.
  package var validation: Range<Int>?
  package var test: Range<Int>?
  /// Background (raw 0) pixels added on every side before normalisation.
  package var padding: Int
  package var normalization: Normalization
  /// Random changes of training images; nil: none.
  package var augmentation: Augmentation?

  package init(
    source: DatasetSource, train: Range<Int>? = nil, validation: Range<Int>? = nil,
    test: Range<Int>? = nil, padding: Int = 0, normalization: Normalization = .unit,
    augmentation: Augmentation? = nil
  ) {
    self.source = source
    self.train = train
    self.validation = validation
    self.test = test
    self.padding = padding
    self.normalization = normalization
    self.augmentation = augmentation
  }
}

/// Where examples come from.
package enum DatasetSource: Hashable, Sendable {
  /// The 60,000 + 10,000 digits inside the binary.
  case mnist

  /// Whether what is to be learnt are class labels; a regression has no accuracy.
  package var hasClasses: Bool {
    switch self {
    case .mnist: true
    }
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
