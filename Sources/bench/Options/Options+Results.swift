import Datasets
import Execution
import Experiments
import JSON
import Reports
import Runs

/// What the verbs that read runs take.
extension Options {
  static let filter = Option(
    "where", "EXPR", "the runs for which this holds, see bench runs -h", .query)
  static let sort = Option(
    "sort", "FIELD", "by fields, A,-B; -FIELD: the largest first",
    ValueParser(completion: .fields(areSigned: true)) { text, _ in RunOrder(text) })
  static let limit = Option(
    "limit", "N", "no more than N of them", .integer(in: 1...Int.max)
  ).defaulting(to: .max)
  static let columns = Option(
    "columns", "A,B", "these fields instead of the usual ones",
    ValueParser(completion: .fields(areSigned: false)) { text, option in
      let columns = RunColumns(text)
      guard let name = columns.repeated else { return columns }
      throw UsageError(
        problem: "--\(option): '\(name)' is named twice", advice: ["name each column once"])
    })
  static let groupBy = Option(
    "group-by", "PATH", "groups by experiment, sweep, tag or a value's path (A,B: both)",
    .text(completing: .paths(besides: ["experiment", "sweep", "tag"])))
  static let metric = Option(
    "metric", "NAME", "this one alone: test_accuracy (of groups its last) or best:…",
    .text(completing: .metrics(withBest: true)))
  static let margin = Option(
    "margin", "X", "the smallest difference that matters: points of accuracy, or the metric's unit",
    .positive)
  static let onlyMetrics = Option(
    repeatable: "metric", "NAME", "only this metric, as test_accuracy (repeatable)",
    .text(completing: .metrics(withBest: false)))
  static let frameFormat = Option(
    "format", "FORMAT", "table, markdown, csv, json or jsonl; default table",
    ValueParser<FrameFormat>.choice
  ).defaulting(to: .table)
  static let allSettings = Option(
    flag: "all-settings", "csv and json: a further column for every setting of the definitions")
  static let output = Option(
    "output", letter: "o", "FILE",
    "where to; default RUN.html, or report.html of several; - prints it", .text(completing: .files))

  static let title = Option(
    "title", "TEXT", "the title of the page; default the runs' names", .text)
  static let text = Option(
    repeatable: "text", "TEXT", "a paragraph below the title, or where it stands (repeatable)",
    .text)
  static let heading = Option(
    repeatable: "heading", "TEXT", "with --compare: the title of what follows (repeatable)", .text)
  static let comparedRuns = Option(
    repeatable: "compare", "EXPR",
    "a comparison of the runs for which this holds, instead of RUN (repeatable)", .query)

  // Evaluation.
  static let checkpoint = Option(
    "checkpoint", "WHERE", "step-N, best or latest; default latest", .point)
  static let part = Option(
    "part", "PART", "test, validation or train; default test, or validation if there is no test",
    ValueParser<DataPart>.choice)
  static let dataset = Option(
    "dataset", "DATA",
    "a file or folder of the same form, or a data set: --set 'dataset.name=\"DATA\"'",
    ValueParser(completion: .datasets) { text, _ in
      try EvaluatedData(text)
    })
  static let top = Option(
    "top", "K", "the K most probable classes of each; default 1", .integer(in: 1...65_536)
  ).defaulting(to: 1)
  static let predictionFormat = Option(
    "format", "FORMAT", "table, markdown, csv, json or jsonl; default table",
    ValueParser<PredictionFormat>.choice
  ).defaulting(to: .table)
  static let predictions = Option(
    "predictions", "FILE",
    "write a row an example there, as in predictions.csv; - prints them alone",
    .outputFile)

  // Verification.
  static let quick = Option(
    flag: "quick", "check only the files: digests, structure, what they say of each other")
  static let firstStep = Option(
    "from", "step-N", "start at this checkpoint; default the first weights", .step)
  static let lastStep = Option(
    "to", "step-N", "end at this checkpoint; default the end", .step)
  static let start = Option(
    "start", "FILE", "of a receipt: the run's first checkpoint, where it needs one",
    .text(completing: .files))
  static let definition = Option(
    "definition", "FILE", "of a receipt: the definition.json that is too large for it",
    .text(completing: .files))

  // Tags and imports.
  static let add = Option(
    repeatable: "add", "TAG", "mark them so (repeatable)",
    ValueParser(completion: .tags) { text, option in
      guard let problem = RunTag.problem(text) else { return text }
      throw UsageError(
        problem: "--\(option) '\(text.escaped)' is no tag: \(problem)",
        advice: ["letters, digits and . _ - + : /, as in --add baseline"])
    })
  static let remove = Option(
    repeatable: "remove", "TAG", "take the mark away (repeatable)", .text(completing: .tags))
  static let importedPredictions = Option(
    "predictions", "FILE", "the model's answers to the test part: index,label,prediction",
    .text(completing: .files))
  static let directions = Option(
    repeatable: "metric", "NAME=higher|lower",
    "which values are better, where the name does not say it",
    ValueParser(completion: .directions) { text, option in
      if let statement = MetricStatement(text) { return statement }
      throw UsageError.value(text, of: option, expected: "NAME=higher or NAME=lower")
    })
}

extension ValueParser where Value == RunQuery {
  /// An expression over the fields of runs.
  static let query = ValueParser(completion: .expression) { text, option in
    do throws(QueryError) {
      return try RunQuery(text, now: .now())
    } catch {
      throw UsageError(error, in: option)
    }
  }
}
