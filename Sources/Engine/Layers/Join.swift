import JSON

/// A type of layer that joins the outputs of several others.
protocol JoinType: LayerType {
  init()
}

extension JoinType {
  static var keys: [KeyDescription] {
    [
      KeyDescription(
        "with", .either(.text, .list(of: .text, noun: "name", count: 1...100)), .required,
        "The name of the earlier layer to join the input with, or a list of names in their order.")
    ]
  }

  init(_ fields: Fields) { self.init() }

  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    try outputShape(for: [input])
  }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    try operation(for: [input], at: index)
  }
}

/// The sum of several inputs of one shape.
struct AddConfiguration: JoinType {
  static let name = "add"
  static let documentation = "Adds its inputs element by element, from left to right."

  var computation: Computation { .add }

  func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    guard inputs.allSatisfy({ $0 == inputs[0] }) else {
      throw ShapeMismatch(
        key: "with", problem: "add cannot join inputs of \(inputs.list)",
        advice: "give them one shape")
    }
    return inputs[0]
  }

  func operation(for inputs: [Shape], at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .join(Add(inputs: inputs, output: try outputShape(for: inputs)))
  }
}

/// The product of several inputs, of one shape or with one value for each channel of the first.
struct MultiplyConfiguration: JoinType {
  static let name = "multiply"
  static let documentation =
    "Multiplies its inputs element by element, from left to right. One of shape [C, 1, 1] scales the channels of [C, H, W]."

  var computation: Computation { .multiply }

  func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    let largest = inputs.max { $0.count < $1.count } ?? inputs[0]
    for shape in inputs where shape != largest {
      guard largest.dimensions.count == 3, shape.dimensions == [largest.dimensions[0], 1, 1] else {
        throw ShapeMismatch(
          key: "with", problem: "multiply cannot join inputs of \(inputs.list)",
          advice: "give them one shape, or \(largest.dimensions[0])x1x1 for the factor of a channel"
        )
      }
    }
    return largest
  }

  func operation(for inputs: [Shape], at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .join(Multiply(inputs: inputs, output: try outputShape(for: inputs)))
  }
}

/// Several inputs one after the other, along their channels or features.
struct ConcatConfiguration: JoinType {
  static let name = "concat"
  static let documentation = "Puts its inputs one after the other, along the channels or features."

  var computation: Computation { .concat }

  func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    let rest = inputs[0].dimensions.dropFirst()
    guard inputs.allSatisfy({ $0.dimensions.dropFirst() == rest }) else {
      throw ShapeMismatch(
        key: "with", problem: "concat cannot join inputs of \(inputs.list)",
        advice: "give them the same size but for the channels")
    }
    return Shape([inputs.reduce(0) { $0 + $1.dimensions[0] }] + rest)
  }

  func operation(for inputs: [Shape], at index: Int) throws(ShapeMismatch) -> LayerOperation {
    .join(Concat(inputs: inputs, output: try outputShape(for: inputs)))
  }
}

extension [Shape] {
  /// `16x8x8 and 8x8x8`.
  fileprivate var list: String { map(\.description).joined(separator: " and ") }
}

extension LayerConfiguration {
  /// - Parameter inputs: positions of the layers to join, -1 for the network's input.
  package static func add(_ inputs: [Int]) -> LayerConfiguration {
    joining(AddConfiguration(), inputs)
  }

  /// - Parameter inputs: positions of the layers to join, -1 for the network's input.
  package static func multiply(_ inputs: [Int]) -> LayerConfiguration {
    joining(MultiplyConfiguration(), inputs)
  }

  /// - Parameter inputs: positions of the layers to join, -1 for the network's input.
  package static func concat(_ inputs: [Int]) -> LayerConfiguration {
    joining(ConcatConfiguration(), inputs)
  }

  private static func joining(_ type: any LayerType, _ inputs: [Int]) -> LayerConfiguration {
    var configuration = LayerConfiguration(type)
    configuration.inputs = inputs
    return configuration
  }
}

extension JoinLayer {
  var isSpatial: Bool { output.dimensions.dropFirst().contains { $0 > 1 } }

  fileprivate func range(of group: Int, _ shape: Shape) -> Range<Int> {
    group * shape.count * laneCount..<(group + 1) * shape.count * laneCount
  }
}

/// y = x₁ + x₂ + …, from left to right.
struct Add: JoinLayer {
  let inputs: [Shape]
  let output: Shape

  var isSum: Bool { true }

  func forward(_ inputs: JoinInputs, y: inout MutableSpan<Float>, kernels: Kernels) {
    let lanes = output.count * laneCount
    kernels.add(inputs.span(0, lanes: lanes), inputs.span(1, lanes: lanes), into: &y)
    for input in self.inputs.indices.dropFirst(2) {
      kernels.add(inputs.span(input, lanes: lanes), to: &y)
    }
  }

  func backward(
    input: Int, of inputs: JoinInputs, dy: Span<Float>, dx: inout MutableSpan<Float>,
    kernels: Kernels
  ) {
    kernels.copy(dy, to: &dx)
  }
}

/// y = x₁ · x₂ · …, from left to right.
struct Multiply: JoinLayer {
  let inputs: [Shape]
  let output: Shape

  var isSum: Bool { false }

  func forward(_ inputs: JoinInputs, y: inout MutableSpan<Float>, kernels: Kernels) {
    for group in 0..<inputs.slots.count {
      var part = y.slice(range(of: group, output))
      kernels.product(
        of: inputs, shapes: self.inputs, output: output, group: group, dy: nil, into: &part)
    }
  }

  /// dx = dy · (the other inputs, from left to right). Where x has one value a channel, that is
  /// summed over the channel's positions in row-major order.
  func backward(
    input: Int, of inputs: JoinInputs, dy: Span<Float>, dx: inout MutableSpan<Float>,
    kernels: Kernels
  ) {
    for group in 0..<inputs.slots.count {
      var part = dx.slice(range(of: group, self.inputs[input]))
      kernels.product(
        of: inputs, shapes: self.inputs, output: output, group: group,
        dy: dy.extracting(range(of: group, output)), leavingOut: input, into: &part)
    }
  }
}

/// y = x₁, x₂, … one after the other.
struct Concat: JoinLayer {
  let inputs: [Shape]
  let output: Shape

  var isSum: Bool { false }

  func forward(_ inputs: JoinInputs, y: inout MutableSpan<Float>, kernels: Kernels) {
    for group in 0..<inputs.slots.count {
      for (input, shape) in self.inputs.enumerated() {
        let x = inputs.span(input, lanes: shape.count * laneCount)
        var part = y.slice(outputRange(of: input, group))
        kernels.copy(x.extracting(range(of: group, shape)), to: &part)
      }
    }
  }

  func backward(
    input: Int, of inputs: JoinInputs, dy: Span<Float>, dx: inout MutableSpan<Float>,
    kernels: Kernels
  ) {
    for group in 0..<inputs.slots.count {
      var part = dx.slice(range(of: group, self.inputs[input]))
      kernels.copy(dy.extracting(outputRange(of: input, group)), to: &part)
    }
  }

  /// Where the features of an input lie in a group's output.
  private func outputRange(of input: Int, _ group: Int) -> Range<Int> {
    let start = inputs[..<input].reduce(group * output.count) { $0 + $1.count } * laneCount
    return start..<start + inputs[input].count * laneCount
  }
}
