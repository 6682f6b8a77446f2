/// Undoes the filters of a pass in place (PNG, 3rd edition, 9).
///
/// - Parameters:
///   - rows: the inflated bytes, in which the pass begins at `start`.
///   - distance: how far back the filters look.
/// - Throws: a `PictureError` for a filter that PNG does not have.
func unfilter(
  _ rows: inout [UInt8], from start: Int, _ pass: PNGPass, distance: Int
) throws(PictureError) {
  var rows = rows.mutableSpan
  var row = start
  var hasAbove = false
  for y in 0..<pass.height {
    let range = row + 1..<row + 1 + pass.rowBytes
    switch (rows[row], hasAbove) {
    case (0, _), (2, false): break
    case (1, _), (4, false): undoSub(&rows, range, distance)
    case (2, true): undoUp(&rows, range)
    case (3, _): undoAverage(&rows, range, distance, hasAbove: hasAbove)
    case (4, true): undoPaeth(&rows, range, distance)
    case (let filter, _):
      throw PictureError(
        in: "chunk IDAT", "row \(y) has filter \(filter); PNG has 0 to 4")
    }
    row = range.upperBound
    hasAbove = true
  }
}

private func undoSub(_ rows: inout MutableSpan<UInt8>, _ row: Range<Int>, _ distance: Int) {
  for i in row.dropFirst(distance) { rows[i] &+= rows[i &- distance] }
}

private func undoUp(_ rows: inout MutableSpan<UInt8>, _ row: Range<Int>) {
  let above = row.count + 1
  for i in row { rows[i] &+= rows[i &- above] }
}

private func undoAverage(
  _ rows: inout MutableSpan<UInt8>, _ row: Range<Int>, _ distance: Int, hasAbove: Bool
) {
  let above = row.count + 1
  for i in row.prefix(distance) { rows[i] &+= hasAbove ? rows[i &- above] >> 1 : 0 }
  for i in row.dropFirst(distance) {
    let sum = Int(rows[i &- distance]) &+ (hasAbove ? Int(rows[i &- above]) : 0)
    rows[i] &+= UInt8(truncatingIfNeeded: sum &>> 1)
  }
}

private func undoPaeth(_ rows: inout MutableSpan<UInt8>, _ row: Range<Int>, _ distance: Int) {
  let above = row.count + 1
  // Left of the first pixel there are zeros: the predictor is what is above.
  for i in row.prefix(distance) { rows[i] &+= rows[i &- above] }
  for i in row.dropFirst(distance) {
    let (a, b) = (Int32(rows[i &- distance]), Int32(rows[i &- above]))
    let c = Int32(rows[i &- above &- distance])
    let (fromA, fromB) = (b &- c, a &- c)
    let toA = fromA < 0 ? 0 &- fromA : fromA
    let toB = fromB < 0 ? 0 &- fromB : fromB
    let toC = fromA &+ fromB < 0 ? 0 &- fromA &- fromB : fromA &+ fromB
    // Without branches, which noise would mispredict.
    let nearer = toB <= toC ? b : c
    let nearest = toA <= min(toB, toC) ? a : nearer
    rows[i] &+= UInt8(truncatingIfNeeded: nearest)
  }
}
