import JSON

/// What a definition says of a two-dimensional convolution:
/// `y[O, OH, OW] = b[O] + w[O, C ÷ G, KH, KW] ⋆ x[C, H, W]`.
package struct Conv2dConfiguration: ConvolutionType {
  package var outChannels: Int
  package var kernelSize: Extent
  package var stride: Extent
  package var padding: Padding
  package var dilation: Extent
  package var groups: Int
  package var bias: Bool
  package var weightInitializer: Initializer
  package var biasInitializer: Initializer

  package init(
    outChannels: Int, kernelSize: Extent, stride: Extent = 1, padding: Padding = .count(0),
    dilation: Extent = 1, groups: Int = 1, bias: Bool = true,
    weightInitializer: Initializer = .uniformFanIn, biasInitializer: Initializer = .uniformFanIn
  ) {
    self.outChannels = outChannels
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.bias = bias
    self.weightInitializer = weightInitializer
    self.biasInitializer = biasInitializer
  }

  static let name = "conv2d"
  static let documentation = "A two-dimensional convolution."
  static let inputNoun = "an image"
  static let keys =
    [
      KeyDescription(
        "out_channels", .integer(1...65_536), .required, "The number of output channels."),
      KeyDescription(
        "kernel_size", .size(1...1024), .required,
        "The side of a square kernel, or the kernel's [height, width]."),
      KeyDescription(
        "stride", .size(1...1024), .value(1), "The step from one window to the next."),
      KeyDescription(
        "padding", .either(.size(0...1024), .word("same")), .value(0),
        "The zeros added on every side, or \"same\" to keep the size, which needs stride 1."),
      KeyDescription(
        "dilation", .size(1...1024), .implied(1), "The distance between neighbouring taps."),
      groupsKey,
    ] + weightKeys

  init(_ fields: Fields) {
    self.init(
      outChannels: fields.int("out_channels"), kernelSize: fields.extent("kernel_size"),
      stride: fields.extent("stride"),
      padding: Extent(fields["padding"]).map(Padding.count) ?? .same,
      dilation: fields.extent("dilation"), groups: fields.int("groups"),
      bias: fields.bool("bias"), weightInitializer: Initializer.variants.make(fields["init"]),
      biasInitializer: Initializer.variants.make(fields["bias_init"]))
  }

  var summary: String {
    "conv2d \(outChannels), \(kernelSize.crossed)"
      + options(stride: stride.brief, padding: padding.brief, dilation: dilation.brief)
  }

  var weightImage: WeightImage? { .filters }

  var axes: [ConvolutionAxis] {
    zip(zip(kernelSize.axes, stride.axes), zip(padding.axes, dilation.axes)).map {
      ConvolutionAxis(kernel: $0.0, stride: $0.1, dilation: $1.1, padding: $1.0)
    }
  }

  func text(_ sizes: [Int]) -> String {
    Set(sizes).count == 1 ? "\(sizes[0])" : "[\(sizes[0]), \(sizes[1])]"
  }
}

/// Zeros around a convolution's input.
package enum Padding: Hashable, Sendable {
  /// The same number above and below, and the same left and right.
  case count(Extent)
  /// As many as are needed to keep the size. An odd one goes right and bottom. Needs stride 1.
  case same

  var axes: [ConvolutionAxis.AxisPadding] {
    switch self {
    case .count(let count): count.axes.map { .count($0) }
    case .same: [.same, .same]
    }
  }

  var brief: String {
    switch self {
    case .count(let count): count.brief
    case .same: "same"
    }
  }
}

extension LayerConfiguration {
  package static func conv2d(_ configuration: Conv2dConfiguration) -> LayerConfiguration {
    LayerConfiguration(configuration)
  }
}
