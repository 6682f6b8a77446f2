package import Engine
package import Experiments

/// The weights of a network's first layer as images: the filters of a convolution, or the weights
/// of each unit of a dense layer over images.
package struct FirstLayer: Hashable, Sendable {
  let kind: WeightImage
  /// The images of each filter or unit: one in colour for three channels, otherwise one for each
  /// channel.
  package let pictures: [[RasterImage]]
  /// The number of filters or units of the layer.
  let count: Int
  let channels: Int
  /// Whether the channels are red, green and blue.
  var isColored: Bool { channels == 3 }

  private static let mostPictures = 64
  private static let mostChannels = 8

  /// - Returns: nil if the first weights are not over images.
  package init?(_ model: [NamedTensor], of experiment: ResolvedExperiment) {
    guard let layer = experiment.layers.first(where: { !$0.parameters.isEmpty }),
      let weight = model.first(where: { $0.name == "model.\(layer.index).weight" })
    else { return nil }
    let size: (channels: Int, height: Int, width: Int)
    switch layer.configuration.weightImage {
    case .filters where weight.dimensions.count == 4:
      kind = .filters
      size = (weight.dimensions[1], weight.dimensions[2], weight.dimensions[3])
    case .units where weight.dimensions.count == 2:
      let input = experiment.inputShape.dimensions
      // Pixels must reach the layer in their positions: only flattening may come before it.
      guard input.count == 3, input[1] > 1, input[2] > 1,
        weight.dimensions[1] == input.reduce(1, *)
      else { return nil }
      kind = .units
      size = (input[0], input[1], input[2])
    default: return nil
    }
    count = weight.dimensions[0]
    channels = size.channels
    let area = size.height * size.width
    let isColored = size.channels == 3
    let shown = isColored ? 1 : min(size.channels, Self.mostChannels)
    let depth = isColored ? 3 : 1
    let most = max(1, Self.mostPictures / shown)
    pictures = (0..<min(count, most)).map { index in
      let start = index * size.channels * area
      let values = weight.values[start..<start + size.channels * area]
      let largest = values.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
      return (0..<shown).map { channel in
        RasterImage(
          width: size.width, height: size.height,
          weights: Array(values.dropFirst(channel * area).prefix(depth * area)), largest: largest)
      }
    }
  }

  /// `6 filters; gray is 0, white positive, black negative, each filter to its own largest`
  package var words: String {
    let name = kind == .filters ? "filter" : "unit"
    var text =
      pictures.count < count
      ? "The first \(pictures.count) of \(count) \(name)s" : "\(count) \(name)s"
    if channels > 1, !isColored {
      let shown = pictures.first?.count ?? 0
      text +=
        shown < channels
        ? ", of each the first \(shown) of \(channels) channels below each other"
        : ", the \(channels) channels of each below each other"
    }
    let colors =
      isColored
      ? "in colour; gray is 0, and the brighter a colour, the larger its weight"
      : "; gray is 0, white positive, black negative"
    return text + (isColored ? " " : "") + colors + ", each \(name) to its own largest"
  }
}
