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
  /// The first line is one field: no separator splits it.
  case oneField(isQuoted: Bool)
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
  /// The sentence after the line's number.
  package var description: String {
    switch self {
    case .fieldCount(let found, let expected, let isFirstOdd):
      "\(found) field\(found == 1 ? "" : "s"), expected \(expected)"
        + (isFirstOdd
          ? " as in line 1; if line 1 is not of the table, add \"skip_lines\": 1 to dataset" : "")
    case .number(let text, let column, let hint):
      "\(column): \(quoted(text)) is not a number" + advice(on: text, column, hint)
    case .byte(let text, let column):
      "\(column): \(quoted(text)) is not a whole number from 0 to 255, as the pixels of "
        + "\"shape\" with \"scale\": 255 are"
    case .missing(let text, let column, let use):
      "\(column): \(quoted(text)) is not a \(use == .input ? "number" : "value"); if it is "
        + "missing, add \"missing\": \"drop\"\(use == .input ? " or \"mean\"" : "") to dataset"
    case .label(let text, let column, .names(let names)):
      "\(column): \(quoted(text)) is not a class, expected \(list(names))"
    case .label(let text, let column, .count(let count)):
      "\(column): \(quoted(text)) is not a class, expected 0 to \(count - 1)"
        + (isDecimalNumber(text) ? "" : "; for classes with names use \"classes\": \"auto\"")
    case .label(let text, let column, .auto):
      "\(column): \(quoted(text)) is not a class"
    case .binary(let text, let column):
      "\(column): \(quoted(text)) is neither 0 nor 1, which binary_cross_entropy_with_logits learns; "
        + "for other values use mse, l1 or huber"
    case .unknownClass(let text, let column, let known):
      "\(column): no row of the training part is of class \(quoted(text)), expected "
        + "\(list(known)); a split with \"stratified\": true shares out each class"
    case .unseen(let text, let column, let known):
      "\(column): no row of the training part has \(quoted(text)), expected \(list(known)); "
        + "add \"unseen\": \"zeros\" to dataset, or leave the column out: "
        + "\"ignore\": [\(column.value)]"
    case .bytes(let column, isZero: true):
      "\(column): a zero byte in a text; the file is damaged or is no text"
    case .bytes(let column, isZero: false):
      "\(column): a text that is not UTF-8; save the file as UTF-8, for example with: "
        + "iconv -f latin1 -t utf-8 OLD > NEW"
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

/// What helps where a field should be a number, after the sentence; empty if nothing is known.
private func advice(
  on text: String, _ column: CSVColumnName, _ hint: CSVProblem.NumberHint
) -> String {
  switch hint {
  case .firstLine: "; for a line of names set \"header\": true"
  case .input(let mark):
    markAdvice(text, mark)
      ?? "; for categories add \"categories\": [\(column.value)] to dataset, or leave the column "
      + "out: \"ignore\": [\(column.value)]"
  case .target(let mark, let mayBeClass):
    markAdvice(text, mark)
      ?? (mayBeClass ? "; for classes add \"classes\": \"auto\" to dataset" : "")
  }
}

/// Explains a mark in a field that would be a number without it; nil if there is none.
private func markAdvice(_ text: String, _ mark: CSVSource.DecimalMark) -> String? {
  if isDecimalNumber(text, point: mark.byte) { return "; float32 cannot hold it" }
  let groups = text.split(omittingEmptySubsequences: false) { ",. '_\u{A0}\u{202F}".contains($0) }
  let isGrouped = groups.count > 2 && groups.allSatisfy { isDecimalNumber($0) }
  if isGrouped { return "; write it without marks between thousands" }
  switch mark {
  case .point where text.contains(";"):
    let parts = text.split(separator: ";", omittingEmptySubsequences: false)
    return parts.allSatisfy { isDecimalNumber($0) }
      ? "; for decimal commas set \"decimal\": \",\" in dataset" : nil
  case .point where isDecimalNumber(text, point: UInt8(ascii: ",")):
    return "; for decimal commas set \"decimal\": \",\" in dataset"
  case .comma where isDecimalNumber(text):
    return "; the definition says \"decimal\": \",\""
  default: return nil
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
