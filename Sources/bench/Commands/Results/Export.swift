import Datasets
import Exports
import Files
import Reports
import Runs

extension Command {
  static let export = Command(
    verb: "export", operands: "RUN…", operandCount: 1...1000,
    summary: "write runs in the form of another tool",
    options: [
      Options.exportKind, Options.filter,
      Options.output.described("where to; default standard output"), Options.workspace,
    ],
    notes: ["csv: the metrics in long form, a row for each run, epoch and metric."],
    example: "bench export lenet5-sgd-001 --to csv -o metrics.csv",
    exits: "0 written, 1 failed, 2 bad usage"
  ) { arguments, terminal in
    guard let kind = try arguments[Options.exportKind] else {
      throw UsageError(
        problem: "bench export: --to is missing",
        advice: ["add one: --to \(ExportKind.allCases.map(\.rawValue).joined(separator: ", "))"])
    }
    let output = try OutputFile(try arguments[Options.output] ?? "-")
    let runs = try arguments.runs(of: "export", in: arguments.workspace().store)
    switch kind {
    case .csv:
      var export = MetricsExport()
      for run in runs { export.add(try run.metrics(), of: run.id) }
      try output.write(export.bytes)
    }
    return .done
  }
}

extension Options {
  static let exportKind = Option(
    "to", "KIND", "the form: \(ExportKind.allCases.map(\.rawValue).joined(separator: ", "))",
    ValueParser<ExportKind>.choice)
}
