import Files
import Tables

/// A problem in a line of a table.
package enum CSVProblem: Error, Hashable, Sendable {
  /// - isFirstOdd: whether the lines below are of one length, and the first of another.
  case fieldCount(found: Int, expected: Int, isFirstOdd: Bool = false)
  /// The field is not a number that float32 holds.
  case number(String, CSVColumnName, NumberHint)
  /// The field is not a whole number from 0 to 255.
  case byte(String, CSVColumnName)
  /// The field stands for a missing value, and nothing stands for it.
  case missing(String, CSVColumnName, MissingUse)
  case label(String, CSVColumnName, classes: ClassChoice)
  /// A value that a loss of yes and no cannot learn.
  case binary(String, CSVColumnName)
  /// No row of the training part has this class.
  case unknownClass(String, CSVColumnName, known: [String])
  /// No row of the training part has this category.
  case unseen(String, CSVColumnName, known: [String])
  /// The bytes of a text are not UTF-8, or one of them is zero.
  case bytes(CSVColumnName, isZero: Bool)
  /// The record cannot be read, for this reason.
  case syntax(String)
  /// There are too many consecutive combining marks to compare the text in reasonable time.
  case manyMarks
  /// No separator that the style allows splits the first line.
  case oneField(isQuoted: Bool, CSVSource.Style)
  /// The test file's header differs from the training file's; whether it is a row of numbers.
  case columnName(String, index: Int, expected: String, isNumbers: Bool)

  /// Where a field should be a number.
  package enum NumberHint: Hashable, Sendable {
    /// In the first line of a file without header.
    case firstLine
    /// In an input column.
    case input(CSVSource.DecimalMark)
    /// In a learnt column; whether it may hold classes.
    case target(CSVSource.DecimalMark, mayBeClass: Bool)
  }

  /// The column in which a value is missing.
  package enum MissingUse: Hashable, Sendable {
    /// A column of numbers to learn from.
    case input
    /// Any other column, where only `"missing": "drop"` helps.
    case other
  }
}

/// A column in messages.
package struct CSVColumnName: Hashable, Sendable {
  let index: Int
  /// nil or empty if it has none.
  let name: String?
  /// Whether no other column has the name.
  var isUnique = true

  /// The column as a definition names it.
  var value: String {
    guard let name, !name.isEmpty, isUnique, name.unicodeScalars.count <= 40 else {
      return "\(index)"
    }
    return "\"\(name.printable.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }
}

extension CSVColumnName: CustomStringConvertible {
  /// `column 3 (width)`, or `column 3` if it has no name.
  package var description: String {
    guard let name, !name.isEmpty else { return "column \(index)" }
    return "column \(index) (\(shortened(name)))"
  }
}

extension CSVProblem: CustomStringConvertible {
  /// The sentence that follows the line's number: the finding, and how to change the definition.
  package var description: String { finding + advice }

  /// The finding alone: where, what was found, and what was expected.
  var finding: String {
    switch self {
    case .fieldCount(let found, let expected, let isFirstOdd):
      "\(found) field\(found == 1 ? "" : "s"), expected \(expected)"
        + (isFirstOdd ? " as in line 1" : "")
    case .number(let text, let column, _):
      "\(column): \(quoted(text)) is not a number"
    case .byte(let text, let column):
      "\(column): \(quoted(text)) is not a whole number from 0 to 255, as the pixels of "
        + "\"shape\" with \"scale\": 255 are"
    case .missing(let text, let column, let use):
      "\(column): \(quoted(text)) is not a \(use == .input ? "number" : "value")"
    case .label(let text, let column, .names(let names)):
      "\(column): \(quoted(text)) is not a class, expected \(list(names))"
    case .label(let text, let column, .count(let count)):
      "\(column): \(quoted(text)) is not a class, expected 0 to \(count - 1)"
    case .label(let text, let column, .auto):
      "\(column): \(quoted(text)) is not a class"
    case .binary(let text, let column):
      "\(column): \(quoted(text)) is neither 0 nor 1, which binary_cross_entropy_with_logits learns"
    case .unknownClass(let text, let column, let known):
      "\(column): no row of the training part is of class \(quoted(text)), expected \(list(known))"
    case .unseen(let text, let column, let known):
      "\(column): no row of the training part has \(quoted(text)), expected \(list(known))"
    case .bytes(let column, isZero: true):
      "\(column): a zero byte in a text; the file is damaged or is no text"
    case .bytes(let column, isZero: false):
      "\(column): a text that is not UTF-8; save the file as UTF-8, for example with: "
        + "iconv -f latin1 -t utf-8 OLD > NEW"
    case .syntax(let problem):
      problem
    case .manyMarks:
      "too many combining marks in a row"
    case .oneField(let isQuoted, let style):
      "one field, expected two or more, separated by "
        + (style.separator?.separator.description
          ?? (style.decimal == .comma ? "; tab | or blanks" : ", ; tab | or blanks"))
        + (isQuoted ? "; the whole line is in quotes" : "")
    case .columnName(_, _, _, isNumbers: true):
      "a row of numbers, expected the column names of the training file"
    case .columnName(let name, let index, let expected, _):
      "column \(index) is \(quoted(name)), expected \(quoted(expected)) as in the training file"
    }
  }
}

/// Returns a text of a file for a message: quoted, escaped, and shortened if it is long.
func quoted(_ text: String) -> String { "'\(shortened(text))'" }

private func shortened(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars.prefix(40) {
    shown += scalar == "\n" ? "\\n" : String(scalar).printable
  }
  return shown + (text.unicodeScalars.count > 40 ? "…" : "")
}

func list(_ names: [String]) -> String {
  names.prefix(10).map(quoted).joined(separator: ", ")
    + (names.count > 10 ? " and \(names.count - 10) more" : "")
}
