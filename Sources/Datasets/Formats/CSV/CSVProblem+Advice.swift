import Tables

extension CSVProblem {
  /// How to change the definition, as the end of a sentence; empty if nothing would help.
  var advice: String {
    switch self {
    case .fieldCount(_, _, isFirstOdd: true):
      "; if line 1 is not of the table, add \"skip_lines\": 1 to dataset"
    case .number(let text, let column, let hint): numberAdvice(on: text, column, hint)
    case .missing(_, _, let use):
      "; if it is missing, add \"missing\": \"drop\"\(use == .input ? " or \"mean\"" : "") to dataset"
    case .label(let text, _, .count):
      isDecimalNumber(text) ? "" : "; for classes with names use \"classes\": \"auto\""
    case .oneField(_, let style) where style.separator != nil:
      "; leave \"separator\" out of dataset to have it found"
    case .oneField(_, let style) where style.decimal == .comma:
      "; commas are decimal marks, for commas between fields leave \"decimal\" out of dataset"
    case .binary: "; for other values use mse, l1 or huber"
    case .unknownClass: "; a split with \"stratified\": true shares out each class"
    case .unseen(_, let column, _):
      "; add \"unseen\": \"zeros\" to dataset, or leave the column out: "
        + "\"ignore\": [\(column.value)]"
    default: ""
    }
  }

  /// The same where a trained run reads another file, so that its definition cannot change.
  var adviceForRun: String {
    switch self {
    case .missing(_, _, let use):
      "; if it is missing, leave the row out, or train again with \"missing\": "
        + (use == .input ? "\"mean\" in dataset" : "\"drop\" in dataset")
    case .unknownClass, .label: "; leave the row out"
    case .unseen:
      "; leave the row out, or train again with \"unseen\": \"zeros\" in dataset"
    default: ""
    }
  }
}

/// How to change the definition where a field is not a number; empty if nothing would help.
private func numberAdvice(
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
