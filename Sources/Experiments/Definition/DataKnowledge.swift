package import Datasets

/// What is known of a definition's data files before it is resolved.
package struct DataKnowledge: Sendable {
  /// The folder from which paths of definitions count.
  let workspace: String
  private let layout: DatasetLayout?
  /// Whose files have the layout; nil: those of the definition, whatever it names.
  private let source: DatasetSource?

  /// - Parameter layout: what the files hold, which then are not opened; nil: they are opened.
  package init(workspace: String = ".", layout: DatasetLayout? = nil) {
    self.workspace = workspace
    self.layout = layout
    source = nil
  }

  /// - Parameter known: where the definition names the same files, they are not opened; nil: they
  ///   are opened.
  init(workspace: String, known: DatasetConfiguration?) {
    self.workspace = workspace
    layout = known?.layout
    source = known?.source
  }

  /// The layout of the data files; nil where it is not known and the files must be opened.
  func layout(of source: DatasetSource) -> DatasetLayout? {
    guard let layout, self.source == nil || self.source == source else { return nil }
    return layout.isPossible(for: source) ? layout : nil
  }
}
