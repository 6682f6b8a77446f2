import Execution
import Files
import Reports
import Runs

extension Command {
  static let predict = Command(
    verb: "predict", operands: "RUN FILE…", operandCount: 2...Int.max,
    summary: "what a run's network says about pictures, arrays or rows",
    options: [
      Options.checkpoint, Options.top, Options.threads, Options.predictionFormat,
      Options.workspace,
    ],
    notes: [
      "A FILE is a picture (PNG, JPEG, PGM, PPM), a folder of pictures, an array (npy, npz) or a table",
      "without labels. It is prepared as the run's own data were; what that changed is printed. Columns",
      "of a table are found by their names, in any order, or by position where there are none.",
      "For a run on mnist a picture of any size is made a digit: inverted if its background is light,",
      "scaled and centred.",
    ],
    example: "bench predict lenet5-sgd-001 digit.png",
    exits: "0 predicted, 1 failed, 2 bad usage, 5 data"
  ) { arguments, terminal in
    let format = try arguments[Options.predictionFormat]
    let top = try arguments[Options.top]
    let selection = try arguments.workspace().store.resolve(arguments.operands[0])
    let point = try arguments.point(Options.checkpoint, step: selection.step)
    let prediction = RunPrediction(
      of: selection.run, at: point, with: try Machine.resources(arguments))
    let given = Array(arguments.operands.dropFirst())
    let outcome = try prediction.perform(on: given.map(absolutePath))
    for warning in outcome.warnings { terminal.warning(warning) }
    for note in outcome.notes { terminal.note(note) }
    let report = PredictionReport(outcome, top: top, in: currentDirectory)
    switch format {
    case .jsonl: terminal.output.write(report.jsonLines)
    case .table: terminal.print(report.table, as: .table)
    case .markdown: terminal.print(report.table, as: .markdown)
    case .csv: terminal.print(report.table, as: .csv)
    case .json: terminal.print(report.table, as: .json)
    }
    return .done
  }
}

/// The formats of predictions.
enum PredictionFormat: String, Hashable, Sendable, CaseIterable {
  case table
  case markdown
  case csv
  case json
  case jsonl
}
