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
  private(set) var finding: Finding?
  private let architecture: [LayerConfiguration]
  private let types: [String]
  private let inputShape: Shape
  private let padding: Int

  /// - Parameters:
  ///   - types: the layers' names in the definition.
  ///   - padding: the data set's, which the input's shape has in it.
  init(_ architecture: [LayerConfiguration], types: [String], input: Shape, padding: Int) {
    self.architecture = architecture
    self.types = types
    self.padding = padding
    inputShape = input
    var shape = input
    var parameterCount = 0
    for (index, configuration) in architecture.enumerated() {
      do {
        let output = try configuration.outputShape(for: shape)
        let layer = resolve(configuration, at: index, input: shape, output: output)
        if let misfit = misfit(of: layer, after: parameterCount) {
          finding = describe(misfit.key, misfit.problem, of: layer.configuration, at: index, shape)
          return
        }
        layers.append(layer)
        parameterCount += layer.parameterCount
        shape = output
      } catch {
        finding = describe(error.key, error.problem, of: configuration, at: index, shape)
        return
      }
    }
  }

  private func resolve(
    _ configuration: LayerConfiguration, at index: Int, input: Shape, output: Shape
  ) -> ResolvedLayer {
    ResolvedLayer(
      index: index, type: types[index], configuration: configuration, input: input,
      output: output, parameters: configuration.parameterShapes(for: input))
  }

  /// What is wrong with a layer although its shapes fit: the key and the problem.
  private func misfit(
    of layer: ResolvedLayer, after total: Int
  ) -> (key: String?, problem: String)? {
    if case .conv2d(let convolution) = layer.configuration, convolution.padding == .same,
      convolution.stride != 1
    {
      return ("padding", "\"same\" needs stride 1, not \(convolution.stride)")
    }
    guard layer.output.count <= Self.maximumValues else {
      return (
        nil, "an output of \(layer.output) is more than \(Self.maximumValues) values an example"
      )
    }
    var room = Self.maximumParameters - total
    for dimensions in layer.parameters.map(\.dimensions) {
      let (count, overflow) = dimensions.dropFirst().reduce(1, *)
        .multipliedReportingOverflow(by: dimensions[0])
      guard !overflow, count <= room else {
        return (nil, "the network has more than \(Self.maximumParameters) parameters")
      }
      room -= count
    }
    return nil
  }

  private func describe(
    _ key: String?, _ problem: String, of configuration: LayerConfiguration, at index: Int,
    _ input: Shape
  ) -> Finding {
    let path = JSONPath("architecture").appending(index)
    let advice = key == "kernel_size" ? advice(for: configuration, input: input) : []
    return Finding(
      path: key.map(path.appending) ?? path, problem: problem, hints: shapeChain + advice)
  }

  /// What would make a kernel fit, where something would.
  private func advice(for configuration: LayerConfiguration, input: Shape) -> [Remedy] {
    var largest = input.dimensions[1...].min() ?? 0
    var same = ""
    switch configuration {
    case .conv2d(let layer):
      largest += layer.paddingBeforeAndTotal.total
      if layer.stride == 1 { same = ", or \"padding\": \"same\" here" }
    case .maxPool2d, .avgPool2d:
      break
    default:
      return []
    }
    let smaller = "use kernel_size \(largest)\(largest > 1 ? " or less" : "")"
    let wider = fittingPadding.map { ", or \"padding\": \($0) in dataset" } ?? ""
    return [Remedy(smaller + same + wider)]
  }

  /// The least padding of the data set, up to 16 more, with which every layer would fit.
  private var fittingPadding: Int? {
    (1...16).first { extra in
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
