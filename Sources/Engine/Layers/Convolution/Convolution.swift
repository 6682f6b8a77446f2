import JSON

/// One axis of a convolution.
struct ConvolutionAxis: Hashable, Sendable {
  var kernel: Int
  var stride: Int
  var dilation: Int
  var padding: AxisPadding

  /// Zeros along one axis.
  enum AxisPadding: Hashable, Sendable {
    /// So many before and so many after.
    case count(Int)
    /// As many as keep the size. An odd one goes to the end.
    case same
  }

  /// The distance from the first to the last tap, both counted.
  var span: Int { dilation * (kernel - 1) + 1 }

  /// Zeros before, and before and after.
  var paddingBeforeAndTotal: (before: Int, total: Int) {
    switch padding {
    case .count(let count): (count, 2 * count)
    case .same: ((span - 1) / 2, span - 1)
    }
  }

  func output(of size: Int) -> Int { (size + paddingBeforeAndTotal.total - span) / stride + 1 }

  /// The largest kernel that fits a size with its padding.
  func largestKernel(for size: Int) -> Int {
    guard case .count(let padding) = padding else { return kernel }
    return (size + 2 * padding - 1) / dilation + 1
  }

  /// Taps that lie inside the data, over all outputs.
  func tapsInside(_ size: Int) -> Int {
    (0..<output(of: size)).reduce(0) { sum, position in
      let start = position * stride - paddingBeforeAndTotal.before
      return sum + (0..<kernel).count { (0..<size).contains(start + $0 * dilation) }
    }
  }
}

/// What one- and two-dimensional convolutions share: shapes, parameters and cost.
protocol ConvolutionType: LayerType {
  var outChannels: Int { get }
  /// One for each axis of the data, the outermost first.
  var axes: [ConvolutionAxis] { get }
  var groups: Int { get }
  var bias: Bool { get }
  var weightInitializer: Initializer { get }
  var biasInitializer: Initializer { get }
  /// What the input must be: `an image`.
  static var inputNoun: String { get }
  /// Sizes along the axes, as a definition writes them: `5` or `[3, 5]`.
  func text(_ sizes: [Int]) -> String
}

extension ConvolutionType {
  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape {
    guard input.dimensions.count == axes.count + 1 else {
      throw ShapeMismatch(
        key: nil, problem: "\(Self.name) needs \(Self.inputNoun), not an input of \(input)")
    }
    let sides = Array(input.dimensions[1...])
    guard zip(axes, sides).allSatisfy({ $0.kernel <= $0.largestKernel(for: $1) }) else {
      throw kernelMismatch(input)
    }
    guard axes.allSatisfy({ $0.padding != .same || $0.stride == 1 }) else {
      throw ShapeMismatch(
        key: "padding", problem: "\"same\" needs stride 1, not \(text(axes.map(\.stride)))")
    }
    try checkGroups(input)
    return Shape([outChannels] + zip(axes, sides).map { $0.output(of: $1) })
  }

  /// A kernel that is larger than its padded input.
  private func kernelMismatch(_ input: Shape) -> ShapeMismatch {
    let kernel = axes.map(\.kernel)
    var largest = zip(axes, input.dimensions[1...]).map { $0.largestKernel(for: $1) }
    // A square kernel is limited by the smaller side.
    if Set(kernel).count == 1 {
      largest = largest.map { _ in largest.min() ?? 0 }
    } else {
      largest = zip(largest, kernel).map { min($0, $1) }
    }
    let isDilated = axes.contains { $0.dilation > 1 }
    return .kernel(
      text(kernel), doesNotFit: input,
      because: isDilated ? " with dilation \(text(axes.map(\.dilation)))" : "",
      largest: text(largest), isLeast: largest.allSatisfy { $0 <= 1 },
      alternative: axes.allSatisfy { $0.stride == 1 } ? ", or \"padding\": \"same\" here" : "")
  }

  private func checkGroups(_ input: Shape) throws(ShapeMismatch) {
    let channels = input.dimensions[0]
    let owner =
      channels % groups != 0
      ? "\(channels) channels of \(input)"
      : outChannels % groups != 0 ? "\(outChannels) output channels" : nil
    guard let owner else { return }
    let divisor = (1...min(groups, channels, outChannels)).last {
      channels % $0 == 0 && outChannels % $0 == 0
    }
    throw ShapeMismatch(
      key: "groups", problem: "\(groups) is no divisor of the \(owner)",
      advice: "use groups \(divisor ?? 1)")
  }

  var computation: Computation {
    .convolution(axes: axes.map(Computation.Axis.init), groups: groups, hasBias: bias)
  }

  func parameterShapes(for input: Shape) -> [ParameterShape] {
    weightShapes(
      weight: [outChannels, input.dimensions[0] / groups] + axes.map(\.kernel), hasBias: bias,
      weightInitializer, biasInitializer)
  }

  func multiplyAdds(from input: Shape, to output: Shape) -> Int {
    output.count * (input.dimensions[0] / groups) * axes.reduce(1) { $0 * $1.kernel }
  }

  func multiplyAddsInside(from input: Shape, to output: Shape) -> Int {
    let taps = zip(axes, input.dimensions[1...]).map { $0.tapsInside($1) }
    return outChannels * (input.dimensions[0] / groups) * taps.reduce(1, *)
  }

  func operation(for input: Shape, at index: Int) throws(ShapeMismatch) -> LayerOperation {
    covers(input)
      ? .trainable(try Linear(covering: self, input: input))
      : .trainable(try Convolution(self, input: input))
  }

  /// Whether the kernel is as large as its input and nothing pads it: there is one window, and it
  /// holds every input. Elsewhere a single output position may leave out inputs or reach beyond.
  func covers(_ input: Shape) -> Bool {
    groups == 1 && axes.allSatisfy { $0.paddingBeforeAndTotal.total == 0 }
      && axes.map(\.kernel) == Array(input.dimensions[1...])
  }

  /// `, stride 2, padding 1, dilation 2, groups 4, no bias`; what is default is left out.
  func options(stride: String, padding: String, dilation: String) -> String {
    var text = ""
    if stride != "1" { text += ", stride \(stride)" }
    if padding != "0" { text += ", padding \(padding)" }
    if dilation != "1" { text += ", dilation \(dilation)" }
    if groups != 1 { text += ", groups \(groups)" }
    return bias ? text : text + ", no bias"
  }

  /// The key `groups`, which says how many parts of the channels are convolved apart.
  static var groupsKey: KeyDescription {
    KeyDescription(
      "groups", .integer(1...65_536), .implied(1),
      "The number of groups of neighbouring channels. Each group of output channels reads its own "
        + "group of input channels.")
  }
}
