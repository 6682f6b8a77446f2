extension NumericArray {
  /// Makes an array of values as they lie in a file.
  ///
  /// - Parameters:
  ///   - isSwapped: whether their byte order is not the machine's.
  ///   - isFortran: whether they are in Fortran order: the first index changes fastest.
  /// - Precondition: as for the other initializer.
  init(
    shape: [Int], element: ElementType, storage: [UInt8], offset: Int, isSwapped: Bool,
    isFortran: Bool
  ) {
    var array = NumericArray(shape: shape, element: element, storage: storage, offset: offset)
    if isSwapped, element.width > 1 {
      array = NumericArray(
        shape: shape, element: element, storage: array.memory.swapped(width: element.width))
    }
    self = isFortran ? array.fromFortranOrder() : array
  }

  /// Returns `[N, H, W, C]` as `[N, C, H, W]`, or `[N, T, C]` as `[N, C, T]`: channels come before
  /// the positions.
  ///
  /// - Throws: `ValueProblem` if the array has neither three nor four dimensions.
  package func channelsFirst() throws(ArrayProblem) -> NumericArray {
    guard let channels = shape.last, (3...4).contains(shape.count) else {
      throw .values(.notChannelsLast(shape: shape))
    }
    let newShape = [shape[0], channels] + shape[1..<shape.count - 1]
    let positions = shape[1..<shape.count - 1].reduce(1, *)
    if channels == 1 || positions == 1 { return reshaped(newShape) }
    let example = channels * positions
    return transposed(
      Transposition(
        inner: (channels, outputStride: positions), outer: (positions, inputStride: channels),
        grid: [.init(count: shape[0], inputStride: example, outputStride: example)]),
      shape: newShape)
  }

  /// Reads the values as in Fortran order and returns them in C order.
  private func fromFortranOrder() -> NumericArray {
    // Where one dimension alone has more than one index, both orders are the same.
    guard shape.count(where: { $0 > 1 }) > 1 else { return self }
    let sizes = shape.filter { $0 > 1 }
    let first = sizes[0]
    let last = sizes[sizes.count - 1]
    var grid: [Transposition.GridDimension] = []
    var inputStride = first
    var outputStride = count / first
    for size in sizes[1..<sizes.count - 1] {
      outputStride /= size
      grid.append(.init(count: size, inputStride: inputStride, outputStride: outputStride))
      inputStride *= size
    }
    // The first index is next to its neighbours in the input, the last in the output.
    return transposed(
      Transposition(
        inner: (first, outputStride: count / first), outer: (last, inputStride: inputStride),
        grid: grid),
      shape: shape)
  }

  private func transposed(_ transposition: Transposition, shape: [Int]) -> NumericArray {
    NumericArray(
      shape: shape, element: element,
      storage: memory.transposed(transposition, width: element.width))
  }
}
