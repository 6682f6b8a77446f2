import CPictures

/// Undoes the filters of a pass in place (PNG, 3rd edition, 9).
///
/// - Parameters:
///   - rows: the inflated bytes, in which the pass begins at `start`.
///   - distance: how far back the filters look.
/// - Throws: a `PictureError` for a filter that PNG does not have.
func unfilter(
  _ rows: inout [UInt8], from start: Int, _ pass: PNGPass, distance: Int
) throws(PictureError) {
  precondition(start >= 0 && start + pass.bytes <= rows.count && distance <= pass.rowBytes)
  let wrong = rows.withUnsafeMutableBufferPointer { rows -> Int? in
    guard let base = rows.baseAddress else { return nil }
    for y in 0..<pass.height {
      let row = base + start + y * (1 + pass.rowBytes)
      let filter = row[0]
      guard filter < 5 else { return y }
      guard filter > 0 else { continue }
      bench_unfilter_row(
        Int32(filter), row + 1, y == 0 ? nil : row - pass.rowBytes, pass.rowBytes, distance)
    }
    return nil
  }
  if let y = wrong {
    let filter = rows[start + y * (1 + pass.rowBytes)]
    throw PictureError(in: "chunk IDAT", "row \(y) has filter \(filter); PNG has 0 to 4")
  }
}
