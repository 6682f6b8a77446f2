import Datasets
import Engine
import JSON

/// Infers the shapes of layers in the order of computation and finds the first layer that does not fit.
struct ArchitectureCheck {
  /// No example may have more values in a layer.
  static let maximumValues = 1 << 24
  /// No network may have more parameters.
  static let maximumParameters = 1 << 30

  /// The layers that fit, up to the first that does not.
  private(set) var layers: [ResolvedLayer] = []
  private(set) var diagnostic: Diagnostic?
  private let architecture: Architecture
  private let inputShape: Shape
  private let padding: Int

  /// - Parameter padding: that of the data set, which is part of the input's shape.
  init(_ architecture: Architecture, input: Shape, padding: Int) {
    self.architecture = architecture
    self.padding = padding
    inputShape = input
    diagnostic = architecture.diagnostics.first
    guard diagnostic == nil else { return }
    var parameterCount = 0
    for (index, element) in architecture.elements.enumerated() {
      let inputs = element.configuration.inputs(at: index).map {
        $0 < 0 ? input : layers[$0].output
      }
      do {
        let layer = ResolvedLayer(
          element, at: index, inputs: inputs,
          output: try element.configuration.outputShape(for: inputs))
        if let problem = excess(of: layer, after: parameterCount) {
          diagnostic = Diagnostic(path: element.path, problem: problem, hints: shapeChain)
          return
        }
        layers.append(layer)
        parameterCount += layer.parameterCount
      } catch {
        diagnostic = describe(error, at: element.path)
        return
      }
    }
  }

  /// Returns what a layer has too much of, although its shapes fit.
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

  private func describe(_ mismatch: ShapeMismatch, at path: JSONPath) -> Diagnostic {
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
      return (try? architecture.layers.shapes(for: Shape(wider))) != nil
    }
    .map { padding + $0 }
  }

  /// The shapes up to here as one line, with one part for each layer that changes them: `1x28x28 ->
  /// 0 conv2d 6x24x24 -> 2 avg_pool2d 6x12x12`; empty before the first layer.
  var shapeChain: [Remedy] {
    let parts = layers.filter { $0.input != $0.output }
      .map { "\($0.index) \($0.type) \($0.output)" }
    guard !parts.isEmpty else { return [] }
    return [Remedy(([inputShape.description] + parts).joined(separator: " -> "))]
  }
}
