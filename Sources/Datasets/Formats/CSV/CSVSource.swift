/// A table: columns of numbers, and a column of classes or columns of values to be learnt.
package struct CSVSource: Hashable, Sendable {
  /// A column, as definitions name it.
  package enum Column: Hashable, Sendable {
    case name(String)
    /// From 0.
    case index(Int)
  }

  /// What a column of classes holds.
  package enum Classes: Hashable, Sendable {
    /// Whole numbers from 0 to below this.
    case count(Int)
    /// One of these names; class k is the k-th.
    case names([String])

    package var count: Int {
      switch self {
      case .count(let count): count
      case .names(let names): names.count
      }
    }
  }

  /// The file's path as the definition gives it.
  package var train: String
  /// nil: both parts are all rows of the one file, and the subset tells them apart.
  package var test: String?
  /// Whether the first line names the columns.
  package var hasHeader: Bool
  /// What is to be learnt; empty: the last column.
  package var label: [Column]
  /// nil: a regression.
  package var classes: Classes?

  package init(
    train: String, test: String? = nil, hasHeader: Bool = true, label: [Column] = [],
    classes: Classes? = nil
  ) {
    precondition(classes.map { (1...256).contains($0.count) } != false)
    self.train = train
    self.test = test
    self.hasHeader = hasHeader
    self.label = label
    self.classes = classes
  }
}
