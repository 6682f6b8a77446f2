import Files
import Tables

/// A problem in a line of a table.
package enum CSVProblem: Error, Hashable, Sendable {
  case fieldCount(found: Int, expected: Int)
  /// The field is not a number that float32 holds.
  case number(String, column: String, isFirstLine: Bool)
  case label(String, column: String, classes: CSVSource.Classes)
  /// A value that a loss of yes and no cannot learn.
  case binary(String, column: String)
  /// The record cannot be read, for this reason.
  case syntax(String)
  /// There are too many consecutive combining marks to compare the text in reasonable time.
  case manyMarks
  /// The first line is one field: no separator splits it.
  case oneField(isQuoted: Bool)
  /// The test file's header differs from the training file's; whether it is a row of numbers.
  case columnName(String, index: Int, expected: String, isNumbers: Bool)
}

extension CSVProblem: CustomStringConvertible {
  /// The sentence after the line's number.
  package var description: String {
    switch self {
    case .fieldCount(let found, let expected):
      "\(found) field\(found == 1 ? "" : "s"), expected \(expected)"
    case .number(let text, let column, let isFirstLine):
      "\(column): \(quoted(text)) is not a number"
        + (isFirstLine ? "; for a line of names set \"header\": true" : commaWords(text))
    case .label(let text, let column, .count(let count)):
      "\(column): \(quoted(text)) is not a class, expected 0 to \(count - 1)"
    case .label(let text, let column, .names(let names)):
      "\(column): \(quoted(text)) is not a class, expected \(list(names))"
    case .binary(let text, let column):
      "\(column): \(quoted(text)) is neither 0 nor 1, which binary_cross_entropy_with_logits learns; "
        + "for other values use mse, l1 or huber"
    case .syntax(let problem):
      problem
    case .manyMarks:
      "too many combining marks in a row"
    case .oneField(let isQuoted):
      "one field, expected two or more, separated by , ; tab | or blanks"
        + (isQuoted ? "; the whole line is in quotes" : "")
    case .columnName(_, _, _, isNumbers: true):
      "a row of numbers, expected the column names of the training file"
    case .columnName(let name, let index, let expected, _):
      "column \(index) is \(quoted(name)), expected \(quoted(expected)) as in the training file"
    }
  }
}

/// Explains a comma in a field that should be a number; empty if there is none.
private func commaWords(_ text: String) -> String {
  let parts = text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == ";" }
  guard parts.count > 1, parts.allSatisfy(isDecimalNumber) else { return "" }
  return text.contains(";")
    ? "; if fields are separated by semicolons, write numbers with a decimal point"
    : "; write it with a decimal point, not a decimal comma"
}

/// A problem with a definition's `label`.
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

/// Returns a text of a file for a message: quoted, escaped, and shortened if it is long.
private func quoted(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars.prefix(40) {
    shown += scalar == "\n" ? "\\n" : String(scalar).printable
  }
  return "'\(shown)\(text.unicodeScalars.count > 40 ? "…" : "")'"
}

private func list(_ names: [String]) -> String {
  names.prefix(10).map(quoted).joined(separator: ", ")
    + (names.count > 10 ? " and \(names.count - 10) more" : "")
}
