import Files

/// A key of a definition of a table.
package enum CSVKey: String, Hashable, Sendable {
  case label, classes, inputs, ignore, missing, categories, comment, shape, scale
  case scaleTargets = "scale_targets"
  case group = "split.group"

  /// `dataset.label`.
  var definitionPath: String { "dataset.\(rawValue)" }
}

/// A problem with a key that only the file's columns reveal, or another key.
package enum CSVKeyProblem: Error, Hashable, Sendable {
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
  /// Both `inputs` and `ignore` are given.
  case inputsAndIgnore
  /// The column is learnt, so nothing else can be done with it.
  case isLearnt(CSVColumnName)
  /// A column of categories is not learnt from.
  case isNoInput(CSVColumnName)
  /// A comment begins with nothing, or with a blank or a line's end.
  case emptyComment
  /// The columns are not as many as the shape has values.
  case shape([Int], width: Int)
  /// Pixels cannot be filled with means, or be categories.
  case needsNumbers
  /// The training part has no two classes.
  case oneClass(CSVColumnName, String?)
  /// Classes have no unit.
  case needsValues
  /// A column has more distinct texts than there may be.
  case tooMany(CSVColumnName, Int, maximum: Int)
  /// The categories make more numbers than there may be.
  case tooLarge(rows: Int, width: Int, maximum: Int)
  /// A file to predict has more or fewer inputs.
  case otherWidth(file: String, found: Int, expected: Int)
  /// No row of the training part has a value in the column.
  case nothingToAverage(CSVColumnName)
  /// Every row has a missing value.
  case allDropped(file: String, rows: Int)
}

extension CSVKeyProblem: CustomStringConvertible {
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
    case .inputsAndIgnore:
      "inputs names the columns to learn from, expected no other key for it"
    case .isLearnt(let column):
      "\(column) is learnt, expected another column"
    case .isNoInput(let column):
      "\(column) is not learnt from, expected a column of the inputs"
    case .emptyComment:
      "must begin with a visible character and be one line"
    case .shape(let shape, let width):
      "\(shape.map(String.init).joined(separator: " x ")) is \(shape.reduce(1, *)) values, "
        + "expected \(width), one for each number of a row"
    case .needsNumbers:
      "pixels (\"shape\" with \"scale\": 255) are bytes, expected \"missing\": \"drop\" and no "
        + "categories"
    case .oneClass(let column, let name):
      "\(column) holds \(name.map { "only \(quoted($0))" } ?? "nothing") in the training part, "
        + "expected two or more classes"
    case .needsValues:
      "true needs values to learn, and this definition learns classes"
    case .tooMany(let column, let count, let maximum):
      "\(column) has \(count) distinct texts, expected at most \(maximum)"
    case .tooLarge(let rows, let width, let maximum):
      "\(rows) rows of \(width) numbers are more than the \(maximum) allowed; leave out columns "
        + "with many categories: \"ignore\""
    case .otherWidth(let file, let found, let expected):
      "\(file.printable) has \(found) numbers a row to predict from, expected \(expected)"
    case .nothingToAverage(let column):
      "\(column) has no value in the training part; leave the column out: "
        + "\"ignore\": [\(column.value)]"
    case .allDropped(let file, let rows):
      "each of the \(rows) rows of \(file.printable) has a missing value, expected rows without; "
        + "\"mean\" keeps them, or \"ignore\" leaves columns out"
    }
  }
}
