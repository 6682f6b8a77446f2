import Engine
import Experiments

extension ONNXGraph {
  /// Adds a layer.
  ///
  /// - Parameters:
  ///   - inputs: the names of the values that it takes.
  ///   - weights: adds one of its tensors as a constant, and returns its name; nil if there is none.
  /// - Returns: the name of its output, that of the input where nothing is computed.
  mutating func add(
    _ layer: ResolvedLayer, _ inputs: [String], weights: [String: String]
  ) -> String {
    let (x, y) = (inputs[0], layer.uniqueName)
    // Weight, and bias if there is one.
    let parameters = ["weight", "bias"].compactMap { weights[$0] }
    switch layer.configuration.computation {
    case .convolution(let axes, let groups, _):
      return add(
        "Conv", [x] + parameters, as: y,
        [
          "kernel_shape": .integers(axes.map(\.kernel)), "strides": .integers(axes.map(\.stride)),
          "dilations": .integers(axes.map(\.dilation)), "pads": .integers(axes.pads),
          "group": .integer(groups),
        ])
    case .linear:
      return add("Gemm", [x] + parameters, as: y, ["transB": .integer(1)])
    case .maxPool(let axes):
      return add(
        "MaxPool", [x], as: y,
        [
          "kernel_shape": .integers(axes.map(\.kernel)), "strides": .integers(axes.map(\.stride)),
          "pads": .integers(axes.pads), "ceil_mode": .integer(0),
        ])
    case .averagePool(let axes):
      return averagePool(
        x, kernel: axes.map(\.kernel), stride: axes.map(\.stride), pads: axes.pads, as: y)
    case .adaptiveAveragePool:
      return adaptivePool(x, from: layer.input.dimensions, to: layer.output.dimensions, as: y)
    case .activation(let function): return add(function, x, as: y)
    case .softmax: return add("Softmax", [x], as: y, ["axis": .integer(1)])
    case .batchNorm(let epsilon):
      return add(
        "BatchNormalization",
        [x] + ["weight", "bias", "running_mean", "running_var"].compactMap { weights[$0] }, as: y,
        ["epsilon": .float(Float(epsilon))])
    case .groupNorm(let groups, let epsilon, let affine):
      let normalized = normalize(
        x, layer.input.dimensions, groups: groups, epsilon: Float(epsilon),
        as: affine == .none ? y : "\(y)/normalized")
      guard affine != .none else { return normalized }
      let scaled = add("Mul", [normalized, parameters[0]], as: "\(y)/scaled")
      return add("Add", [scaled, parameters[1]], as: y)
    case .flatten: return add("Flatten", [x], as: y, ["axis": .integer(1)])
    case .identity: return x
    case .add: return join("Add", inputs, as: y)
    case .multiply: return join("Mul", inputs, as: y)
    case .concat: return add("Concat", inputs, as: y, ["axis": .integer(1)])
    }
  }

  private mutating func averagePool(
    _ x: String, kernel: [Int], stride: [Int], pads: [Int], as output: String
  ) -> String {
    add(
      "AveragePool", [x], as: output,
      [
        "kernel_shape": .integers(kernel), "strides": .integers(stride), "pads": .integers(pads),
        "count_include_pad": .integer(1), "ceil_mode": .integer(0),
      ])
  }

  /// Windows that divide the image. Where they have different sizes, y = A · x · B of two matrices
  /// of means.
  private mutating func adaptivePool(
    _ x: String, from input: [Int], to output: [Int], as name: String
  ) -> String {
    let (sides, outSides) = (Array(input[1...]), Array(output[1...]))
    if outSides.allSatisfy({ $0 == 1 }) { return add("GlobalAveragePool", [x], as: name) }
    if zip(sides, outSides).allSatisfy({ $0 % $1 == 0 }) {
      let kernel = zip(sides, outSides).map { $0 / $1 }
      return averagePool(x, kernel: kernel, stride: kernel, pads: [0, 0, 0, 0], as: name)
    }
    let down = constant(
      "\(name)/down", [outSides[0], sides[0]],
      (0..<outSides[0]).flatMap { window in
        (0..<sides[0]).map { share(of: $0, of: sides[0], in: window, of: outSides[0]) }
      })
    let across = constant(
      "\(name)/across", [sides[1], outSides[1]],
      (0..<sides[1]).flatMap { cell in
        (0..<outSides[1]).map { share(of: cell, of: sides[1], in: $0, of: outSides[1]) }
      })
    let rows = add("MatMul", [down, x], as: "\(name)/rows")
    return add("MatMul", [rows, across], as: name)
  }

  /// The factor of a cell, of so many, in the mean of a window, of so many; 0 outside.
  private func share(of cell: Int, of cells: Int, in window: Int, of windows: Int) -> Float {
    let start = window * cells / windows
    let end = ((window + 1) * cells + windows - 1) / windows
    return (start..<end).contains(cell) ? 1 / Float(end - start) : 0
  }

  /// From left to right.
  private mutating func join(
    _ operation: String, _ inputs: [String], as output: String
  ) -> String {
    var result = inputs[0]
    for (position, input) in inputs.enumerated().dropFirst() {
      let isLast = position == inputs.count - 1
      result = add(operation, [result, input], as: isLast ? output : "\(output)/\(position)")
    }
    return result
  }

  /// (x − mean) ÷ √(variance + ε) of each group of channels of each example; opset 13 has no
  /// layer norm and no group norm.
  ///
  /// - Parameter dimensions: those of an example.
  private mutating func normalize(
    _ x: String, _ dimensions: [Int], groups: Int, epsilon: Float, as output: String
  ) -> String {
    let name = output.split(separator: "/").first.map(String.init) ?? output
    var (parts, axes) = (x, Array(1...dimensions.count))
    if groups > 1 {
      // A 0 keeps the batch's size.
      let shape = constant(
        "\(name)/groups", [0, groups, dimensions.reduce(1, *) / groups])
      parts = add("Reshape", [x, shape], as: "\(name)/grouped")
      axes = [2]
    }
    func mean(_ value: String, as output: String) -> String {
      add(
        "ReduceMean", [value], as: output, ["axes": .integers(axes), "keepdims": .integer(1)])
    }
    let centred = add("Sub", [parts, mean(parts, as: "\(name)/mean")], as: "\(name)/centred")
    let squares = add("Mul", [centred, centred], as: "\(name)/squares")
    let variance = mean(squares, as: "\(name)/variance")
    let offset = constant("\(name)/epsilon", [], [epsilon])
    let sum = add("Add", [variance, offset], as: "\(name)/variance_epsilon")
    let deviation = add("Sqrt", [sum], as: "\(name)/deviation")
    guard groups > 1 else { return add("Div", [centred, deviation], as: output) }
    let divided = add("Div", [centred, deviation], as: "\(name)/divided")
    return add("Reshape", [divided, constant("\(name)/shape", [0] + dimensions)], as: output)
  }
}

extension [Computation.Axis] {
  /// Zeros before along each axis, then after.
  fileprivate var pads: [Int] { map(\.before) + map(\.after) }
}
