extension Command {
  /// Every verb there is, in the order of the help.
  package static var all: [Command] {
    [
      .list, .show, .validate, .schema, .initialize, .new, .data, .run, .sweep, .resume, .fork,
      .watch,
      .runs, .compare, .evaluate, .predict, .verify, .report, .importing, .tag, .note, .remove,
      .collect, .perf, .completions, .version, .help,
    ]
  }

  /// Verbs of later versions, which are refused with an honest sentence.
  package static let later = [
    "export"
  ]

  /// The verbs of the help's overview, by what they are for.
  static let groups: [(purpose: String, verbs: [String])] = [
    ("experiments", ["list", "show", "validate", "schema", "new", "data", "init"]),
    ("training", ["run", "sweep", "resume", "fork", "watch"]),
    ("results", ["runs", "show", "compare", "verify", "evaluate", "predict", "report"]),
    ("other tools", ["import"]),
    ("keeping", ["tag", "note", "rm", "gc"]),
    ("the program", ["perf", "completions", "version", "help"]),
  ]
}
