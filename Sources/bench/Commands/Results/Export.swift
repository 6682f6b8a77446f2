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
      Options.exportKind, Options.checkpoint, Options.int8, Options.filter,
      Options.output.described("where to; default standard output, or RUN.c; - prints it"),
      Options.threads, Options.workspace,
    ],
    notes: [
      "c: the network as one file of C99 with its weights, which gives the bits of bench predict.",
      "csv: the metrics in long form, a row for each run, epoch and metric.",
    ],
    example: "bench export lenet5-sgd-001 --to csv -o metrics.csv",
    exits: "0 written, 1 failed, 2 bad usage"
  ) { arguments, terminal in
    guard let kind = try arguments[Options.exportKind] else {
      throw UsageError(
        problem: "bench export: --to is missing",
        advice: ["add one: --to \(ExportKind.allCases.map(\.rawValue).joined(separator: ", "))"])
    }
    let runs = try arguments.runs(of: "export", in: arguments.workspace().store)
    switch kind {
    case .c: try exportC(runs, arguments, terminal)
    case .csv:
      let output = try OutputFile(try arguments[Options.output] ?? "-")
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
