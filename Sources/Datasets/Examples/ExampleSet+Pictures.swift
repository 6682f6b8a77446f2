package import Engine

extension ExampleSet {
  /// Returns a picture as it is stored, `[C, H, W]`; nil if the examples are not bytes.
  package func storedPicture(at position: Int) -> (shape: Shape, bytes: [UInt8])? {
    guard case .images(let images) = values else { return nil }
    let start = images.start(of: indices[position])
    return (images.rawShape, Array(images.bytes[start..<start + images.rawShape.count]))
  }
}
