import CKernels

extension Kernels {
  /// y = a + b, a multiple of 16 elements.
  func add(_ a: Span<Float>, _ b: Span<Float>, into y: inout MutableSpan<Float>) {
    precondition(a.count == y.count && b.count == y.count && y.count % laneCount == 0)
    table.pointee.add(a.address, b.address, y.address, Int64(y.count / laneCount))
  }

  /// y += x, a multiple of 16 elements.
  func add(_ x: Span<Float>, to y: inout MutableSpan<Float>) {
    precondition(x.count == y.count && y.count % laneCount == 0)
    let sums = y.address
    table.pointee.add(sums, x.address, sums, Int64(y.count / laneCount))
  }

  /// y = x.
  func copy(_ x: Span<Float>, to y: inout MutableSpan<Float>) {
    precondition(x.count == y.count)
    guard let source = x.address, let target = y.address else { return }
    target.update(from: source, count: x.count)
  }

  /// The product of a join's inputs for one group, from left to right.
  ///
  /// - Parameters:
  ///   - shapes: of the inputs; those of one position an image scale the channels of the others.
  ///   - group: of the inputs' groups.
  ///   - dy: of the join's output: `y` becomes dy times all inputs but number `leftOut`, which is
  ///     that input's gradient; nil: the product itself.
  func product(
    of inputs: JoinInputs, shapes: [Shape], output: Shape, group: Int, dy: Span<Float>?,
    leavingOut leftOut: Int = -1, into y: inout MutableSpan<Float>
  ) {
    let count = leftOut < 0 ? output.count : shapes[leftOut].count
    precondition(y.count == count * laneCount)
    precondition(dy == nil || dy?.count == output.count * laneCount)
    let addresses = shapes.indices.map { input in
      let lanes = shapes[input].count * laneCount
      return inputs.span(input, lanes: lanes)
        .extracting(group * lanes..<(group + 1) * lanes).address
    }
    let isChannel = shapes.map { Int32($0 == output ? 0 : 1) }
    addresses.withUnsafeBufferPointer { addresses in
      isChannel.withUnsafeBufferPointer { isChannel in
        var product = bench_product(
          inputs: Int32(shapes.count), channels: Int32(output.dimensions[0]),
          area: Int32(output.count / output.dimensions[0]), x: addresses.baseAddress,
          is_channel: isChannel.baseAddress, left_out: Int32(leftOut), dy: dy?.address)
        table.pointee.product(&product, y.address)
      }
    }
  }
}
