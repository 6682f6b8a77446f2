/// Determines what the files of a data set hold, so that resolving a definition opens no file
/// itself.
package protocol DatasetInspector: Sendable {
  /// Returns the shape of an example and the number of examples.
  ///
  /// - Throws: `DatasetError` if the files cannot be read.
  func layout(of dataset: DatasetConfiguration) throws(DatasetError) -> DatasetLayout

  /// Returns what the files reveal about a definition that names them, for example that its first
  /// line of data was read as a header.
  ///
  /// - Throws: `DatasetError` if the files cannot be read.
  func remarks(on dataset: DatasetConfiguration) throws(DatasetError) -> [DatasetRemark]
}

/// Opens the files. It reads no more of them than it needs.
package struct DataFileInspector: DatasetInspector {
  private let learnt: LearntEncoding?

  /// - Parameter learnt: how fields become numbers; nil to learn it from the training part.
  package init(using learnt: LearntEncoding? = nil) {
    self.learnt = learnt
  }

  package func layout(of dataset: DatasetConfiguration) throws(DatasetError) -> DatasetLayout {
    try OpenedDataset(dataset, using: learnt).layout
  }

  package func remarks(
    on dataset: DatasetConfiguration
  ) throws(DatasetError) -> [DatasetRemark] {
    try dataset.source.open(dataset.places).remarks()
  }
}

/// Uses a layout that was recorded in run.json, and another inspector for files whose layout is not
/// known.
package struct RecordedDataInspector: DatasetInspector {
  private let layout: DatasetLayout?
  /// The data set with this layout. If nil, every data set that is asked about has it.
  private let dataset: DatasetConfiguration?
  private let other: any DatasetInspector

  /// - Parameters:
  ///   - layout: the recorded layout, or nil if it is not known.
  ///   - dataset: the data set with this layout. If nil, every data set has it.
  ///   - other: the inspector for other files.
  package init(
    _ layout: DatasetLayout?, of dataset: DatasetConfiguration? = nil,
    otherwise other: any DatasetInspector = DataFileInspector()
  ) {
    self.layout = layout
    self.dataset = dataset
    self.other = other
  }

  package func layout(of dataset: DatasetConfiguration) throws(DatasetError) -> DatasetLayout {
    if let layout = known(for: dataset) { return layout }
    return try other.layout(of: dataset)
  }

  /// Returns nothing if the layout is known: the definition was checked when it was recorded.
  package func remarks(
    on dataset: DatasetConfiguration
  ) throws(DatasetError) -> [DatasetRemark] {
    if known(for: dataset) != nil { return [] }
    return try other.remarks(on: dataset)
  }

  private func known(for dataset: DatasetConfiguration) -> DatasetLayout? {
    guard let layout, self.dataset?.hasLayout(of: dataset) ?? true else { return nil }
    return layout.isPossible(for: dataset.source) ? layout : nil
  }
}

extension DatasetConfiguration {
  /// Whether the layout of the other data set is this one's: it has the same source and split.
  fileprivate func hasLayout(of other: DatasetConfiguration) -> Bool {
    source == other.source && split == other.split && fold == other.fold
  }
}
