/// The samples of a plane.
struct JPEGPlane {
  let width: Int
  let height: Int
  let stride: Int
  /// `samples[at least height, stride]`.
  let samples: [UInt8]

  init(_ component: JPEGComponent) {
    (width, height) = (component.width, component.height)
    (stride, samples) = (component.stride, component.samples)
  }
}

/// How the samples of a plane are spread over the picture, as libjpeg does by default.
enum Upsampling: Equatable {
  case none
  /// Two columns of each sample, by a triangle filter.
  case triangleColumns
  /// Two rows of each sample, by a triangle filter.
  case triangleRows
  /// Two columns and two rows of each sample, by a triangle filter.
  case triangle
  /// Each sample again and again.
  case repeated(columns: Int, rows: Int)

  init(_ component: JPEGComponent, in frame: JPEGFrame) {
    let (columns, rows) = (frame.h / component.h, frame.v / component.v)
    self =
      switch (columns, rows) {
      case (1, 1): .none
      case (1, 2): .triangleRows
      case (2, 1) where component.width > 2: .triangleColumns
      case (2, 2) where component.width > 2: .triangle
      default: .repeated(columns: columns, rows: rows)
      }
  }

  /// Bytes that a row of the picture needs, with what is beyond its width.
  func rowBytes(_ plane: JPEGPlane) -> Int {
    switch self {
    case .none, .triangleRows: plane.width
    case .triangleColumns, .triangle: 2 * plane.width
    case .repeated(let columns, _): columns * plane.width
    }
  }

  /// Writes row `y` of the picture.
  ///
  /// - Parameters:
  ///   - row: `row[rowBytes]`.
  ///   - sums: `sums[plane.width]`, overwritten.
  func upsample(
    _ plane: JPEGPlane, y: Int, into row: inout [UInt8], sums: inout [Int32]
  ) {
    let width = plane.width
    switch self {
    case .none:
      let start = y * plane.stride
      for x in 0..<width { row[x] = plane.samples[start + x] }
    case .triangleRows:
      let bias: Int32 = y & 1 == 0 ? 1 : 2
      addRows(plane, y: y, into: &sums)
      for x in 0..<width { row[x] = UInt8(truncatingIfNeeded: (sums[x] &+ bias) &>> 2) }
    case .triangleColumns:
      let start = y * plane.stride
      for x in 0..<width { sums[x] = Int32(plane.samples[start + x]) }
      addColumns(sums, width: width, shift: 2, left: 1, right: 2, into: &row)
    case .triangle:
      addRows(plane, y: y, into: &sums)
      addColumns(sums, width: width, shift: 4, left: 8, right: 7, into: &row)
    case .repeated(let columns, let rows):
      let start = y / rows * plane.stride
      for x in 0..<width {
        let sample = plane.samples[start + x]
        for column in 0..<columns { row[x * columns + column] = sample }
      }
    }
  }

  /// Adds three times the nearest row and once the next nearest; at the edges, the same row.
  private func addRows(_ plane: JPEGPlane, y: Int, into sums: inout [Int32]) {
    let near = y / 2
    let far = min(max(0, near + (y & 1 == 0 ? -1 : 1)), plane.height - 1)
    let (nearStart, farStart) = (near * plane.stride, far * plane.stride)
    for x in 0..<plane.width {
      sums[x] =
        3 * Int32(plane.samples[nearStart + x]) + Int32(plane.samples[farStart + x])
    }
  }

  /// Adds three times the nearest column and once the next nearest; at the edges, the same column.
  private func addColumns(
    _ sums: [Int32], width: Int, shift: Int32, left: Int32, right: Int32, into row: inout [UInt8]
  ) {
    for x in 0..<width {
      let near = 3 &* sums[x]
      let (before, after) = (sums[max(0, x - 1)], sums[min(width - 1, x + 1)])
      row[2 * x] = UInt8(truncatingIfNeeded: (near &+ before &+ left) &>> shift)
      row[2 * x + 1] = UInt8(truncatingIfNeeded: (near &+ after &+ right) &>> shift)
    }
  }
}
