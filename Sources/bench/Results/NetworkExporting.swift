import Datasets
import Exports
import Files
import Reports
import Runs

/// Writes the networks of runs in the form of another tool, and says what was written.
struct NetworkExporting {
  private let kind: ExportKind
  private let arguments: Arguments
  private let terminal: Terminal
  private var settings = NetworkExportSettings(version: Machine.benchVersion)

  /// Reads the options.
  ///
  /// - Throws: a `UsageError` for one that the kind does not take.
  init(_ kind: ExportKind, _ arguments: Arguments, _ terminal: Terminal) throws {
    self.kind = kind
    self.arguments = arguments
    self.terminal = terminal
    settings.hasPreprocessing = try !arguments[Options.withoutPreprocessing]
    if let type = try arguments[Options.inputType] {
      guard kind == .onnx else {
        throw UsageError(
          problem: "bench export: --input does not go with --to \(kind.rawValue)",
          advice: ["leave it out: the module takes both types"])
      }
      settings.inputType = type
    }
  }

  /// Returns the paths.
  ///
  /// - Throws: a `UsageError` or `RunError`; of several runs those before it are written.
  func perform() throws -> [String] {
    var places: [String] = []
    let place = try arguments[Options.output]
    let store = try arguments.workspace().store
    let chosen = try arguments.runs(of: "export", in: store)
    guard chosen.count == 1 || place == nil else {
      throw UsageError(
        problem: "bench export: -o names one \(noun), but \(chosen.count) runs are to be written",
        advice: ["leave it out: each is written to \(defaultPlace(of: "RUN"))"])
    }
    for (index, run) in chosen.enumerated() {
      // An operand may be the path of a checkpoint.
      let step =
        arguments.operands.isEmpty ? nil : try store.resolve(arguments.operands[index]).step
      let point = try arguments.point(Options.checkpoint, step: step)
      let model = try run.trainedModel(at: point, to: "export")
      for warning in model.warnings { terminal.warning(warning) }
      let network =
        kind == .onnx
        ? try ExportedNetwork.onnx(model, settings) : try ExportedNetwork.pyTorch(model, settings)
      places.append(place ?? defaultPlace(of: run.id))
      try write(network, of: run.id, to: places[index])
      terminal.tellStep(of: model, run)
      describe(network)
    }
    return places
  }

  private var noun: String { kind == .onnx ? "file" : "folder" }

  private func defaultPlace(of run: String) -> String {
    kind == .onnx ? "\(run).onnx" : "\(run)-pytorch"
  }

  private func write(_ network: ExportedNetwork, of run: String, to place: String) throws {
    if kind == .onnx {
      let output = try OutputFile(place)
      if output == .standardOutput, terminal.output.isTerminal {
        throw UsageError(
          problem: "bench export: an ONNX file is no text for a terminal",
          advice: ["name a file: -o \(defaultPlace(of: run)), or send it on: -o - | PROGRAM"])
      }
      try terminal.write(network.files[0].bytes, to: output)
      if output != .standardOutput { terminal.output.print(path: place) }
    } else {
      guard place != "-" else {
        throw UsageError(
          problem: "bench export: --to pytorch writes a folder, which standard output cannot take",
          advice: ["name a folder: -o \(defaultPlace(of: run))"])
      }
      // The program last: whoever finds it finds its weights.
      try OutputFolder(place).write(
        network.files.reversed().map { ($0.name ?? "", $0.bytes) })
      terminal.output.print(path: place)
    }
  }

  private func describe(_ network: ExportedNetwork) {
    let size = network.files.reduce(0) { $0 + $1.bytes.count }
    terminal.messages.print("  takes \(network.takes)")
    terminal.messages.print("  gives \(network.gives)")
    terminal.messages.print("  \(size.inBytes)")
    for note in network.notes { terminal.note(note) }
  }
}

extension Terminal {
  /// Says which step a network is from, if its run has not finished.
  func tellStep(of model: TrainedModel, _ run: Run) {
    guard run.state != .finished else { return }
    messages.print("  the network of step \(model.step): the run is \(run.state.rawValue)")
  }
}
