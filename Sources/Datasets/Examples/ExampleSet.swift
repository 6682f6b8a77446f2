package import Engine

/// Examples of one part of a data set and their targets.
package struct ExampleSet: Sendable {
  /// One example as the network sees it, padded: `[C, H, W]`, or `[F]`.
  package let shape: Shape
  /// Values of one example, counted once: a gather of a few is as short as the counting.
  let width: Int
  /// The position of each example in the data set's part.
  package let indices: [Int]
  package let targets: Targets
  /// The values that are learnt, in the file's units, if `targets` are scaled; otherwise nil.
  package internal(set) var fileValues: [Float]?
  let values: Values
  /// The value of a background pixel in each channel; empty if examples are no images.
  let background: [Float]

  /// What is learnt.
  package enum Targets: Hashable, Sendable {
    /// One class an example.
    case classes([UInt16])
    /// `width` values an example, example after example.
    case values([Float], width: Int)
  }

  /// The values of the examples.
  enum Values: Sendable {
    case images(ByteImages)
    /// `shape.count` values an example, example after example.
    case floats([Float])
  }

  /// The images with these `indices`, which are normalised when they are gathered.
  package init(images: ByteImages, indices: [Int], targets: Targets) {
    let available = images.available
    precondition(indices.allSatisfy { available.contains($0) })
    self.init(shape: images.shape, indices: indices, targets: targets, values: .images(images))
  }

  /// Examples that need no normalisation, `shape.count` values each.
  package init(floats: [Float], shape: Shape, indices: [Int], targets: Targets) {
    precondition(floats.count == indices.count * shape.count)
    self.init(shape: shape, indices: indices, targets: targets, values: .floats(floats))
  }

  private init(shape: Shape, indices: [Int], targets: Targets, values: Values) {
    switch targets {
    case .classes(let classes): precondition(classes.count == indices.count)
    case .values(let values, let width): precondition(values.count == indices.count * width)
    }
    self.shape = shape
    width = shape.count
    self.indices = indices
    self.targets = targets
    self.values = values
    background =
      switch values {
      case .images(let images):
        images.background
      case .floats: []
      }
  }

  package var count: Int { indices.count }
}
