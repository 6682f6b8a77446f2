import Datasets
import Engine
import Experiments
package import Runs

extension ExportedNetwork {
  /// Protobuf cannot hold more.
  private static let maximumONNXBytes = 1 << 31

  /// Writes a network as an ONNX file of opset 13.
  ///
  /// - Throws: a `RunError` if the settings do not fit the model, or if it is too large.
  package static func onnx(
    _ model: TrainedModel, _ settings: NetworkExportSettings
  ) throws(RunError) -> ExportedNetwork {
    let summary = ExportSummary(model, settings)
    try summary.check()
    let numbers = model.weights.reduce(0) { $0 + $1.values.count }
    guard 4 * numbers + 1 << 24 < maximumONNXBytes else {
      throw RunError(
        .failed, "\(model.run) has \(numbers) weights, too many for an ONNX file of 2 GiB",
        advice: ["PyTorch's form has no limit: --to pytorch"])
    }
    let file = ONNXModel(
      graph: graph(model, summary), documentation: documentation(model, summary),
      metadata: ONNXMetadata(model, summary).entries, version: settings.version)
    return ExportedNetwork(
      files: [File(name: nil, bytes: file.bytes)], takes: summary.takes, gives: summary.gives,
      notes: summary.notes)
  }

  private static func graph(_ model: TrainedModel, _ summary: ExportSummary) -> ProtobufMessage {
    var graph = ONNXGraph()
    let (input, output) = (summary.input, summary.output)
    let type: ONNXGraph.ElementType = summary.settings.inputType == .uint8 ? .uint8 : .float
    let first =
      summary.settings.hasPreprocessing ? graph.encode(input.name, type, input) : input.name
    var weights = [[String: String]](repeating: [:], count: model.experiment.layers.count)
    for tensor in model.weights {
      // model.0.weight
      let parts = tensor.name.split(separator: ".").map(String.init)
      guard parts.count == 3, let layer = Int(parts[1]) else { continue }
      weights[layer][parts[2]] = graph.constant(
        "\(layer).\(parts[2])", shape(of: tensor, in: model.experiment.layers[layer]),
        tensor.values)
    }
    var values: [String] = []
    for layer in model.experiment.layers {
      let inputs = layer.configuration.inputs(at: layer.index).map { $0 < 0 ? first : values[$0] }
      values.append(graph.add(layer, inputs, weights: weights[layer.index]))
    }
    _ = graph.decode(values.last ?? first, output)
    return graph.message(
      name: model.run,
      input: .init(
        name: input.name, type: type, dimensions: summary.shape, documentation: summary.numbers),
      output: .init(
        name: output.name, type: .float, dimensions: [output.width],
        documentation: summary.answer))
  }

  /// The dimensions of a tensor. Weight and bias of a group norm stretch over the positions.
  private static func shape(of tensor: NamedTensor, in layer: ResolvedLayer) -> [Int] {
    guard case .groupNorm(_, _, .channels) = layer.configuration.computation else {
      return tensor.dimensions
    }
    return tensor.dimensions + layer.input.dimensions.dropFirst().map { _ in 1 }
  }

  private static func documentation(_ model: TrainedModel, _ summary: ExportSummary) -> String {
    [
      model.experiment.description, "Run \(model.run), step \(model.step).",
      "Takes \(summary.takes).", "Gives \(summary.gives).",
    ].filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
