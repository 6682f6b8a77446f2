import Datasets
import Engine
import Execution
import Experiments
import Exports
import Files
import Reports
import Runs

extension Command {
  /// Writes the network of a run as a file in C, and returns its path.
  static func exportC(
    _ runs: [Run], _ arguments: Arguments, _ terminal: Terminal
  ) throws -> String {
    guard runs.count == 1 else {
      throw UsageError(
        problem: "bench export: --to c writes one network, not \(runs.count)",
        advice: ["name one run"])
    }
    let path = try arguments[Options.output] ?? "\(runs[0].id).c"
    let output = try OutputFile(path)
    let step = try arguments.operands.first.flatMap {
      try arguments.workspace().store.resolve($0).step
    }
    let model = try runs[0].trainedModel(
      at: try arguments.point(Options.checkpoint, step: step), to: "export")
    for warning in model.warnings { terminal.warning(warning) }
    let resources = try Machine.resources(arguments)
    let examples = try model.answeredExamples(8, with: resources)
    let quantized =
      try arguments[Options.int8] ? try Self.quantized(model, resources, terminal) : nil
    let export = CExport(model, path: path, examples: examples, quantized: quantized)
    let bytes = export.bytes
    try output.write(bytes)
    if output != .standardOutput { terminal.output.print(path: path) }
    terminal.tellStep(of: model, runs[0])
    let description = export.description
    terminal.messages.print("  \(description.function)")
    terminal.messages.print("  takes \(description.takes)")
    terminal.messages.print("  gives \(description.gives)")
    terminal.messages.print("  \(bytes.count.inBytes)")
    for note in description.notes { terminal.note(note) }
    return path
  }

  /// Quantizes the network, and says how many answers stay right on the test part, or on validation
  /// if there is no test part.
  private static func quantized(
    _ model: TrainedModel, _ resources: ComputeResources, _ terminal: Terminal
  ) throws -> QuantizedNetwork {
    let network: QuantizedNetwork
    let ranges = try model.activationRanges(over: 256, with: resources)
    do {
      network = try QuantizedNetwork(model, ranges: ranges)
    } catch {
      throw RunError(
        .usage,
        "\(model.run): layer \(error.index), \(error.type), has no form in integers: "
          + "\(error.reason); export it without --int8")
    }
    let count = min(10_000, max(200, 1_000_000_000 / max(1, model.multiplyAdds)))
    let examples = try model.answeredExamples(count, fills: false, with: resources)
    let part = model.experiment.dataset.hasTest ? "test" : "validation"
    terminal.note(QuantizationLoss(network, of: model, on: examples).sentence(on: part))
    return network
  }
}

extension TrainedModel {
  /// Of one example.
  fileprivate var multiplyAdds: Int {
    experiment.layers.reduce(0) { $0 + $1.configuration.multiplyAdds(for: $1.input) }
  }
}

extension QuantizationLoss {
  fileprivate func sentence(on part: String) -> String {
    if isClassification {
      return "int8: \(Int(after)) of \(examples) \(part) examples right, "
        + "\(Int(before)) before it was quantized"
    }
    return "int8: the root mean squared error of \(examples) \(part) examples is \(after), "
      + "\(before) before it was quantized"
  }
}

extension Options {
  static let int8 = Option(
    flag: "int8", "c: weights and activations as integers of 8 bits, calibrated on training data")
}
