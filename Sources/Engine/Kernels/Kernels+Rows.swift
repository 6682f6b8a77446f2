import CKernels

extension Kernels {
  /// x[F, 16] = the rows `order` of rows[N, F], 16 at most; later lanes are 0.
  package func gather(
    _ order: Span<Int32>, of rows: Span<Float>, into x: inout MutableSpan<Float>
  ) {
    let features = x.count / laneCount
    precondition(x.count == features * laneCount)
    guard check(order, { ($0 + 1) * features <= rows.count }) else {
      for i in x.indices { x[i] = 0 }
      return
    }
    table.pointee.gather_rows(
      Int32(features), Int32(order.count), order.address, rows.address, x.address)
  }

  /// t[K, 16] = the classes `order` of `classes`, 16 at most, as one-hot vectors, or for K = 1 as
  /// numbers; later lanes are 0.
  package func gather(
    _ order: Span<Int32>, of classes: Span<UInt16>, into values: inout MutableSpan<Float>
  ) {
    let width = values.count / laneCount
    precondition(values.count == width * laneCount)
    guard check(order, { $0 < classes.count }) else {
      for i in values.indices { values[i] = 0 }
      return
    }
    table.pointee.gather_classes(
      Int32(width), Int32(order.count), order.address, classes.address, values.address)
  }

  /// Whether there is something to gather. All examples must exist.
  @inline(__always)
  private func check(_ order: Span<Int32>, _ isThere: (Int) -> Bool) -> Bool {
    precondition(order.count <= laneCount)
    for i in order.indices { precondition(order[i] >= 0 && isThere(Int(order[i]))) }
    return !order.isEmpty
  }
}
