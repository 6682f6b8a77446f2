/// Says what the files of a data set hold. Whoever resolves a definition asks it and opens no file.
package protocol DatasetInspector: Sendable {
  /// The size of one example, and how many there are.
  ///
  /// - Throws: a `DatasetError` where the files cannot be read.
  func layout(of dataset: DatasetConfiguration) throws(DatasetError) -> DatasetLayout

  /// What the look of the files says about a definition that names them.
  ///
  /// - Throws: a `DatasetError` where the files cannot be read.
  func remarks(on dataset: DatasetConfiguration) throws(DatasetError) -> [DatasetRemark]
}

/// Opens the files, and reads no more of them than the answer takes.
package struct DataFileInspector: DatasetInspector {
  package init() {}

  package func layout(of dataset: DatasetConfiguration) throws(DatasetError) -> DatasetLayout {
    try dataset.source.open(dataset.places).layout
  }

  package func remarks(
    on dataset: DatasetConfiguration
  ) throws(DatasetError) -> [DatasetRemark] {
    try dataset.source.open(dataset.places).remarks()
  }
}

/// Answers from what was found out before, as run.json keeps it; has another open what it does not
/// know.
package struct RecordedDataInspector: DatasetInspector {
  private let layout: DatasetLayout?
  /// Whose files have the layout; nil: those of any definition that is asked about.
  private let source: DatasetSource?
  private let other: any DatasetInspector

  /// - Parameters:
  ///   - layout: what the files hold; nil: not known.
  ///   - other: asked about all other files.
  package init(
    _ layout: DatasetLayout?, of source: DatasetSource? = nil,
    otherwise other: any DatasetInspector = DataFileInspector()
  ) {
    self.layout = layout
    self.source = source
    self.other = other
  }

  package func layout(of dataset: DatasetConfiguration) throws(DatasetError) -> DatasetLayout {
    if let layout = known(for: dataset.source) { return layout }
    return try other.layout(of: dataset)
  }

  /// None where the layout is known: the definition was judged when it was found out.
  package func remarks(
    on dataset: DatasetConfiguration
  ) throws(DatasetError) -> [DatasetRemark] {
    if known(for: dataset.source) != nil { return [] }
    return try other.remarks(on: dataset)
  }

  private func known(for source: DatasetSource) -> DatasetLayout? {
    guard let layout, self.source == nil || self.source == source else { return nil }
    return layout.isPossible(for: source) ? layout : nil
  }
}
