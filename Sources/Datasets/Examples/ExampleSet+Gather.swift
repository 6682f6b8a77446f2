package import Engine

extension ExampleSet {
  /// Writes one group in the engine's layout, `x[C, H, W, 16]`: feature f of the example in lane l
  /// goes to `x[f * 16 + l]`. Lanes past the last example are zero; padding is background.
  ///
  /// - Parameters:
  ///   - order: positions in this set, 0 ..< count, in the order in which they are gathered.
  ///   - range: the part of the order to write, at most 16 examples; nil for all.
  ///   - augmenter: changes the images first, for training; nil to leave them unchanged.
  ///   - kernels: any instruction set; all write the same bits.
  package func gather(
    _ order: Span<Int32>, _ range: Range<Int>? = nil, augmenter: Augmenter? = nil,
    into x: inout MutableSpan<Float>, kernels: Kernels = .best
  ) {
    let range = range ?? 0..<order.count
    precondition(range.count <= laneCount && x.count == width * laneCount)
    switch values {
    case .images(let images): gather(order, range, of: images, augmenter, into: &x, kernels)
    case .floats(let floats): kernels.gather(order.extracting(range), of: floats.span, into: &x)
    }
    guard let augmenter, augmenter.augmentation.places else { return }
    let examples = order.extracting(range)
    var placements = [16 of ImagePlacement](repeating: ImagePlacement())
    for lane in examples.indices {
      placements[lane] = augmenter.placement(of: indices[Int(examples[lane])], in: shape)
    }
    kernels.place(
      placements, count: range.count, shape: shape, background: background.span, in: &x)
  }

  /// Mixes the examples of one group, which are gathered, with their partners.
  ///
  /// - Parameters:
  ///   - examples: their positions in this set.
  ///   - partners: as many positions.
  ///   - augmenter: changes the partners too, each as itself.
  package func mix(
    _ examples: Span<Int32>, with partners: Span<Int32>, augmenter: Augmenter,
    into x: inout MutableSpan<Float>, kernels: Kernels = .best
  ) {
    precondition(examples.count == partners.count && examples.count <= laneCount)
    var mixtures = [16 of ImageMixture](repeating: .none)
    for lane in examples.indices {
      mixtures[lane] = augmenter.mixture(of: indices[Int(examples[lane])], in: shape).image
    }
    kernels.mix(mixtures, shape: shape, into: &x) { others in
      gather(partners, augmenter: augmenter, into: &others, kernels: kernels)
    }
  }

  private func gather(
    _ order: Span<Int32>, _ range: Range<Int>, of images: ByteImages, _ augmenter: Augmenter?,
    into x: inout MutableSpan<Float>, _ kernels: Kernels
  ) {
    let examples = order.extracting(range)
    let starts = places(of: examples, in: images)
    guard let augmenter, augmenter.augmentation.warps else {
      images.write(starts, lanes: examples.count, into: &x, kernels: kernels)
      return
    }
    let indices = self.indices.span
    var changes = [16 of ImageChange](repeating: .none)
    for lane in examples.indices {
      changes[lane] = augmenter.change(of: indices[Int(examples[lane])], in: images)
    }
    let end = min(range.upperBound + laneCount, order.count)
    let next = places(of: order.extracting(range.upperBound..<end), in: images)
    images.write(
      starts, lanes: examples.count, changes: changes, next: next, into: &x, kernels: kernels)
  }

  /// Returns the offsets of some images, at most 16. Later lanes have the offset of the first
  /// image.
  private func places(of examples: Span<Int32>, in images: ByteImages) -> [16 of Int] {
    let indices = self.indices.span
    var starts = [16 of Int](repeating: images.start(of: images.available.lowerBound))
    for lane in examples.indices {
      starts[lane] = images.start(of: indices[Int(examples[lane])])
    }
    return starts
  }
}
