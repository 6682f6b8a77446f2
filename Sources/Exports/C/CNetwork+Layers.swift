import Engine
import Experiments

extension CNetwork {
  /// Adds the steps of a layer; returns the value that it gives.
  mutating func add(_ layer: ResolvedLayer, _ inputs: [Int]) -> Int {
    let title = "\(layer.index): \(CLiteral.comment(layer.configuration.summary))"
    let shapes = layer.inputs.map { "[\($0)]" }.joined(separator: ", ")
    let comment = "\(title), \(shapes) -> [\(layer.output)]"
    let (count, area) = (layer.output.count, layer.input.count / layer.input.dimensions[0])
    let channels = layer.input.dimensions[0]
    switch layer.configuration.computation {
    case .flatten, .identity: return inputs[0]
    case .linear(let hasBias):
      return linear(layer, inputs, hasBias: hasBias, comment)
    case .convolution(let axes, let groups, let hasBias):
      return convolution(layer, inputs, axes, groups: groups, hasBias: hasBias, comment)
    case .maxPool(let axes): return pool(layer, inputs, axes, .maxPool, "max_pool", comment)
    case .averagePool(let axes):
      return pool(layer, inputs, axes, .averagePool, "average_pool", comment)
    case .adaptiveAveragePool:
      return pool(layer, inputs, [], .adaptivePool, "adaptive_pool", comment)
    case .activation(let function):
      let (kind, name, parameter) = function.call
      let arguments = parameter.map { ", \(CLiteral.float($0))" } ?? ""
      return append(comment, kind, inputs, count, canOverwrite: true) {
        "\(name)(\(count)\(arguments), \($0[0]), \($1));"
      }
    case .softmax:
      return append(comment, .softmax, inputs, count, canOverwrite: true) {
        "softmax(\(count), \($0[0]), \($1));"
      }
    case .batchNorm(let epsilon):
      let variances = tensor(layer, "running_var") ?? []
      let scales = variances.map { 1 / ($0 + Float(epsilon)).squareRoot() }
      let parts = ["running_mean", "", "weight", "bias"].map {
        $0.isEmpty ? scales : tensor(layer, $0) ?? []
      }
      let numbers = constant(
        "norm_\(layer.index)", parts.flatMap(\.self),
        "\(title): means, scales, weights and biases [4, \(channels)]")
      return append(comment, .batchNorm, inputs, count, canOverwrite: true) {
        "batch_norm(\(channels), \(area), \(numbers), \($0[0]), \($1));"
      }
    case .groupNorm(let groups, let epsilon, let affine):
      let weight = parameter(layer, "weight") ?? "0"
      let bias = parameter(layer, "bias") ?? "0"
      let shared = affine == .channels ? area : 1
      let eps = CLiteral.float(Float(epsilon))
      return append(comment, .exampleNorm, inputs, count, canOverwrite: true) {
        "example_norm(\(groups), \(count / groups), \(shared), \(eps), \(weight), \(bias), "
          + "\($0[0]), \($1));"
      }
    case .add: return join(inputs, comment, .add, count) { "add(\(count), \($0), \($1), \($2));" }
    case .concat: return concatenation(layer, inputs, comment)
    case .multiply: return product(layer, inputs, comment)
    }
  }

  /// A weight or a bias as a constant array; nil if the layer has none.
  private mutating func parameter(_ layer: ResolvedLayer, _ name: String) -> String? {
    guard let values = tensor(layer, name) else { return nil }
    let dimensions = layer.parameters.first { $0.name == name }?.dimensions ?? [values.count]
    return constant(
      "\(name)_\(layer.index)", values,
      "\(layer.index): \(layer.type).\(name) \(dimensions)")
  }

  /// The weight is turned round, [I, O].
  private mutating func linear(
    _ layer: ResolvedLayer, _ inputs: [Int], hasBias: Bool, _ comment: String
  ) -> Int {
    let (width, outputs) = (layer.input.count, layer.output.count)
    let values = tensor(layer, "weight") ?? []
    let turned = (0..<values.count).map { values[$0 % outputs * width + $0 / outputs] }
    let weight = constant(
      "weight_\(layer.index)", turned,
      "\(layer.index): \(layer.type).weight, turned round to [\(width), \(outputs)]")
    let bias = parameter(layer, "bias") ?? "0"
    return append(comment, .linear, inputs, outputs) {
      "linear(\(width), \(outputs), \($0[0]), \(weight), \(bias), \($1));"
    }
  }

