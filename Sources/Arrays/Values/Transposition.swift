/// Matrices to transpose, all of one size, which lie in an array at the places of a grid.
struct Transposition {
  /// Neighbours in the input, this far apart in the output, in values.
  let inner: (count: Int, outputStride: Int)
  /// Neighbours in the output, this far apart in the input, in values.
  let outer: (count: Int, inputStride: Int)
  /// The dimensions of the grid: how many matrices, and how far apart.
  let grid: [GridDimension]

  struct GridDimension {
    let count: Int
    let inputStride: Int
    let outputStride: Int
  }

  /// The number of values of all matrices.
  var count: Int { grid.reduce(inner.count * outer.count) { $0 * $1.count } }

  /// Calls `body` with the place of each matrix's first value.
  @inline(__always)
  fileprivate func forEachMatrix(_ body: (_ input: Int, _ output: Int) -> Void) {
    var position = [Int](repeating: 0, count: grid.count)
    var input = 0
    var output = 0
    while true {
      body(input, output)
      var dimension = grid.count - 1
      while dimension >= 0 {
        input += grid[dimension].inputStride
        output += grid[dimension].outputStride
        position[dimension] += 1
        if position[dimension] < grid[dimension].count { break }
        input -= grid[dimension].count * grid[dimension].inputStride
        output -= grid[dimension].count * grid[dimension].outputStride
        position[dimension] = 0
        dimension -= 1
      }
      if dimension < 0 { return }
    }
  }
}

extension ElementMemory {
  /// Returns the bytes of the values with every matrix transposed. The matrices together must hold
  /// every value once.
  ///
  /// - Parameter width: 1, 2, 4 or 8 bytes.
  func transposed(_ matrices: Transposition, width: Int) -> [UInt8] {
    precondition(matrices.count == count)
    return switch width {
    case 2: copy(UInt16.self) { transpose(UInt16.self, matrices, $0, $1) }
    case 4: copy(UInt32.self) { transpose(UInt32.self, matrices, $0, $1) }
    case 8: copy(UInt64.self) { transpose(UInt64.self, matrices, $0, $1) }
    default: copy(UInt8.self) { transpose(UInt8.self, matrices, $0, $1) }
    }
  }

  /// Goes by squares, so that the lines of both sides stay in the cache.
  private func transpose<Word: FixedWidthInteger>(
    _ type: Word.Type, _ matrices: Transposition, _ source: UnsafeRawPointer,
    _ target: UnsafeMutableRawPointer
  ) {
    let width = MemoryLayout<Word>.size
    let side = 32
    let (innerCount, outputStride) = matrices.inner
    let (outerCount, inputStride) = matrices.outer
    matrices.forEachMatrix { input, output in
      let lastRead = input + (outerCount - 1) * inputStride + innerCount - 1
      let lastWritten = output + (innerCount - 1) * outputStride + outerCount - 1
      precondition(input >= 0 && output >= 0 && max(lastRead, lastWritten) < count)
      for inner in stride(from: 0, to: innerCount, by: side) {
        for outer in stride(from: 0, to: outerCount, by: side) {
          for i in inner..<min(inner + side, innerCount) {
            let from = source + (input + i) * width
            let to = target + (output + i * outputStride) * width
            for o in outer..<min(outer + side, outerCount) {
              let word = from.loadUnaligned(fromByteOffset: o * inputStride * width, as: type)
              to.storeBytes(of: word, toByteOffset: o * width, as: type)
            }
          }
        }
      }
    }
  }
}
