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

  package init(
    source: DatasetSource, train: Range<Int>? = nil, validation: Range<Int>? = nil,
    test: Range<Int>? = nil, padding: Int = 0, normalization: Normalization = .unit
  ) {
    self.source = source
    self.train = train
    self.validation = validation
    self.test = test
    self.padding = padding
    self.normalization = normalization
  }
}

/// Where examples come from.
package enum DatasetSource: Hashable, Sendable {
  /// The 60,000 + 10,000 digits inside the binary.
  case mnist
}
