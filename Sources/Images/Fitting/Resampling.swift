/// Scales a picture, as Pillow does with its filter `BILINEAR`: columns, then rows, each with
/// weights in multiples of 2⁻²², and rounded to bytes.
///
/// - Parameter bytes: `[height, width, channels]` of the old size.
/// - Returns: the same of the new size.
func resampled(
  _ bytes: [UInt8], from old: Placement.Size, to new: Placement.Size, channels: Int
) -> [UInt8] {
  var result = bytes
  if new.width != old.width {
    let weights = ResamplingWeights(from: old.width, to: new.width)
    result = scaledColumns(
      result, height: old.height, width: old.width, channels: channels, weights)
  }
  if new.height != old.height {
    let weights = ResamplingWeights(from: old.height, to: new.height)
    result = scaledRows(result, rowBytes: new.width * channels, weights)
  }
  return result
}

/// Half a unit of the result, to round to nearest.
private let half = UInt32(1) << (ResamplingWeights.bits - 1)

/// The byte of a sum, which is less than 2³¹: the weights together are about 2²².
@inline(__always)
private func byte(_ sum: UInt32) -> UInt8 {
  UInt8(truncatingIfNeeded: min(255, sum &>> UInt32(ResamplingWeights.bits)))
}

/// Scales the columns of two rows at once: a 64-bit number holds a sum of each.
private func scaledColumns(
  _ bytes: [UInt8], height: Int, width: Int, channels: Int, _ weights: ResamplingWeights
) -> [UInt8] {
  let (oldBytes, newBytes) = (width * channels, weights.count * channels)
  var result = [UInt8](repeating: 0, count: height * newBytes)
  var pairs = [UInt64](repeating: 0, count: oldBytes)
  var new = result.mutableSpan
  var pair = pairs.mutableSpan
  let old = bytes.span
  let values = weights.values.span
  let first = weights.first.span
  let counts = weights.counts.span
  for y in stride(from: 0, to: height, by: 2) {
    let below = min(y + 1, height - 1)
    let row = old.extracting(y * oldBytes..<(y + 1) * oldBytes)
    let rowBelow = old.extracting(below * oldBytes..<(below + 1) * oldBytes)
    // Channel by channel, so that what is added is side by side.
    for channel in 0..<channels {
      var from = channel
      for x in channel * width..<(channel + 1) * width {
        pair[x] = UInt64(row[from]) | UInt64(rowBelow[from]) &<< 32
        from &+= channels
      }
    }
    let toBelow = (below - y) * newBytes
    let line = pair.span
    for channel in 0..<channels {
      var place = y * newBytes + channel
      for x in first.indices {
        let (start, taps, count) = (channel &* width &+ first[x], x &* weights.most, counts[x])
        let parts = line.extracting(start..<start &+ count)
        let factors = values.extracting(taps..<taps &+ count)
        var sum = UInt64(half) &<< 32 | UInt64(half)
        for tap in 0..<count { sum &+= parts[tap] &* UInt64(factors[tap]) }
        new[place &+ toBelow] = byte(UInt32(truncatingIfNeeded: sum &>> 32))
        new[place] = byte(UInt32(truncatingIfNeeded: sum))
        place &+= channels
      }
    }
  }
  return result
}

private func scaledRows(
  _ bytes: [UInt8], rowBytes: Int, _ weights: ResamplingWeights
) -> [UInt8] {
  var result = [UInt8](repeating: 0, count: weights.count * rowBytes)
  var sums = [UInt32](repeating: 0, count: rowBytes)
  var new = result.mutableSpan
  var row = sums.mutableSpan
  let old = bytes.span
  for y in 0..<weights.count {
    for x in row.indices { row[x] = half }
    for tap in 0..<weights.counts[y] {
      let weight = weights.values[y * weights.most + tap]
      let from = (weights.first[y] + tap) * rowBytes
      let line = old.extracting(from..<from + rowBytes)
      for x in line.indices { row[x] &+= UInt32(line[x]) &* weight }
    }
    for x in row.indices { new[y &* rowBytes &+ x] = byte(row[x]) }
  }
  return result
}
