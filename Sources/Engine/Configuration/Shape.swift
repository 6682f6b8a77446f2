/// The dimensions of one example's activation, outermost first: `[C, H, W]` for an image,
/// `[F]` for a vector of features.
package struct Shape: Hashable, Sendable, CustomStringConvertible {
  package let dimensions: [Int]

  package init(_ dimensions: [Int]) {
    self.dimensions = dimensions
  }

  package init(_ dimensions: Int...) {
    self.init(dimensions)
  }

  /// The number of elements.
  package var count: Int { dimensions.reduce(1, *) }

  /// `16x4x4`, as layers and errors print it.
  package var description: String {
    dimensions.map(String.init).joined(separator: "x")
  }

  /// The sides of an image, or of [channels, length] those of an image of height 1.
  var imageSides: Extent {
    dimensions.count == 2 ? Extent(1, dimensions[1]) : Extent(dimensions[1], dimensions[2])
  }
}
