extension Command {
  /// Every verb there is, in the order of the help.
  package static var all: [Command] {
    [
      .list, .show, .validate, .schema, .initialize, .new, .data, .run, .resume, .fork, .decide,
      .watch, .runs, .metrics, .compare, .evaluate, .predict, .verify, .receipt, .report, .export,
      .importing, .tag, .note, .remove,
      .collect, .perf, .completions, .version, .help,
    ]
  }

  /// Verbs of later versions, which are refused with an honest sentence.
  package static let later = [
    "sweep"
  ]

  /// The verbs of the help's overview, by what they are for.
  static let groups: [(purpose: String, verbs: [String])] = [
    ("experiments", ["list", "show", "validate", "schema", "new", "data", "init"]),
    ("training", ["run", "resume", "fork", "decide", "watch"]),
    ("results", ["runs", "metrics", "show", "compare", "evaluate", "predict", "report"]),
    ("proofs", ["verify", "receipt"]),
    ("other tools", ["export", "import"]),
    ("keeping", ["tag", "note", "rm", "gc"]),
    ("the program", ["perf", "completions", "version", "help"]),
  ]
}
