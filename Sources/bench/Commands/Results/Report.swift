import Files
import Reports
import Runs

extension Command {
  static let report = Command(
    verb: "report", operands: "RUN…", operandCount: 1...1000,
    summary: "a self-contained HTML page of one run, two or many",
    options: [
      Options.output,
      Options.groupBy.described("as in compare; default what tells the runs apart, if one thing"),
      Options.filter, Options.workspace,
    ],
    example: "bench report lenet5-sgd-001 lenet5-sgd-002 -o pair.html",
    exits: "0 written, 1 failed, 2 bad usage"
  ) { arguments, terminal in
    let workspace = try arguments.workspace()
    let runs = try arguments.runs(of: "report", in: workspace.store)
    let path =
      try arguments[Options.output] ?? (runs.count == 1 ? "\(runs[0].id).html" : "report.html")
    let output = try OutputFile(path)
    var reading = try ReportReading(workspace)
    let reported = try reading.read(runs)
    let report = try RunsReport(
      reported, by: arguments[Options.groupBy] ?? SweepKey(of: runs)?.text,
      leftOut: arguments.runsLeftOut(runs, in: workspace.store))
    try terminal.write(report.page.text, to: output)
    if output != .standardOutput { terminal.output.print(path.escaped) }
    return .done
  }
}
