import Files
import JSON
import Reports
import Runs

extension Command {
  static let report = Command(
    verb: "report", operands: "RUN…", operandCount: 1...1000,
    summary: "a self-contained HTML page of one run, two or many",
    options: [
      Options.output,
      Options.groupBy.described("as in compare; default what tells the runs apart, if one thing"),
      Options.margin, Options.filter, Options.title, Options.text, Options.resultFormat,
      Options.workspace,
    ],
    example: "bench report lenet5-sgd-001 lenet5-sgd-002 -o pair.html",
    exits: "0 written, 1 failed, 2 bad usage"
  ) { arguments, terminal in
    let workspace = try arguments.workspace()
    let runs = try arguments.runs(of: "report", in: workspace.store)
    let path =
      try arguments[Options.output] ?? (runs.count == 1 ? "\(runs[0].id).html" : "report.html")
    let output = try OutputFile(path)
    let format = try arguments[Options.resultFormat]
    guard format != .json || output != .standardOutput else {
      throw UsageError(problem: "--format json has no room beside the page on standard output")
    }
    var reading = try ReportReading(workspace)
    let reported = try reading.read(runs)
    var report = try RunsReport(
      reported, by: arguments[Options.groupBy],
      leftOut: arguments.runsLeftOut(runs, in: workspace.store),
      margin: arguments[Options.margin], title: arguments[Options.title],
      paragraphs: arguments[Options.text])
    report.place = report.ledgerKey?.noted(in: workspace.store)
    try terminal.write(report.page.text, to: output)
    if format == .json {
      terminal.print([
        "file": .string(absolutePath(path)), "runs": .array(runs.map { .string($0.id) }),
      ])
    } else if output != .standardOutput {
      terminal.output.print(path.escaped)
    }
    return .done
  }
}
