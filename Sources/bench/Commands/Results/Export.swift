import Datasets
import Exports
import Files
import JSON
import Reports
import Runs

extension Command {
  static let export = Command(
    verb: "export", operands: "RUN…", operandCount: 1...Int.max,
    summary: "write runs in the form of another tool",
    options: [
      Options.exportKind, Options.filter,
      Options.checkpoint.described(
        "networks and mlflow: step-N, best or latest; default latest, none of mlflow"),
      Options.int8, Options.inputType, Options.withoutPreprocessing, Options.uri,
      Options.timeout.described("mlflow: give up on a server that says nothing, default 30"),
      Options.output.described(
        "where to; default RUN.c, RUN.onnx, RUN-pytorch or tensorboard; - prints it"),
      Options.threads, Options.resultFormat, Options.workspace,
    ],
    notes: [
      "c: the network as one file of C99 with its weights, which gives the bits of bench predict.",
      "onnx: the network as one file of opset 13, for ONNX Runtime and others.",
      "pytorch: a folder with model.py, whose load() returns the network, and weights.safetensors.",
      "All three take raw numbers (pixels from 0 to 255, or those of the table) and give probabilities,",
      "or values in the data's units. What they take and give is printed.",
      "csv: the metrics in long form, a row for each run, epoch and metric.",
      "tensorboard: FILE/RUN/events.out.tfevents.…, which exporting again replaces: numbers of epochs",
      "and logged steps, settings (all seeds of a configuration in one group), and histograms of the",
      "weights in the checkpoints; of one run also to a file of that kind, or to standard output.",
      "mlflow: params, histories of metrics, tags and files to a server; exporting again updates. A",
      "name and password, or a token, are taken from the variables of MLflow's own client:",
      "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.",
    ],
    example: "bench export lenet5-sgd-001 --to onnx -o digits.onnx",
    exits: "0 written, 1 failed, 2 bad usage, 5 data"
  ) { arguments, terminal in
    guard let kind = try arguments[Options.exportKind] else {
      throw UsageError(
        problem: "bench export: --to is missing",
        advice: ["add one: --to \(ExportKind.allCases.map(\.rawValue).joined(separator: ", "))"])
    }
    try arguments.refuseOtherOptions(than: kind)
    let path = try arguments[Options.output]
    let format = try arguments[Options.resultFormat]
    guard format != .json || path != "-" && (path != nil || kind != .csv) else {
      throw UsageError(
        problem: "bench export: --format json has no room beside what standard output takes",
        advice: ["name a file: -o FILE"])
    }
    let runs = try arguments.runs(of: "export", in: arguments.workspace().store)
    let (status, files) = try export(runs, as: kind, to: path, arguments, terminal.speaking(format))
    if format == .json {
      terminal.print([
        "kind": .string(kind.rawValue), "runs": .array(runs.map { .string($0.id) }),
        "output": files.count == 1 ? .string(absolutePath(files[0])) : .null,
        "outputs": .array(files.map { .string(absolutePath($0)) }),
      ])
    }
    return status
  }

  /// Returns the paths that were written too.
  private static func export(
    _ runs: [Run], as kind: ExportKind, to path: String?, _ arguments: Arguments,
    _ terminal: Terminal
  ) throws -> (ExitStatus, [String]) {
    switch kind {
    case .c: return (.done, [try exportC(runs, arguments, terminal)])
    case .onnx, .pytorch:
      return (.done, try NetworkExporting(kind, arguments, terminal).perform())
    case .tensorboard:
      let path = path ?? Options.tensorBoardFolder
      try exportEvents(of: runs, to: path, on: terminal)
      return (.done, [path])
    case .mlflow: return (try exportToServer(runs, arguments, on: terminal), [])
    case .csv:
      let output = try OutputFile(path ?? "-")
      let frame = MetricsFrame(ids: runs.map(\.id), definitions: [], metrics: nil)
      var bytes = frame.csvHeader
      for (index, run) in runs.enumerated() {
        bytes += frame.csv(frame.rows(of: try run.metrics()), of: index)
      }
      try terminal.write(bytes, to: output)
      if output != .standardOutput { terminal.output.print(path: path ?? "-") }
      return (.done, path.map { [$0] } ?? [])
    }
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
  static let inputType = Option(
    "input", "TYPE", "onnx: what the network takes, float32 or uint8 (pixels); default float32",
    ValueParser<NetworkExportSettings.InputType>.choice)
  static let withoutPreprocessing = Option(
    flag: "raw", "onnx, pytorch: the layers alone, which take prepared numbers")
}

extension Arguments {
  /// - Throws: a `UsageError` for an option that belongs to another kind.
  fileprivate func refuseOtherOptions(than kind: ExportKind) throws(UsageError) {
    let kinds: [(option: any AnyOption, of: Set<ExportKind>)] = [
      (Options.checkpoint, [.c, .onnx, .pytorch, .mlflow]), (Options.int8, [.c]),
      (Options.threads, [.c]), (Options.inputType, [.onnx]),
      (Options.withoutPreprocessing, [.onnx, .pytorch]), (Options.uri, [.mlflow]),
      (Options.timeout, [.mlflow]),
    ]
    for (option, owners) in kinds where has(option) && !owners.contains(kind) {
      let names = ExportKind.allCases.filter(owners.contains).map(\.rawValue)
      throw UsageError(
        problem:
          "bench export: --\(option.declaration.name) does not go with --to \(kind.rawValue)",
        advice: ["leave it out; it belongs to --to \(names.joined(separator: ", "))"])
    }
  }
}
