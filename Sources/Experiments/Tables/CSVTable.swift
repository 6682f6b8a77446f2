import Datasets
import JSON

/// The keys of a data set of tables.
let csvKeys = csvFileKeys + csvFormKeys + csvColumnKeys + csvValueKeys

private let csvFileKeys = [
  KeyDescription(
    "files",
    .object(
      ObjectDescription(
        noun: "dataset.files",
        keys: [
          KeyDescription(
            "train", .text, .required, "The path of the train part, from the workspace."),
          KeyDescription(
            "test", .text, .none,
            "The path of the test part. Without it, dataset.split or dataset.subset divides the "
              + "one file."),
        ])), .required,
    "CSV files, plain or gzipped, in UTF-8 or UTF-16, with lines ended by LF, CR LF or CR."),
  KeyDescription(
    "header", .boolean, .value(true),
    "Whether the first line names the columns. It must be given if that line is all numbers."),
  KeyDescription(
    "label",
    .either(tableColumn, .list(of: tableColumn, noun: "column", count: 1...65_536)), .none,
    "The column to learn: its name, its index from 0, or a list of several. Without it, the last."),
  classesKey(
    "The number of classes, labelled from 0, their names in order (labels may be names or numbers "
      + "from 0), or auto. Without it, a label of texts is learnt as classes, and one of numbers "
      + "as a value."),
]

private let csvFormKeys = [
  KeyDescription(
    "separator", .choice(ChoiceDescription(noun: "separator", of: CSVSource.Separator.self)), .none,
    "What separates two fields. Without it, the first of , ; tab | and blanks that splits the "
      + "first two lines into the same number of fields."),
  KeyDescription(
    "decimal", .choice(ChoiceDescription(noun: "decimal mark", of: CSVSource.DecimalMark.self)),
    .implied("."), "What separates the whole number from the fraction."),
  KeyDescription(
    "comment", .text, .none, "What a line that does not belong to the table begins with."),
  KeyDescription(
    "skip_lines", .integer(0...1_000_000), .implied(0),
    "The number of lines before the table, which are passed over."),
]

private let csvColumnKeys = [
  KeyDescription(
    "inputs", .list(of: tableColumn, noun: "column", count: 1...1_048_576), .none,
    "The columns to learn from, in any order; they are taken in the file's. Without it, all but "
      + "the label and the group of the split."),
  KeyDescription(
    "ignore", .list(of: tableColumn, noun: "column", count: 1...1_048_576), .none,
    "Columns to leave out, in place of inputs."),
  KeyDescription(
    "categories",
    .either(
      .word("auto", summary: "Every input column that holds texts."),
      .list(of: tableColumn, noun: "column", count: 1...1_048_576)), .none,
    "Input columns of texts. Each becomes one number for each text of the training part, in "
      + "bytewise order: 1 for the row's own, 0 for the others."),
  KeyDescription(
    "unseen", .choice(ChoiceDescription(noun: "treatment", of: CSVSource.Unseen.self)),
    .implied("refuse"), "What becomes of a category that the training part lacks."),
]

private let csvValueKeys = [
  KeyDescription(
    "missing", .choice(ChoiceDescription(noun: "treatment", of: CSVSource.Missing.self)),
    .implied("refuse"), "What becomes of missing values."),
  KeyDescription(
    "missing_words", .list(of: .text, noun: "word", count: 1...1000), .none,
    "The texts that stand for a missing value, besides an empty field. Without it: ?, NA, N/A, "
      + "#N/A, <NA>, NaN, null and None, in any letter case."),
  KeyDescription(
    "shape", .list(of: .integer(1...65_536), noun: "size", count: 1...3), .none,
    "The dimensions of an example, such as [1, 28, 28] for pixels, row by row. Without it, one "
      + "for all inputs."),
  KeyDescription(
    "scale", .number(.positive), .none,
    "What the numbers of the inputs are divided by. With three dimensions and 255, an example is a "
      + "picture of bytes."),
  scaleTargetsKey,
]

extension CSVSource.Separator: DescribedChoice {
  package var summary: String {
    switch self {
    case .comma: "A comma."
    case .semicolon: "A semicolon."
    case .tab: "A tab."
    case .bar: "A vertical bar."
    case .blank: "Any number of blanks and tabs."
    }
  }
}

extension CSVSource.DecimalMark: DescribedChoice {
  package var summary: String {
    switch self {
    case .point: "A point: 0.5."
    case .comma: "A comma: 0,5."
    }
  }
}

extension CSVSource.Missing: DescribedChoice {
  package var summary: String {
    switch self {
    case .refuse: "The file is refused."
    case .drop: "The row is left out."
    case .mean:
      "The column's mean over the training part stands for it. A missing category is a category of "
        + "its own, and a missing label is refused."
    }
  }
}

extension CSVSource.Unseen: DescribedChoice {
  package var summary: String {
    switch self {
    case .refuse: "The file is refused."
    case .zeros: "All numbers of the column are 0."
    }
  }
}

func csvSource(_ fields: Fields) -> CSVSource {
  let files = fields.fields("files")
  let label = fields.optional("label").map { $0.array ?? [$0] } ?? []
  var source = CSVSource(
    train: files.string("train"), test: files.optional("test")?.string,
    hasHeader: fields.bool("header"), label: label.compactMap(column),
    classes: fields.optional("classes").flatMap(classChoice))
  source.style.separator = fields.optional("separator")?.string.flatMap(
    CSVSource.Separator.init(rawValue:))
  source.style.decimal = fields.choice("decimal")
  source.style.comment = fields.optional("comment")?.string
  source.style.skippedLines = fields.int("skip_lines")
  source.inputs = inputs(columns("inputs", fields), ignored: columns("ignore", fields))
  source.group = fields.optional("split")?["group"].flatMap(column)
  source.missing = fields.choice("missing")
  source.missingWords = fields.optional("missing_words")?.array?.compactMap(\.string)
  if let categories = fields.optional("categories") {
    source.categories =
      categories.array.map { .columns($0.compactMap(column)) } ?? .auto
  }
  source.unseen = fields.choice("unseen")
  source.shape = fields.optional("shape")?.array?.compactMap(\.int) ?? []
  source.scale = fields.optional("scale")?.double.map { Float($0) }
  source.scalesTargets = fields.bool("scale_targets")
  return source
}

private func columns(_ key: String, _ fields: Fields) -> [CSVSource.Column]? {
  fields.optional(key)?.array?.compactMap(column)
}

private func inputs(
  _ columns: [CSVSource.Column]?, ignored: [CSVSource.Column]?
) -> CSVSource.Inputs {
  switch (columns, ignored) {
  case (nil, nil): .all
  case (let columns?, nil): .only(columns)
  case (nil, let ignored?): .without(ignored)
  default: .both
  }
}
