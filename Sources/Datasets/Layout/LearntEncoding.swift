/// How fields become numbers, as the training part taught it. It is kept in the checkpoint, so that
/// other files are read alike.
package struct LearntEncoding: Hashable, Sendable {
  /// nil for a regression.
  package var classCount: Int?
  /// The names of the classes in their order; nil if they have only numbers.
  package var classNames: [String]?
  /// The input columns of a table in their order; empty for pictures and arrays.
  package var columns: [Column] = []

  /// An input column of a table.
  package struct Column: Hashable, Sendable {
    /// The name in the header; nil without one.
    package var name: String?
    /// The position in the file, from 0.
    package var index: Int
    package var values: Values

    package init(name: String?, index: Int, values: Values) {
      self.name = name
      self.index = index
      self.values = values
    }

    /// Whether the column can be found by its name.
    var hasName: Bool { name.map { !$0.isEmpty } ?? false }
  }

  /// How a column's fields become numbers.
  package enum Values: Hashable, Sendable {
    /// One number.
    ///
    /// - filling: what stands for a missing value; nil if none may be missing.
    case number(filling: Float? = nil)
    /// One number for each category: 1 for the field's own, 0 for the others.
    case categories([String])

    var areCategories: Bool { if case .categories = self { true } else { false } }

    /// The numbers that a field becomes.
    package var count: Int {
      switch self {
      case .number: 1
      case .categories(let names): names.count
      }
    }
  }

  package init(
    classCount: Int? = nil, classNames: [String]? = nil, columns: [Column] = []
  ) {
    self.classCount = classCount
    self.classNames = classNames
    self.columns = columns
  }

  /// The numbers of one example.
  package var width: Int { columns.reduce(0) { $0 + $1.values.count } }
}
