import JSON

/// A pooling window; windows overlap where the stride is smaller than the kernel.
package struct PoolConfiguration: Hashable, Sendable {
  package var kernelSize: Extent
  package var stride: Extent

  package init(kernelSize: Extent, stride: Extent? = nil) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
  }
}

/// The largest value of each window.
struct MaxPool2dConfiguration: Pool2dType {
  static let name = "max_pool2d"
  static let documentation = "The largest value of each window."
  static let kind = Pool.Kind.max
  let window: PoolConfiguration
}

/// The mean value of each window.
struct AvgPool2dConfiguration: Pool2dType {
  static let name = "avg_pool2d"
  static let documentation = "The mean of each window."
  static let kind = Pool.Kind.average
  let window: PoolConfiguration
}

extension LayerConfiguration {
  package static func maxPool2d(_ window: PoolConfiguration) -> LayerConfiguration {
    LayerConfiguration(MaxPool2dConfiguration(window: window))
  }

  package static func avgPool2d(_ window: PoolConfiguration) -> LayerConfiguration {
    LayerConfiguration(AvgPool2dConfiguration(window: window))
  }
}

/// The keys and the text that max and average pooling of images share.
protocol Pool2dType: PoolType {
  init(window: PoolConfiguration)
}

extension Pool2dType {
  static var keys: [KeyDescription] {
    [
      KeyDescription(
        "kernel_size", .size(1...1024), .required,
        "The side of a square window, or the window's [height, width]."),
      KeyDescription(
        "stride", .size(1...1024), .sameAs("kernel_size"),
        "The step from one window to the next. Windows overlap where it is smaller than their side."
      ),
    ]
  }

  init(_ fields: Fields) {
    self.init(
      window: PoolConfiguration(
        kernelSize: fields.extent("kernel_size"), stride: fields.extent("stride")))
  }

  static var rank: Int { 2 }
  static var inputNoun: String { "an image" }

  var summary: String {
    "\(Self.name) \(window.kernelSize.crossed)"
      + (window.stride == window.kernelSize ? "" : ", stride \(window.stride.brief)")
  }
}
