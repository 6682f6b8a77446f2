import JSON

/// The largest value of each window of [channels, length].
struct MaxPool1dConfiguration: Pool1dType {
  static let name = "max_pool1d"
  static let documentation = "The largest value of each window of [channels, length]."
  static let kind = Pool.Kind.max
  let kernelSize: Int
  let stride: Int
}

/// The mean value of each window of [channels, length].
struct AvgPool1dConfiguration: Pool1dType {
  static let name = "avg_pool1d"
  static let documentation = "The mean of each window of [channels, length]."
  static let kind = Pool.Kind.average
  let kernelSize: Int
  let stride: Int
}

extension LayerConfiguration {
  /// - Parameter stride: nil: the kernel's size.
  package static func maxPool1d(kernelSize: Int, stride: Int? = nil) -> LayerConfiguration {
    LayerConfiguration(
      MaxPool1dConfiguration(kernelSize: kernelSize, stride: stride ?? kernelSize))
  }

  /// - Parameter stride: nil: the kernel's size.
  package static func avgPool1d(kernelSize: Int, stride: Int? = nil) -> LayerConfiguration {
    LayerConfiguration(
      AvgPool1dConfiguration(kernelSize: kernelSize, stride: stride ?? kernelSize))
  }
}

/// The keys and the text that max and average pooling of [channels, length] share.
protocol Pool1dType: PoolType {
  var kernelSize: Int { get }
  var stride: Int { get }
  init(kernelSize: Int, stride: Int)
}

extension Pool1dType {
  static var keys: [KeyDescription] {
    [
      KeyDescription("kernel_size", .integer(1...1024), .required, "The length of the window."),
      KeyDescription(
        "stride", .integer(1...1024), .sameAs("kernel_size"),
        "The step from one window to the next. Windows overlap where it is smaller than their "
          + "length."),
    ]
  }

  init(_ fields: Fields) {
    self.init(kernelSize: fields.int("kernel_size"), stride: fields.int("stride"))
  }

  static var rank: Int { 1 }
  static var inputNoun: String { "[channels, length]" }

  /// Over data of height 1.
  var window: PoolConfiguration {
    PoolConfiguration(kernelSize: Extent(1, kernelSize), stride: Extent(1, stride))
  }

  var summary: String {
    "\(Self.name) \(kernelSize)" + (stride == kernelSize ? "" : ", stride \(stride)")
  }
}
