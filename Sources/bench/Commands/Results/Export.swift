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
      Options.exportKind, Options.filter, Options.uri,
      Options.checkpoint.described("mlflow: this checkpoint too; step-N, best or latest"),
      Options.timeout.described("mlflow: give up on a server that says nothing, default 30"),
      Options.output.described(
        "where to; default standard output, of tensorboard the folder tensorboard"),
      Options.workspace,
    ],
    notes: [
      "csv: the metrics in long form, a row for each run, epoch and metric.",
      "tensorboard: FILE/RUN/events.out.tfevents.…, which exporting again replaces: numbers of epochs",
      "and logged steps, settings (all seeds of a configuration in one group), and histograms of the",
      "weights in the checkpoints; of one run also to a file of that kind, or to standard output.",
      "mlflow: params, histories of metrics, tags and files to a server; exporting again updates.",
    ],
    example: "bench export lenet5-sgd-001 --to csv -o metrics.csv",
    exits: "0 written, 1 failed, 2 bad usage"
  ) { arguments, terminal in
    guard let kind = try arguments[Options.exportKind] else {
      throw UsageError(
        problem: "bench export: --to is missing",
        advice: ["add one: --to \(ExportKind.allCases.map(\.rawValue).joined(separator: ", "))"])
    }
    let path = try arguments[Options.output]
    let runs = try arguments.runs(of: "export", in: arguments.workspace().store)
    switch kind {
    case .tensorboard:
      try exportEvents(of: runs, to: path ?? Options.tensorBoardFolder, on: terminal)
    case .mlflow: return try exportToServer(runs, arguments, on: terminal)
    case .csv:
      let output = try OutputFile(path ?? "-")
      var export = MetricsExport()
      for run in runs { export.add(try run.metrics(), of: run.id) }
      try output.write(export.bytes)
    }
    return .done
  }

  /// Writes event files: one that is named, or one in a folder for each run.
  private static func exportEvents(
    of runs: [Run], to path: String, on terminal: Terminal
  ) throws {
    let isFile = path == "-" || path.contains("tfevents") || isStream(path)
    if isFile {
      guard runs.count == 1 else {
        throw UsageError(
          problem: "--output '\(path)': an event file holds one run, not \(runs.count)",
          advice: ["name a folder, which gets a folder for each run: -o tensorboard"])
      }
      return try OutputFile(path).write(try RunEvents.file(of: runs[0]))
    }
    for run in runs {
      let folder = try Folder<RunError>(making: "\(path)/\(run.id)")
      let file = try OutputFile(folder.path(of: RunEvents.fileName(of: run)))
      try file.write(try RunEvents.file(of: run))
    }
    terminal.output.print(path.escaped)
    terminal.hint("next  tensorboard --logdir \(path.shellQuoted)")
  }

  private static func isStream(_ path: String) -> Bool {
    switch InputFile.kind(of: path) {
    case .pipe, .socket, .device: true
    default: false
    }
  }
}

extension Options {
  static let exportKind = Option(
    "to", "KIND", "the form: \(ExportKind.allCases.map(\.rawValue).joined(separator: ", "))",
    ValueParser<ExportKind>.choice)
}
