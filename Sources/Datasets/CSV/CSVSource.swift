/// Comma-separated values: numbers, and a column of classes or columns of values to be learnt.
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

/// What is wrong in a line of comma-separated values.
package enum CSVProblem: Error, Hashable, Sendable {
  case fieldCount(found: Int, expected: Int)
  /// The field is no number that float32 holds.
  case number(String, column: String, isFirstLine: Bool)
  case label(String, column: String, classes: CSVSource.Classes)
  case manyFields(limit: Int)
  /// Combining marks in a row, which would take too long to compare.
  case manyMarks
  case openQuote
  /// A quoted field goes on behind its closing quote.
  case afterQuote
  /// The test file's header differs from the training file's.
  case columnName(String, index: Int, expected: String)
}

extension CSVProblem: CustomStringConvertible {
  /// The sentence after the line's number.
  package var description: String {
    switch self {
    case .fieldCount(let found, let expected):
      "\(found) field\(found == 1 ? "" : "s"), expected \(expected)"
    case .number(let text, let column, let isFirstLine):
      "\(column): \(quoted(text)) is no number"
        + (isFirstLine ? "; for a line of names set \"header\": true" : "")
    case .label(let text, let column, .count(let count)):
      "\(column): \(quoted(text)) is no class, expected 0 to \(count - 1)"
    case .label(let text, let column, .names(let names)):
      "\(column): \(quoted(text)) is no class, expected \(list(names))"
    case .manyFields(let limit):
      "more than \(limit) fields"
    case .manyMarks:
      "too many combining marks in a row"
    case .openQuote:
      "a quoted field that never ends"
    case .afterQuote:
      "text behind a closing quote, expected a comma or the line's end"
    case .columnName(let name, let index, let expected):
      "column \(index) is \(quoted(name)), expected \(quoted(expected)) as in the training file"
    }
  }
}

/// What is wrong with a definition's `label`.
package enum LabelProblem: Error, Hashable, Sendable {
  case unknownName(String, columns: [String])
  /// Several columns have the name.
  case ambiguousName(String)
  case nameWithoutHeader(String)
  case indexOutside(Int, columns: Int)
  case repeated(Int)
  /// Classes are read from one column.
  case severalForClasses(Int)
  /// No column is left to learn from.
  case noInput(columns: Int)
}

extension LabelProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownName(let name, let columns):
      "no column \(quoted(name)), the file has \(list(columns))"
    case .ambiguousName(let name):
      "several columns are called \(quoted(name)), expected an index from 0"
    case .nameWithoutHeader(let name):
      "\(quoted(name)) names a column of a file without header, expected an index from 0"
    case .indexOutside(let index, let columns):
      "must be from 0 to \(columns - 1), the file's columns, not \(index)"
    case .repeated(let index):
      "column \(index) is given twice"
    case .severalForClasses(let count):
      "\(count) columns cannot be one class, expected one column"
    case .noInput(let columns):
      "takes all \(columns) column\(columns == 1 ? "" : "s"), expected one more to learn from"
    }
  }
}

/// A text of a file in an error: quoted, its control characters escaped, cut where it is long.
private func quoted(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars.prefix(40) {
    let isControl = scalar.properties.generalCategory == .control
    shown += isControl ? scalar.escaped(asASCII: true) : String(scalar)
  }
  return "'\(shown)\(text.unicodeScalars.count > 40 ? "…" : "")'"
}

private func list(_ names: [String]) -> String {
  names.prefix(10).map(quoted).joined(separator: ", ")
    + (names.count > 10 ? " and \(names.count - 10) more" : "")
}
