import Datasets
import Files
import JSON
import Reports
import Runs

extension Command {
  static let report = Command(
    verb: "report", operands: "RUN…", operandCount: 1...Int.max,
    summary: "a self-contained HTML page of runs, or of several comparisons",
    options: [
      Options.output,
      Options.groupBy.described("as in compare; default what tells the runs apart, if one thing"),
      Options.metric, Options.margin, Options.filter, Options.title, Options.text,
      Options.comparedRuns, Options.heading, Options.resultFormat, Options.workspace,
    ],
    itemized: (Options.comparedRuns, [Options.groupBy, Options.metric, Options.margin]),
    notes: [
      "With --compare the page answers a question: --heading, --text and --compare appear in the",
      "order in which they are typed, and --group-by, --metric and --margin are each about the",
      "--compare before them. The findings of a page are judged together (Holm's correction).",
      "  bench report --title 'What helps?' --text 'Ten epochs, five seeds.' \\",
      "    --heading Momentum --compare 'experiment == lenet5-sgd' --group-by optimizer.momentum \\",
      "    --heading Optimizers --compare 'tags has tuned' --group-by optimizer.type",
    ],
    example: "bench report lenet5-sgd-001 lenet5-sgd-002 -o pair.html",
    exits: "0 written, 1 failed, 2 bad usage"
  ) { arguments, terminal in
    let workspace = try arguments.workspace()
    if arguments.has(Options.comparedRuns) {
      return try reportQuestion(arguments, in: workspace, on: terminal)
    }
    guard !arguments.has(Options.heading) else {
      throw UsageError(
        problem: "bench report: --heading is the title of a comparison, but there is no --compare",
        advice: ["the page's title: --title TEXT"])
    }
    let margin = try arguments[Options.margin]
    let runs = try arguments.runs(of: "report", in: workspace.store)
    let output = try PageOutput(arguments, standard: runs.count == 1 ? "\(runs[0].id).html" : nil)
    var reading = try ReportReading(workspace)
    let reported = try reading.read(runs)
    var report = try RunsReport(
      reported, by: arguments[Options.groupBy] ?? SweepKey(of: runs)?.text,
      metric: arguments[Options.metric],
      leftOut: arguments.runsLeftOut(runs, in: workspace.store),
      margin: margin, title: arguments[Options.title], paragraphs: arguments[Options.text])
    report.place = report.ledgerKey?.noted(in: workspace.store)
    try output.write(report.page, on: terminal, ["runs": .array(runs.map { .string($0.id) })])
    return .done
  }

  /// Writes a page with several comparisons.
  private static func reportQuestion(
    _ arguments: Arguments, in workspace: Workspace, on terminal: Terminal
  ) throws -> ExitStatus {
    let outline = try PageOutline(arguments)
    let output = try PageOutput(arguments)
    var reading = QuestionReading(workspace)
    let question = QuestionPage(
      title: try arguments[Options.title], parts: try reading.read(outline))
    try output.write(
      question.page, on: terminal,
      [
        "runs": .array(question.runs.map { .string($0) }),
        "comparisons": .array(question.comparisonData),
      ])
    return .done
  }
}
