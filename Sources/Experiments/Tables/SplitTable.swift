import Datasets
import JSON

/// The keys of `dataset.split`.
let splitDescription = ObjectDescription(
  noun: "dataset.split",
  keys: [
    KeyDescription(
      "test", share, .none,
      "The share of the examples that is the test part. A data set with a test part has none, and "
        + "a fold takes its place."),
    KeyDescription("validation", share, .none, "The share of the examples that is for validation."),
    KeyDescription(
      "stratified", .boolean, .implied(false),
      "Whether each part keeps the proportions of the classes."),
    splitSeed,
    KeyDescription(
      "group", tableColumn, .none,
      "A column of a table. Examples with the same value in it stay in one part."),
  ])

/// The keys of `dataset.folds`.
let foldDescription = ObjectDescription(
  noun: "dataset.folds",
  keys: [
    KeyDescription("count", .integer(2...1000), .required, "The number of folds."),
    KeyDescription(
      "index", .integer(0...999), .implied(0), "The fold that is the test part, from 0."),
    splitSeed,
    KeyDescription(
      "stratified", .boolean, .implied(false),
      "Whether each fold keeps the proportions of the classes."),
  ])

private let share = ValueKind.number(.positiveBelowOne.unrounded)

private let splitSeed = KeyDescription(
  "seed", .integer(0...Int.max), .implied(0),
  "The seed of the split. The experiment's seed does not change it.")

/// A column of a table: its name, or its index from 0.
let tableColumn = ValueKind.either(.text, .integer(0...1_048_576))

func split(_ fields: Fields) -> DatasetSplit {
  DatasetSplit(
    test: fields.optional("test")?.double, validation: fields.optional("validation")?.double,
    isStratified: fields.bool("stratified"), seed: UInt64(fields.int("seed")),
    group: fields.optional("group").flatMap(column))
}

func fold(_ fields: Fields) -> DatasetFold {
  DatasetFold(
    count: fields.int("count"), index: fields.int("index"), seed: UInt64(fields.int("seed")),
    isStratified: fields.bool("stratified"))
}

/// Reads a column's name or index.
func column(_ value: JSONValue) -> CSVSource.Column? {
  value.string.map(CSVSource.Column.name) ?? value.int.map(CSVSource.Column.index)
}
