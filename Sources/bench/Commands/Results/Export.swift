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
      Options.checkpoint.described("onnx, pytorch: step-N, best or latest; default latest"),
      Options.inputType, Options.withoutPreprocessing,
      Options.output.described(
        "where to; default RUN.onnx, the folder RUN-pytorch, of csv standard output; - prints it"),
      Options.workspace,
    ],
    notes: [
      "onnx: the network as one file of opset 13, for ONNX Runtime and others.",
      "pytorch: a folder with model.py, whose load() returns the network, and weights.safetensors.",
      "Both take raw numbers (pixels from 0 to 255, or those of the table) and give probabilities, or",
      "values in the data's units. What they take and give is printed.",
      "csv: the metrics in long form, a row for each run, epoch and metric.",
    ],
    example: "bench export lenet5-sgd-001 --to onnx -o digits.onnx",
    exits: "0 written, 1 failed, 2 bad usage, 5 data"
  ) { arguments, terminal in
    guard let kind = try arguments[Options.exportKind] else {
      throw UsageError(
        problem: "bench export: --to is missing",
        advice: ["add one: --to \(ExportKind.allCases.map(\.rawValue).joined(separator: ", "))"])
    }
    switch kind {
    case .onnx, .pytorch:
      try NetworkExporting(kind, arguments, terminal).perform()
    case .csv:
      try arguments.refuseOptionsOfNetworks(with: kind)
      let output = try OutputFile(try arguments[Options.output] ?? "-")
      var export = MetricsExport()
      for run in try arguments.runs(of: "export", in: arguments.workspace().store) {
        export.add(try run.metrics(), of: run.id)
      }
      try terminal.write(export.bytes, to: output)
    }
    return .done
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
  /// - Throws: a `UsageError` for an option that only says how a network is written.
  fileprivate func refuseOptionsOfNetworks(with kind: ExportKind) throws(UsageError) {
    let options: [any AnyOption] = [
      Options.checkpoint, Options.inputType, Options.withoutPreprocessing,
    ]
    for option in options where has(option) {
      throw UsageError(
        problem:
          "bench export: --\(option.declaration.name) does not go with --to \(kind.rawValue)",
        advice: ["leave it out: no network is written"])
    }
  }
}
