import JSON

/// What a definition says of a one-dimensional convolution: `y[O, OT] = b[O] + w[O, C ÷ G, K] ⋆ x[C, T]`.
package struct Conv1dConfiguration: ConvolutionType {
  package var outChannels: Int
  package var kernelSize: Int
  package var stride: Int
  /// Zeros before and after the data, from the width of a count.
  package var padding: Padding
  package var dilation: Int
  package var groups: Int
  package var bias: Bool
  package var weightInitializer: Initializer
  package var biasInitializer: Initializer

  package init(
    outChannels: Int, kernelSize: Int, stride: Int = 1, padding: Padding = .count(0),
    dilation: Int = 1, groups: Int = 1, bias: Bool = true,
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

  static let name = "conv1d"
  static let documentation = "A one-dimensional convolution of an input of [channels, length]."
  static let inputNoun = "[channels, length]"
  static let keys =
    [
      KeyDescription(
        "out_channels", .integer(1...65_536), .required, "The number of output channels."),
      KeyDescription("kernel_size", .integer(1...1024), .required, "The length of the kernel."),
      KeyDescription(
        "stride", .integer(1...1024), .value(1), "The step from one window to the next."),
      KeyDescription(
        "padding", .either(.integer(0...1024), .word("same")), .value(0),
        "The zeros added at both ends, or \"same\" to keep the length, which needs stride 1."),
      KeyDescription(
        "dilation", .integer(1...1024), .implied(1), "The distance between neighbouring taps."),
      groupsKey,
    ] + weightKeys

  init(_ fields: Fields) {
    self.init(
      outChannels: fields.int("out_channels"), kernelSize: fields.int("kernel_size"),
      stride: fields.int("stride"),
      padding: Extent(fields["padding"]).map(Padding.count) ?? .same,
      dilation: fields.int("dilation"), groups: fields.int("groups"), bias: fields.bool("bias"),
      weightInitializer: Initializer.variants.make(fields["init"]),
      biasInitializer: Initializer.variants.make(fields["bias_init"]))
  }

  var summary: String {
    "conv1d \(outChannels), \(kernelSize)"
      + options(stride: "\(stride)", padding: padding.brief, dilation: "\(dilation)")
  }

  var axes: [ConvolutionAxis] {
    [
      ConvolutionAxis(
        kernel: kernelSize, stride: stride, dilation: dilation, padding: padding.axes[1])
    ]
  }

  func text(_ sizes: [Int]) -> String { "\(sizes[0])" }
}

extension LayerConfiguration {
  package static func conv1d(_ configuration: Conv1dConfiguration) -> LayerConfiguration {
    LayerConfiguration(configuration)
  }
}