  /// A convolution as large as its image is a linear layer, which is quicker.
  private mutating func convolution(
    _ layer: ResolvedLayer, _ inputs: [Int], _ axes: [Computation.Axis], groups: Int,
    hasBias: Bool, _ comment: String
  ) -> Int {
    let sides = Array(layer.input.dimensions.dropFirst())
    if groups == 1, axes.map(\.kernel) == sides, axes.allSatisfy({ $0.before + $0.after == 0 }) {
      return linear(layer, inputs, hasBias: hasBias, comment)
    }
    let name = "layer_\(layer.index)"
    constant(
      """
      static const convolution \(name) = {
          .channels = \(layer.input.dimensions[0]), .out_channels = \(layer.output.dimensions[0]), \
      .groups = \(groups),
      \(axesText(layer, axes))};
      """, "")
    let weight = parameter(layer, "weight") ?? "0"
    let bias = parameter(layer, "bias") ?? "0"
    return append(comment, .convolution, inputs, layer.output.count) {
      "convolve(&\(name), \($0[0]), \(weight), \(bias), \($1));"
    }
  }

  private mutating func pool(
    _ layer: ResolvedLayer, _ inputs: [Int], _ axes: [Computation.Axis], _ function: CFunction,
    _ call: String, _ comment: String
  ) -> Int {
    let name = "layer_\(layer.index)"
    constant(
      """
      static const pool \(name) = {
          .channels = \(layer.input.dimensions[0]),
      \(axesText(layer, axes))};
      """, "")
    return append(comment, function, inputs, layer.output.count) {
      "\(call)(&\(name), \($0[0]), \($1));"
    }
  }

  /// `.down = {…}, .across = {…}`; one axis alone is across an image of height 1.
  private func axesText(_ layer: ResolvedLayer, _ axes: [Computation.Axis]) -> String {
    let padded = { (sizes: [Int]) in sizes.count == 1 ? [1] + sizes : sizes }
    let sizes = padded(Array(layer.input.dimensions.dropFirst()))
    let out = padded(Array(layer.output.dimensions.dropFirst()))
    return zip(["down", "across"], 0...1).map { name, i in
      let axis = i + axes.count >= 2 ? axes[i + axes.count - 2] : nil
      return """
            .\(name) = {.size = \(sizes[i]), .out = \(out[i]), .kernel = \(axis?.kernel ?? 1), \
        .stride = \(axis?.stride ?? 1), .padding = \(axis?.before ?? 0), \
        .dilation = \(axis?.dilation ?? 1)}
        """
    }.joined(separator: ",\n")
  }

  /// Joins the inputs two by two, from left to right.
  private mutating func join(
    _ inputs: [Int], _ comment: String, _ function: CFunction, _ count: Int,
    _ call: @escaping @Sendable (_ a: String, _ b: String, _ y: String) -> String
  ) -> Int {
    var value = inputs[0]
    for next in inputs.dropFirst() {
      value = append(comment, function, [value, next], count, canOverwrite: true) {
        call($0[0], $0[1], $1)
      }
    }
    return value
  }

  private mutating func concatenation(
    _ layer: ResolvedLayer, _ inputs: [Int], _ comment: String
  ) -> Int {
    let sizes = layer.inputs.map(\.count)
    return append(comment, .copy, inputs, layer.output.count) { places, output in
      var start = 0
      return places.indices.map { input in
        defer { start += sizes[input] }
        return "copy(\(sizes[input]), \(places[input]), \(output) + \(start));"
      }.joined(separator: "\n  ")
    }
  }

  private mutating func product(
    _ layer: ResolvedLayer, _ inputs: [Int], _ comment: String
  ) -> Int {
    let channels = layer.output.dimensions[0]
    let area = layer.output.count / channels
    var value = inputs[0]
    var isWhole = layer.inputs[0].count == layer.output.count
    for (next, shape) in zip(inputs, layer.inputs).dropFirst() {
      let isNextWhole = shape.count == layer.output.count
      // Two factors of a channel give one.
      let size = isWhole || isNextWhole ? area : 1
      let steps = [isWhole, isNextWhole].map { $0 ? 1 : 0 }
      value = append(comment, .multiply, [value, next], channels * size, canOverwrite: true) {
        "multiply(\(channels), \(size), \($0[0]), \(steps[0]), \($0[1]), \(steps[1]), \($1));"
      }
      isWhole = isWhole || isNextWhole
    }
    return value
  }
}

extension ActivationFunction {
  fileprivate var call: (CFunction, name: String, parameter: Float?) {
    switch self {
    case .relu: (.relu, "relu", nil)
    case .tanh: (.tanh, "tanh_of_each", nil)
    case .sigmoid: (.sigmoid, "sigmoid", nil)
    case .leakyRelu(let slope): (.leakyRelu, "leaky_relu", slope)
    case .elu(let alpha): (.elu, "elu", alpha)
    case .gelu: (.gelu, "gelu", nil)
    case .geluTanh: (.geluTanh, "gelu_tanh", nil)
    case .silu: (.silu, "silu", nil)
    case .hardSwish: (.hardSwish, "hard_swish", nil)
    }
  }
}
