package import Engine

extension ExampleSet {
  /// Writes one group in the engine's lane layout, `x[C, H, W, 16]`: feature f of the example in
  /// lane l goes to `x[f * 16 + l]`. Lanes past the last example are zero; padding is background.
  ///
  /// - Parameters:
  ///   - examples: at most 16 positions in this set, 0 ..< count.
  ///   - augmenter: changes the images first, as a training asks for; nil: as they are.
  ///   - kernels: any; all write the same bits.
  package func gather(
    _ examples: Span<Int32>, augmenter: Augmenter? = nil, into x: inout MutableSpan<Float>,
    kernels: Kernels = .best
  ) {
    precondition(examples.count <= laneCount && x.count == shape.count * laneCount)
    switch values {
    case .images(let images): gather(examples, of: images, augmenter, into: &x, kernels)
    case .floats(let floats): gather(examples, of: floats, into: &x)
    }
  }

  private func gather(
    _ examples: Span<Int32>, of images: ByteImages, _ augmenter: Augmenter?,
    into x: inout MutableSpan<Float>, _ kernels: Kernels
  ) {
    let indices = self.indices.span
    var starts = InlineArray<16, Int>(repeating: 0)
    for lane in examples.indices {
      starts[lane] = images.start(of: indices[Int(examples[lane])])
    }
    guard let augmenter else {
      images.write(starts, lanes: examples.count, into: &x, kernels: kernels)
      return
    }
    var changes = [16 of ImageChange](repeating: .none)
    for lane in examples.indices {
      changes[lane] = augmenter.change(of: indices[Int(examples[lane])], in: images)
    }
    images.write(starts, lanes: examples.count, changes: changes, into: &x, kernels: kernels)
  }

  private func gather(
    _ examples: Span<Int32>, of floats: [Float], into x: inout MutableSpan<Float>
  ) {
    let features = x.count / laneCount
    let floats = floats.span
    if examples.count < laneCount {
      for i in x.indices { x[i] = 0 }
    }
    for lane in examples.indices {
      let start = Int(examples[lane]) * features
      for feature in 0..<features { x[feature * laneCount + lane] = floats[start + feature] }
    }
  }
}
