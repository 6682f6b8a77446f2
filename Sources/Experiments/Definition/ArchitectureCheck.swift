import Datasets
import Engine
import JSON

/// Infers the shapes of a sequence of layers and finds the first layer that does not fit.
struct ArchitectureCheck {
  /// No example may have more values in a layer.
  static let maximumValues = 1 << 24
  /// No network may have more parameters.
  static let maximumParameters = 1 << 30

  /// The layers that fit, up to the first that does not.
  private(set) var layers: [ResolvedLayer] = []
  private(set) var finding: Diagnostic?
  private let architecture: [LayerConfiguration]
  private let inputShape: Shape
  private let padding: Int

  /// - Parameter padding: the data set's, which the input's shape has in it.
  init(_ architecture: [LayerConfiguration], input: Shape, padding: Int) {
    self.architecture = architecture
    self.padding = padding
    inputShape = input
    var shape = input
    var parameterCount = 0
    for (index, configuration) in architecture.enumerated() {
      do {
        let output = try configuration.outputShape(for: shape)
        let layer = resolve(configuration, at: index, input: shape, output: output)
        if let problem = excess(of: layer, after: parameterCount) {
          finding = Diagnostic(
            path: JSONPath("architecture").appending(index), problem: problem, hints: shapeChain)
          return
        }
        layers.append(layer)
        parameterCount += layer.parameterCount
        shape = output
      } catch {
        finding = describe(error, at: index)
        return
      }
    }
  }

  private func resolve(
    _ configuration: LayerConfiguration, at index: Int, input: Shape, output: Shape
  ) -> ResolvedLayer {
    ResolvedLayer(
      index: index, type: configuration.name, configuration: configuration, input: input,
      output: output, parameters: configuration.parameterShapes(for: input))
  }

  /// What a layer has too much of although its shapes fit.
  private func excess(of layer: ResolvedLayer, after total: Int) -> String? {
    guard layer.output.count <= Self.maximumValues else {
      return "an output of \(layer.output) is more than \(Self.maximumValues) values an example"
    }
    var room = Self.maximumParameters - total
    for dimensions in layer.parameters.map(\.dimensions) {
      let (count, overflow) = dimensions.dropFirst().reduce(1, *)
        .multipliedReportingOverflow(by: dimensions[0])
      guard !overflow, count <= room else {
        return "the network has more than \(Self.maximumParameters) parameters"
      }
      room -= count
    }
    return nil
  }

  private func describe(_ mismatch: ShapeMismatch, at index: Int) -> Diagnostic {
    let path = JSONPath("architecture").appending(index)
    let wider =
      mismatch.key == "kernel_size"
      ? fittingPadding.map { ", or \"padding\": \($0) in dataset" } ?? "" : ""
    let advice = mismatch.advice.map { [Remedy($0 + wider)] } ?? []
    return Diagnostic(
      path: mismatch.key.map(path.appending) ?? path, problem: mismatch.problem,
      hints: shapeChain + advice)
  }

  /// The least padding of the data set, up to 16 more, with which every layer would fit.
  private var fittingPadding: Int? {
    guard inputShape.dimensions.count == 3 else { return nil }
    return (1...16).first { extra in
      let wider = [inputShape.dimensions[0]] + inputShape.dimensions[1...].map { $0 + 2 * extra }
      var shape: Shape? = Shape(wider)
      for layer in architecture {
        shape = shape.flatMap { try? layer.outputShape(for: $0) }
      }
      return shape != nil
    }
    .map { padding + $0 }
  }

  /// The shapes up to here, a part for each layer that changes it, as one line:
  /// `1x28x28 -> 0 conv2d 6x24x24 -> 2 avg_pool2d 6x12x12`; none where no layer came before.
  var shapeChain: [Remedy] {
    let parts = layers.filter { $0.input != $0.output }
      .map { "\($0.index) \($0.type) \($0.output)" }
    guard !parts.isEmpty else { return [] }
    return [Remedy(([inputShape.description] + parts).joined(separator: " -> "))]
  }
}
